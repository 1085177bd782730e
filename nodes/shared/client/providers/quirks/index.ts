import { cohere } from './cohere';
import { EVERYWHERE } from './everywhere';
import { deepinfra } from './deepinfra';
import { falAi } from './falAi';
import { fireworksAi } from './fireworksAi';
import { groq } from './groq';
import { novita } from './novita';
import { nscale } from './nscale';
import type { Quirks, TaskQuirks } from './quirks';
import { replicate } from './replicate';
import { together } from './together';
import { wavespeed } from './wavespeed';
import { zaiOrg } from './zaiOrg';

/** Providers that have quirks; of all others the official client knows everything. */
const QUIRKS: Readonly<Record<string, Quirks | undefined>> = {
	cohere,
	deepinfra,
	'fal-ai': falAi,
	'fireworks-ai': fireworksAi,
	groq,
	novita,
	nscale,
	replicate,
	together,
	wavespeed,
	'zai-org': zaiOrg,
};

const NONE: Quirks = {};

/** What is special about a provider. */
export function quirksOf(provider: string): Quirks {
	return (Object.hasOwn(QUIRKS, provider) ? QUIRKS[provider] : undefined) ?? NONE;
}

/** What is special about a task at a provider, from the most general to the most special. */
export function taskQuirks(provider: string, task: string): readonly TaskQuirks[] {
	return [EVERYWHERE[task], quirksOf(provider).tasks?.[task]].filter((quirks) => quirks !== undefined);
}
