import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

export const ROOT = join(__dirname, '..', '..', '..');
const NODE = join(ROOT, 'nodes');

/** Position of the message in calls and constructors. */
const MESSAGE_AT: Readonly<Record<string, number>> = {
	invalidInput: 0,
	unexpectedResponse: 0,
	InferenceError: 0,
	NodeOperationError: 1,
	HttpError: 1,
	notServed: 0,
	costLimit: 0,
	'job.hints.add': 0,
	'hints.add': 0,
	'hints.push': 0,
	'request.hint': 0,
	hint: 0,
};

/** Functions that return a message. */
const RETURN_MESSAGES = [
	'sentence',
	'refusedToken',
	'waitHint',
	'differenceHint',
	'reasoningHint',
	'spendingHint',
	'timesHint',
	'failoverHint',
	'notTakenHint',
];

/** Every literal message in the node's code, with `…` for a value. */
export function messagesInCode(): Set<string> {
	const files = readdirSync(NODE, { recursive: true })
		.map(String)
		.filter((name) => name.endsWith('.ts'));
	return new Set(
		files.flatMap((name) =>
			messagesOf(ts.createSourceFile(name, readFileSync(join(NODE, name), 'utf8'), ts.ScriptTarget.Latest, true)),
		),
	);
}

function messagesOf(source: ts.SourceFile): string[] {
	const found: string[] = [];
	const visit = (node: ts.Node): void => {
		if (ts.isCallExpression(node) || ts.isNewExpression(node)) {
			const position = MESSAGE_AT[node.expression.getText()];
			const argument = position === undefined ? undefined : node.arguments?.[position];
			if (argument !== undefined) found.push(...wordsIn(argument));
		}
		if (ts.isFunctionDeclaration(node) && RETURN_MESSAGES.includes(node.name?.text ?? ''))
			found.push(...returned(node));
		ts.forEachChild(node, visit);
	};
	visit(source);
	return found.filter((message) => message.replace(/…/g, '').trim().length > 3);
}

function returned(declaration: ts.Node): string[] {
	const found: string[] = [];
	const visit = (node: ts.Node): void => {
		if (ts.isReturnStatement(node) && node.expression !== undefined) found.push(...wordsIn(node.expression));
		ts.forEachChild(node, visit);
	};
	visit(declaration);
	return found;
}

/** The literal texts of an expression, with constants of its file put in. Skips texts made elsewhere. */
function wordsIn(node: ts.Expression): string[] {
	if (ts.isStringLiteralLike(node)) return [node.text];
	if (ts.isConditionalExpression(node)) return [...wordsIn(node.whenTrue), ...wordsIn(node.whenFalse)];
	if (ts.isIdentifier(node)) return wordsOfConstant(node);
	if (ts.isBinaryExpression(node)) {
		const words = wordsIn(node.left);
		const isText = node.operatorToken.kind === ts.SyntaxKind.PlusToken;
		return isText ? words.map((word) => `${word}…`) : [];
	}
	if (!ts.isTemplateExpression(node)) return [];
	return node.templateSpans.reduce(
		(heads, { expression, literal }) => {
			const values = ts.isConditionalExpression(expression) ? wordsIn(expression) : ['…'];
			return heads.flatMap((head) => values.map((value) => `${head}${value || '…'}${literal.text}`));
		},
		[node.head.text],
	);
}

/** The texts of a constant of the same function or file. */
function wordsOfConstant(name: ts.Identifier): string[] {
	const found: string[] = [];
	const visit = (node: ts.Node): void => {
		const isIt = ts.isVariableDeclaration(node) && node.name.getText() === name.text;
		if (isIt && node.initializer !== undefined && !ts.isIdentifier(node.initializer))
			found.push(...wordsIn(node.initializer));
		ts.forEachChild(node, visit);
	};
	visit(name.getSourceFile());
	return found;
}

/** The members of the union type `ErrorType`. */
export function errorTypesInCode(): string[] {
	const source = ts.createSourceFile(
		'errors.ts',
		readFileSync(join(NODE, 'shared', 'client', 'errors.ts'), 'utf8'),
		ts.ScriptTarget.Latest,
		true,
	);
	const declaration = source.statements.find(
		(statement): statement is ts.TypeAliasDeclaration =>
			ts.isTypeAliasDeclaration(statement) && statement.name.text === 'ErrorType',
	);
	if (declaration === undefined || !ts.isUnionTypeNode(declaration.type)) throw new Error('ErrorType is not a union');
	return declaration.type.types.map((member) => member.getText().replace(/'/g, ''));
}
