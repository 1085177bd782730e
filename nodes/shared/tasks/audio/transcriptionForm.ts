import type { FormPart } from '../../client/form';
import { isPlain } from '../../client/jsonPayload';
import type { PayloadObject, PayloadValue } from '../../client/payload';
import type { OpenAiForm, OpenAiServer, OpenAiTarget } from '../../inference/openAi/form';
import { programNamed } from '../../inference/servers';
import { OPENAI_TRANSCRIBING, placed, type Transcribing } from '../../inference/servers/abilities';
import { formParts } from '../formParts';

const TRANSCRIPTIONS = '/v1/audio/transcriptions';
const TRANSLATIONS = '/v1/audio/translations';
const GRANULARITIES = 'timestamp_granularities[]';

/** A recording as a form, for OpenAI's route and programs that differ from it. Source: OpenAI's reference of audio. */
export const transcriptionForm: OpenAiForm = {
	asks: 'protocol',
	models: /whisper|asr|transcri|parakeet|canary|voxtral/i,
	routes,
	toPayload: (json, target) => ({ form: formFor(json, target).parts }),
	leavesOut: (json, target) => formFor(json, target).unread,
};

function transcribing({ program }: OpenAiServer): Transcribing {
	return programNamed(program)?.transcribes ?? OPENAI_TRANSCRIBING;
}

function routes(json: PayloadObject, server: OpenAiServer, typed: URL): readonly string[] {
	const { path, translation } = transcribing(server);
	const wants = isTranslations(typed) || (askedFor(json).isTranslation && translation === 'address');
	if (wants) return [TRANSLATIONS];
	return path === undefined ? [TRANSCRIPTIONS] : [server.speechPath ?? path, TRANSCRIPTIONS];
}

function isTranslations({ pathname }: URL): boolean {
	return /\/audio\/translations\/*$/.test(pathname);
}

/** What a request in Hugging Face's form asks for. */
interface Asked {
	readonly file?: PayloadValue;
	readonly isTranslation: boolean;
	/** Whether times are wanted, or even those of words. */
	readonly times?: PayloadValue;
	/** Fields of the node, by their names at Hugging Face. */
	readonly generation: PayloadObject;
	/** Extra parameters, by the names that the user wrote. */
	readonly extras: PayloadObject;
}

/** A translation is asked for by the field, or by `task` or `translate` among the extra parameters. */
function askedFor({ inputs, parameters }: PayloadObject): Asked {
	const { generation_parameters: nested, return_timestamps: times, ...flat } = isPlain(parameters) ? parameters : {};
	const { task: nestedTask, ...generation } = isPlain(nested) ? nested : {};
	const { task = nestedTask, translate, timestamp_granularities: granularities, ...others } = flat;
	return {
		file: inputs,
		isTranslation: task === 'translate' || String(translate) === 'true',
		times,
		generation,
		extras: { ...(granularities !== undefined && { [GRANULARITIES]: granularities }), ...others },
	};
}

/** The form, and the names of parameters that have no place in it. Extra parameters keep their names, and win. */
function formFor(json: PayloadObject, target: OpenAiTarget): { parts: FormPart[]; unread: readonly string[] } {
	const server = transcribing(target);
	const { file, isTranslation, times, generation, extras } = askedFor(json);
	const isElsewhere = isTranslations(target.url);
	const places = isElsewhere ? (server.translationPlaces ?? server.places) : server.places;
	const { fields, unread } = placed(generation, places);
	const wanted: PayloadObject = {
		...(file !== undefined && { file }),
		...(target.model !== undefined && { model: target.model }),
		...timesIn(times, server.hasWords && !isElsewhere),
		...fields,
		...(isTranslation && !isElsewhere && { translate: true }),
		...extras,
	};
	// Servers refuse times in a stream, or leave them out of it.
	const streams = target.streams && wanted.response_format === 'json' && wanted.stream === undefined;
	return { parts: formParts(streams ? { ...wanted, stream: true } : wanted), unread };
}

/** Only the verbose form has times. */
function timesIn(times: PayloadValue | undefined, hasWords: boolean): PayloadObject {
	if (times !== true && times !== 'word') return { response_format: 'json' };
	return { response_format: 'verbose_json', [GRANULARITIES]: times === 'word' && hasWords ? 'word' : 'segment' };
}
