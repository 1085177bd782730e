import type { IExecuteFunctions } from 'n8n-workflow';

/**
 * Reads the node's parameters. One that holds no expression cannot differ between items, and is read once.
 */
export class ParameterReader {
	private readonly fixed = new Map<string, unknown>();

	constructor(private readonly context: IExecuteFunctions) {}

	/** The value of a parameter for an item; `otherwise` where it is hidden or was never set. */
	read(name: string, itemIndex: number, otherwise: unknown): unknown {
		if (this.fixed.has(name)) return this.fixed.get(name);
		const isFixed = !holdsExpression(this.context.getNode().parameters[name]);
		const value: unknown = this.context.getNodeParameter(name, isFixed ? 0 : itemIndex, otherwise as object);
		if (isFixed) this.fixed.set(name, value);
		return value;
	}
}

/** n8n marks an expression by an equals sign at the start of the text. */
function holdsExpression(value: unknown): boolean {
	if (typeof value === 'string') return value.startsWith('=');
	return typeof value === 'object' && value !== null && Object.values(value).some(holdsExpression);
}
