import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { isObject } from '../../../shared/client/json';
import { templateOf, type Template } from './template';

/** Where the value of a parameter comes from. */
type Source =
	| { readonly kind: 'fixed'; readonly value: unknown }
	| { readonly kind: 'template'; readonly template: Template; readonly otherwise: unknown }
	| { readonly kind: 'expression'; readonly otherwise: unknown };

/** What an expression gave or threw. */
type Outcome = { readonly value: unknown } | { readonly thrown: unknown };

/**
 * Reads the node's parameters. One without an expression cannot differ between items, and is read once. Texts made of
 * paths into the item are put together here, since n8n's engine takes most of a millisecond for each. All others are
 * the engine's, and may be evaluated ahead of need.
 */
export class ParameterReader {
	/** Whether items hold expressions that cost time, as far as parameters were read. */
	hasExpressions = false;
	/** n8n copies the node at each call, and leaves it as it is during an execution. */
	private readonly parameters: IDataObject;
	readonly items: readonly INodeExecutionData[];
	private readonly sources = new Map<string, Source>();
	private readonly ahead = new Map<number, Map<string, Outcome>>();
	private readonly readsItems: boolean;

	constructor(private readonly context: IExecuteFunctions) {
		const { parameters, type } = context.getNode();
		this.parameters = parameters;
		this.items = context.getInputData();
		// For a tool these items are the model's arguments, while `$json` is an item of the agent.
		this.readsItems = !isTool(type);
	}

	/** The value of a parameter for an item; `otherwise` where it is hidden or was never set. */
	read(name: string, itemIndex: number, otherwise: unknown): unknown {
		const source = this.sources.get(name) ?? this.sourceOf(name, otherwise);
		if (source.kind === 'fixed') return source.value;
		const item = this.items[itemIndex];
		const direct = source.kind === 'template' && item ? source.template(item.json) : undefined;
		const outcome = direct ?? this.ahead.get(itemIndex)?.get(name) ?? this.evaluate(name, itemIndex, otherwise);
		if ('thrown' in outcome) throw outcome.thrown;
		return outcome.value;
	}

	/** The first item's value for the run as a whole; `failed` where its expression fails, which that item reports. */
	readFirst(name: string, otherwise: unknown, failed = otherwise): unknown {
		try {
			return this.read(name, 0, otherwise);
		} catch {
			return failed;
		}
	}

	/** Whether the value at these names, one inside the other, is an expression's. */
	isComputed(...names: readonly string[]): boolean {
		let written: unknown = this.parameters;
		for (const name of names) {
			if (!isObject(written)) break;
			written = Object.hasOwn(written, name) ? written[name] : undefined;
		}
		return holdsExpression(written);
	}

	/** How many items come in. */
	get count(): number {
		return this.items.length;
	}

	/** Evaluates for an item the expressions that were read for items before it. */
	readAhead(itemIndex: number): void {
		const outcomes = new Map<string, Outcome>();
		for (const [name, source] of this.sources) {
			if (source.kind === 'expression') outcomes.set(name, this.evaluate(name, itemIndex, source.otherwise));
		}
		this.ahead.set(itemIndex, outcomes);
	}

	/** Drops what was evaluated ahead for an item. */
	forget(itemIndex: number): void {
		this.ahead.delete(itemIndex);
	}

	private sourceOf(name: string, otherwise: unknown): Source {
		const source = this.sourceIn(name, this.parameters[name], otherwise);
		this.sources.set(name, source);
		this.hasExpressions ||= source.kind === 'expression';
		return source;
	}

	private sourceIn(name: string, written: unknown, otherwise: unknown): Source {
		if (!holdsExpression(written)) return { kind: 'fixed', value: this.ask(name, 0, otherwise) };
		const template = this.readsItems ? templateOf(written) : undefined;
		return template ? { kind: 'template', template, otherwise } : { kind: 'expression', otherwise };
	}

	private evaluate(name: string, itemIndex: number, otherwise: unknown): Outcome {
		try {
			return { value: this.ask(name, itemIndex, otherwise) };
		} catch (thrown) {
			return { thrown };
		}
	}

	/** Without n8n's validation: it searches all fields at each read, for types that none of ours declares. */
	private ask(name: string, itemIndex: number, otherwise: unknown): unknown {
		return this.context.getNodeParameter(name, itemIndex, otherwise as object, { skipValidation: true });
	}
}

/** n8n names the variant of a node that agents call after the node. */
export function isTool(nodeType: string): boolean {
	return nodeType.endsWith('Tool');
}

/** n8n marks an expression by an equals sign at the start of the text. */
function holdsExpression(value: unknown): boolean {
	if (typeof value === 'string') return value.startsWith('=');
	return typeof value === 'object' && value !== null && Object.values(value).some(holdsExpression);
}
