import { randomUUID } from 'node:crypto';
import { sharedLookup } from '../../client/lookups';
import type { EndpointRoute, Route } from '../../client/route';

/** What one call learned of its server; it holds once the call has succeeded. */
export interface Lesson {
	/** Whether the server takes OpenAI's form, and refuses Hugging Face's. */
	openAi?: boolean;
	/** The name of the server's only model, which it requires. */
	model?: string;
	/** Addresses of OpenAI's form that the server does not have. */
	readonly missing: string[];
	/** Ids of the rewrites that the server needed, in their order. */
	readonly rewrites: string[];
}

/** A lesson of a call that learned nothing yet. */
export function noLesson(): Lesson {
	return { missing: [], rewrites: [] };
}

const NOTHING: Readonly<Lesson> = noLesson();
/** A run asks a server once. */
const FRESH_MS = 60 * 60_000;

/** What a run has learned of the servers that it calls, so that each gets the right form at once. */
export class ServerMemory {
	private readonly lessons = new Map<string, Lesson>();
	/** What servers said of themselves, by their keys. */
	private readonly told = new Map<string, unknown>();
	private readonly run = randomUUID();

	/** @param route where a call went that succeeded */
	keep(route: Route, lesson: Lesson): void {
		const { openAi, model, missing, rewrites } = lesson;
		if (!openAi && model === undefined && missing.length === 0 && rewrites.length === 0) return;
		const before = this.about(route);
		this.lessons.set(keyOf(route), {
			...before,
			...(openAi && { openAi }),
			...(model && { model }),
			missing: joined(before.missing, missing),
			rewrites: joined(before.rewrites, rewrites),
		});
	}

	about(route: Route): Readonly<Lesson> {
		return this.lessons.size === 0 ? NOTHING : (this.lessons.get(keyOf(route)) ?? NOTHING);
	}

	/** The same route with the model that its server requires, where none was named. */
	withModel(route: Route): Route {
		const { model } = this.about(route);
		return route.kind === 'endpoint' && route.model === undefined && model !== undefined
			? ({ ...route, bodyModel: model } satisfies EndpointRoute)
			: route;
	}

	/**
	 * What a server says of itself. All calls of the run share one question.
	 * @param ask asks it; its signal is aborted when no call waits any more
	 * @param signal ends the wait of this call alone
	 */
	asked<T>(route: EndpointRoute, ask: (signal: AbortSignal) => Promise<T>, signal: AbortSignal): T | Promise<T> {
		const { authorization = '' } = route.headers;
		const name = `${route.url.href} ${authorization}`;
		const told = this.told.get(name) as T | undefined;
		if (told !== undefined) return told;
		const key = [this.run, route.url.href, authorization];
		return sharedLookup({ key, freshMs: FRESH_MS, failedMs: 0, make: ask }, signal).then((answer) => {
			this.told.set(name, answer);
			return answer;
		});
	}
}

function joined(before: readonly string[], more: readonly string[]): string[] {
	return [...before, ...more.filter((entry) => !before.includes(entry))];
}

function keyOf(route: Route): string {
	return route.kind === 'endpoint' ? route.url.href : `${route.kind} ${route.provider} ${route.bodyModel}`;
}
