/** A cell of a table: one line, with its bars escaped. */
function cell(text: string): string {
	return text.replace(/\s*\n\s*/g, ' ').replace(/\|/g, '\\|');
}

/** A table in Markdown, or an empty text without rows. */
export function table(head: readonly string[], rows: ReadonlyArray<readonly string[]>): string {
	if (rows.length === 0) return '';
	const line = (cells: readonly string[]): string => `| ${cells.map(cell).join(' | ')} |`;
	return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

/** A name or value as code. A value with a backtick gets double backticks. */
export function code(text: string): string {
	const flat = text.replace(/\s*\n\s*/g, ' ');
	return flat.includes('`') ? `\`\` ${flat} \`\`` : `\`${flat}\``;
}

/** JSON as a block of code, short lists and objects on one line. */
export function jsonBlock(value: unknown): string {
	return `\`\`\`json\n${pretty(value, '')}\n\`\`\``;
}

const WIDTH = 100;

function pretty(value: unknown, indent: string): string {
	const short = oneLine(value);
	if (indent.length + short.length <= WIDTH || typeof value !== 'object' || value === null) return short;
	const inner = `${indent}  `;
	const entries = Array.isArray(value)
		? value.map((entry) => pretty(entry, inner))
		: Object.entries(value).map(([key, entry]) => `${JSON.stringify(key)}: ${pretty(entry, inner)}`);
	const [open, close] = Array.isArray(value) ? ['[', ']'] : ['{', '}'];
	return `${open}\n${entries.map((entry) => `${inner}${entry}`).join(',\n')}\n${indent}${close}`;
}

function oneLine(value: unknown): string {
	if (Array.isArray(value)) return `[${value.map(oneLine).join(', ')}]`;
	if (typeof value !== 'object' || value === null) return JSON.stringify(value);
	const entries = Object.entries(value).map(([key, entry]) => `${JSON.stringify(key)}: ${oneLine(entry)}`);
	return entries.length === 0 ? '{}' : `{ ${entries.join(', ')} }`;
}

/** Joins the non-empty parts with an empty line between them. */
export function paragraphs(...parts: readonly string[]): string {
	return parts.filter((part) => part !== '').join('\n\n');
}

/** GitHub's anchor for a heading. */
export function anchorOf(heading: string): string {
	const text = heading.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1').toLowerCase();
	return text
		.replace(/[^\p{L}\p{N}_ -]/gu, '')
		.trim()
		.replace(/ /g, '-');
}
