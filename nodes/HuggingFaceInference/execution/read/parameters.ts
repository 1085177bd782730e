import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { pathOf, scalarAt, type Path } from './pathExpression';

/** Where the value of a parameter comes from. */
type Source =
	| { readonly kind: 'fixed'; readonly value: unknown }
	| { readonly kind: 'path'; readonly path: Path; readonly otherwise: unknown }
	| { readonly kind: 'expression'; readonly otherwise: unknown };

/** What an expression gave or threw. */
type Outcome = { readonly value: unknown } | { readonly thrown: unknown };

/**
 * Reads the node's parameters. One without an expression cannot differ between items, and is read once. A path into the
 * item is followed here, since n8n's engine takes most of a millisecond for each expression. All others are the
 * engine's, and may be evaluated ahead of need.
 */
export class ParameterReader {
	/** Whether items hold expressions that cost time, as far as parameters were read. */
	hasExpressions = false;
	/** n8n copies the node at each call, and leaves it as it is during an execution. */
	private readonly parameters: IDataObject;
	readonly items: readonly INodeExecutionData[];
	private readonly sources = new Map<string, Source>();
	private readonly ahead = new Map<number, Map<string, Outcome>>();

	constructor(private readonly context: IExecuteFunctions) {
		this.parameters = context.getNode().parameters;
		this.items = context.getInputData();
	}

	/** The value of a parameter for an item; `otherwise` where it is hidden or was never set. */
	read(name: string, itemIndex: number, otherwise: unknown): unknown {
		const source = this.sources.get(name) ?? this.sourceOf(name, otherwise);
		if (source.kind === 'fixed') return source.value;
		const direct = source.kind === 'path' ? scalarAt(this.items[itemIndex]?.json, source.path) : undefined;
		if (direct !== undefined) return direct;
		const outcome = this.ahead.get(itemIndex)?.get(name) ?? this.evaluate(name, itemIndex, otherwise);
		if ('thrown' in outcome) throw outcome.thrown;
		return outcome.value;
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
		const written = this.parameters[name];
		const path = typeof written === 'string' ? pathOf(written) : undefined;
		const source: Source = path
			? { kind: 'path', path, otherwise }
			: holdsExpression(written)
				? { kind: 'expression', otherwise }
				: { kind: 'fixed', value: this.ask(name, 0, otherwise) };
		this.sources.set(name, source);
		this.hasExpressions ||= source.kind === 'expression';
		return source;
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

/** n8n marks an expression by an equals sign at the start of the text. */
function holdsExpression(value: unknown): boolean {
	if (typeof value === 'string') return value.startsWith('=');
	return typeof value === 'object' && value !== null && Object.values(value).some(holdsExpression);
}
