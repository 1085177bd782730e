import type { EndpointRoute, Route } from '../../client/route';

/** What one call learned of its server; it holds once the call has succeeded. */
export interface Lesson {
	/** Whether the server takes OpenAI's form, and refuses Hugging Face's. */
	openAi?: boolean;
	/** The name of the server's only model, which it requires. */
	model?: string;
	/** Ids of the rewrites that the server needed, in their order. */
	readonly rewrites: string[];
}

const NOTHING: Readonly<Lesson> = { rewrites: [] };

/** What a run has learned of the servers that it calls, so that each gets the right form at once. */
export class ServerMemory {
	private readonly lessons = new Map<string, Lesson>();

	/** @param route where a call went that succeeded */
	keep(route: Route, lesson: Lesson): void {
		const { openAi, model, rewrites } = lesson;
		if (!openAi && model === undefined && rewrites.length === 0) return;
		const before = this.about(route);
		const known = [...before.rewrites, ...rewrites.filter((id) => !before.rewrites.includes(id))];
		this.lessons.set(keyOf(route), { ...before, ...(openAi && { openAi }), ...(model && { model }), rewrites: known });
	}

	about(route: Route): Readonly<Lesson> {
		return this.lessons.get(keyOf(route)) ?? NOTHING;
	}

	/** The same route with the model that its server requires, where none was named. */
	withModel(route: Route): Route {
		const { model } = this.about(route);
		return route.kind === 'endpoint' && route.model === undefined && model !== undefined
			? ({ ...route, bodyModel: model } satisfies EndpointRoute)
			: route;
	}
}

function keyOf(route: Route): string {
	return route.kind === 'endpoint' ? route.url.href : `${route.kind} ${route.provider} ${route.bodyModel}`;
}
