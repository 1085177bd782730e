import { clamp, fieldsOf, listOf, numberOf, round, type Fields } from '../values';
import { hash, tokensOf } from '../words';
import { continueText } from './replies';
import { fillSchema } from './schema';

export interface Token {
	id: number;
	text: string;
	logprob: number;
	special: boolean;
}

export interface Generated {
	/** The new text, without the prompt. */
	text: string;
	tokens: Token[];
	finish: 'length' | 'eos_token' | 'stop_sequence';
	prompt: string;
	seed?: number;
}

const USUAL_LENGTH = 20;
const LONGEST = 2048;

export function tokenOf(text: string): Token {
	return { id: hash(text) % 32_000, text, logprob: -round((hash(text) % 300) / 100), special: false };
}

function piecesFor(prompt: string, parameters: Fields, length: number): string[] {
	const grammar = fieldsOf(parameters.grammar);
	if (grammar.type === 'json' || grammar.type === 'json_schema') {
		const wanted = fieldsOf(grammar.value);
		return tokensOf(JSON.stringify(fillSchema(wanted.schema ?? wanted, prompt)));
	}
	const seed = numberOf(parameters.seed, 0) + Math.round(numberOf(parameters.temperature, 0) * 1000);
	return continueText(prompt, seed, Math.min(length, 60));
}

/** The pieces up to the first stop sequence, which stays in the text as TGI leaves it. */
function stopAt(pieces: readonly string[], stops: readonly string[]): { kept: string[]; stopped: boolean } {
	const kept: string[] = [];
	for (const piece of pieces) {
		kept.push(piece);
		if (stops.some((stop) => stop !== '' && kept.join('').includes(stop))) return { kept, stopped: true };
	}
	return { kept, stopped: false };
}

/** Goes on from a prompt: the same words for the same prompt and parameters. */
export function generate(prompt: string, parameters: Fields): Generated {
	const length = clamp(Math.round(numberOf(parameters.max_new_tokens, USUAL_LENGTH)), 0, LONGEST);
	const pieces = piecesFor(prompt, parameters, length);
	const { kept, stopped } = stopAt(pieces.slice(0, length), listOf(parameters.stop).map(String));
	const finish = stopped ? 'stop_sequence' : kept.length >= length ? 'length' : 'eos_token';
	const seed = typeof parameters.seed === 'number' ? parameters.seed : undefined;
	return { text: kept.join(''), tokens: kept.map(tokenOf), finish, prompt, seed };
}

/** TGI's `details`, with the prompt's tokens where they were asked for. */
export function detailsOf(generated: Generated, parameters: Fields): Fields {
	const { tokens, finish, seed, prompt } = generated;
	const prefill = tokensOf(prompt)
		.map(tokenOf)
		.map(({ id, text, logprob }) => ({ id, text, logprob }));
	const best = numberOf(parameters.best_of, 1);
	const top = numberOf(parameters.top_n_tokens, 0);
	return {
		finish_reason: finish,
		generated_tokens: tokens.length,
		seed: seed ?? null,
		prefill: parameters.decoder_input_details === true ? prefill : [],
		tokens,
		...(top > 0 ? { top_tokens: tokens.map((token) => Array.from({ length: top }, () => token)) } : {}),
		...(best > 1 ? { best_of_sequences: [] } : {}),
	};
}

/** TGI's answer to one prompt. Without `return_full_text` the prompt stands in front, as for a pipeline of this task. */
export function generationOf(prompt: string, parameters: Fields, fullByDefault = true): Fields {
	const generated = generate(prompt, parameters);
	const isFull = parameters.return_full_text ?? fullByDefault;
	const text = isFull === true ? prompt + generated.text : generated.text;
	return {
		generated_text: text,
		...(parameters.details === true ? { details: detailsOf(generated, parameters) } : {}),
	};
}

/** TGI's event stream: no blank after "data:", no end marker. */
export function generationEvents(prompt: string, parameters: Fields): string[] {
	const generated = generate(prompt, parameters);
	const isFull = parameters.return_full_text === true;
	return generated.tokens.map((token, place) => {
		const isLast = place === generated.tokens.length - 1;
		const { finish_reason, generated_tokens, seed } = detailsOf(generated, parameters);
		const details = { finish_reason, generated_tokens, input_length: tokensOf(prompt).length, seed };
		const event = {
			index: place + 1,
			token,
			generated_text: isLast ? (isFull ? prompt : '') + generated.text : null,
			details: isLast ? details : null,
		};
		return `data:${JSON.stringify(event)}\n\n`;
	});
}

const OPENAI_FINISH = { length: 'length', eos_token: 'stop', stop_sequence: 'stop' } as const;

function fromOpenAi(root: Fields): Fields {
	const stop = typeof root.stop === 'string' ? [root.stop] : root.stop;
	return { ...root, stop, max_new_tokens: numberOf(root.max_tokens, 16) };
}

/** OpenAI's older completions, which the official JavaScript client asks for. */
export function completionOf(root: Fields): Fields {
	const prompt = String(Array.isArray(root.prompt) ? root.prompt[0] : root.prompt);
	const generated = generate(prompt, fromOpenAi(root));
	const used = tokensOf(prompt).length;
	return {
		object: 'text_completion',
		id: '',
		created: 1_760_000_000,
		model: root.model,
		system_fingerprint: 'sandbox',
		choices: [{ index: 0, text: generated.text, logprobs: null, finish_reason: OPENAI_FINISH[generated.finish] }],
		usage: {
			prompt_tokens: used,
			completion_tokens: generated.tokens.length,
			total_tokens: used + generated.tokens.length,
		},
	};
}

export function completionEvents(root: Fields): string[] {
	const generated = generate(String(root.prompt), fromOpenAi(root));
	const chunks = generated.tokens.map((token, place) => ({
		id: '',
		object: 'text_completion',
		created: 1_760_000_000,
		model: root.model,
		choices: [
			{
				index: 0,
				text: token.text,
				finish_reason: place === generated.tokens.length - 1 ? OPENAI_FINISH[generated.finish] : null,
			},
		],
	}));
	return [...chunks.map((chunk) => `data: ${JSON.stringify(chunk)}\n\n`), 'data: [DONE]\n\n'];
}
