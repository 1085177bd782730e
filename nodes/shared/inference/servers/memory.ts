import type { Target } from '../../client/target';

/** What one call learned of its server, and what holds once the call has succeeded. */
export interface Lesson {
	/** Whether OpenAI's form was taken where Hugging Face's was refused. */
	openAi?: boolean;
	/** The name of the server's only model, which it wants to hear. */
	model?: string;
}

/** What a run has learned of the servers that it calls, so that each is asked in the right form at once. */
export class ServerMemory {
	private readonly lessons = new Map<string, Lesson>();

	/** @param target where a call went that succeeded */
	keep({ url }: Target, lesson: Lesson): void {
		if (lesson.openAi || lesson.model !== undefined)
			this.lessons.set(url.href, { ...this.lessons.get(url.href), ...lesson });
	}

	speaksOpenAi({ url }: Target): boolean {
		return this.lessons.get(url.href)?.openAi ?? false;
	}

	/** The same target with the model that its server wants to hear, where none was named. */
	withModel(target: Target): Target {
		const model = this.lessons.get(target.url.href)?.model;
		return target.isEndpoint && target.model === undefined && model !== undefined
			? { ...target, bodyModel: model }
			: target;
	}
}
