import { community } from './community';
import { endpointsProxy } from './endpointsProxy';
import { hfServe } from './hfServe';
import { infinity } from './infinity';
import { llamaCpp } from './llamaCpp';
import { localAi } from './localAi';
import { ollama } from './ollama';
import { openAiServer } from './openAiServer';
import type { Probes } from './probes';
import type { KnownWords, ServerProgram } from './program';
import { stableDiffusionCpp } from './stableDiffusionCpp';
import { tei } from './tei';
import { tgi } from './tgi';
import { toolkit } from './toolkit';
import { vllm } from './vllm';
import { whisperCpp } from './whisperCpp';

/** Every server program that is known. The first that recognises an answer wins: general ones stand last. */
export const PROGRAMS: readonly ServerProgram[] = [
	endpointsProxy,
	tei,
	tgi,
	vllm,
	llamaCpp,
	ollama,
	infinity,
	localAi,
	whisperCpp,
	stableDiffusionCpp,
	hfServe,
	openAiServer,
	toolkit,
	community,
];

/** The program that answers so, in words; undefined where nothing tells. */
export function programOf(probes: Probes): string | undefined {
	for (const { recognise } of PROGRAMS) {
		const found = recognise?.(probes);
		if (found !== undefined) return found;
	}
	return undefined;
}

/** The program that answers so; undefined where nothing tells. */
export function programIn(probes: Probes): ServerProgram | undefined {
	return PROGRAMS.find(({ recognise }) => recognise?.(probes) !== undefined);
}

/** What is known of a program by its name; undefined for a server that does not tell. */
export function programNamed(name: string | undefined): ServerProgram | undefined {
	return name === undefined ? undefined : PROGRAMS.find((program) => program.name === name);
}

/** What a server's words mean; undefined where they are not known. */
export function knownWords(message: string): KnownWords['advice'] | undefined {
	for (const { words = [] } of PROGRAMS) {
		const known = words.find((entry) => entry.words.test(message));
		if (known !== undefined) return known.advice;
	}
	return undefined;
}
