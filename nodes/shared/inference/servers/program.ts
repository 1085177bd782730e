import type { IncomingHttpHeaders } from 'node:http';
import type { JsonValue } from '../../client/json';
import type { Rewrite } from '../../client/payload';
import type { Painting, Places, Transcribing } from './abilities';
import type { Probes } from './probes';

/** The marks of an answer by which its server program is known. */
export interface Seen {
	readonly headers: IncomingHttpHeaders;
	/** Absent for a file. */
	readonly json?: JsonValue;
	/** Inputs in the request. */
	readonly count: number;
}

/** Fields that a server program ignores without a word, with the answers that tell the program. */
export interface Ignored {
	readonly isIt: (seen: Seen) => boolean;
	/** Names of fields. */
	readonly fields: readonly string[];
	/** Whether other servers, which read these fields, answer in the same way. */
	readonly isUnsure?: boolean;
}

/** Words of a server, and what to do about them. */
export interface KnownWords {
	readonly words: RegExp;
	/** @param set labels of the parameters that the user set */
	readonly advice: string | ((set: readonly string[]) => string);
}

/** All that is known of one server program. */
export interface ServerProgram {
	/** Its name in sentences: "this server looks like ..., which ignores it". */
	readonly name: string;
	/** Recognises the program by the answers to GETs, and describes it; undefined where they do not tell. */
	readonly recognise?: (probes: Probes) => string | undefined;
	/** By task id. */
	readonly ignores?: Readonly<Record<string, readonly Ignored[] | undefined>>;
	readonly words?: readonly KnownWords[];
	/** Other forms of a request that the program refused before it ran it. */
	readonly rewrites?: readonly Rewrite[];
	/** How it transcribes, if it differs from OpenAI's own form. */
	readonly transcribes?: Transcribing;
	/** Where it reads generation parameters for text to speech, if it does. */
	readonly speaks?: Places;
	/** Whether its chat takes a video as `video_url`; others take it as `file`. */
	readonly takesVideoUrl?: boolean;
	/** How it makes pictures, if it differs from OpenAI's own form. */
	readonly paints?: Painting;
}
