import { resolve } from 'node:path';
import ts from 'typescript';

/** The built nodes: one file with everything that they need. */
export const BUNDLE = resolve(__dirname, '../../../dist/nodes/bundle.js');

const GLOBAL_OBJECTS = ['globalThis', 'global', 'window', 'self'];

/** Every place in a script, as line and text, that reaches the global of this name: by its bare name or through the global object. */
export function reachesGlobal(file: string, name: string): string[] {
	const program = programOf(file);
	const source = program.getSourceFile(file);
	if (source === undefined) throw new Error(`${file} cannot be read`);
	const checker = program.getTypeChecker();
	const found: string[] = [];
	const visit = (node: ts.Node): void => {
		if (isFree(node, name, checker) || isOfGlobalObject(node, name, checker))
			found.push(
				`${source.getLineAndCharacterOfPosition(node.getStart()).line + 1}: ${node.parent.getText().slice(0, 120)}`,
			);
		ts.forEachChild(node, visit);
	};
	visit(source);
	return found;
}

const programs = new Map<string, ts.Program>();

/** A script as the compiler reads it, once for all names: reading the built nodes takes a second. */
function programOf(file: string): ts.Program {
	const program =
		programs.get(file) ?? ts.createProgram([file], { allowJs: true, noLib: true, noResolve: true, types: [] });
	programs.set(file, program);
	return program;
}

/** A name that is used as a value, and that nothing in the script declares. */
function isFree(node: ts.Node, name: string, checker: ts.TypeChecker): boolean {
	if (!ts.isIdentifier(node) || node.text !== name) return false;
	const { parent } = node;
	const isKey =
		(ts.isPropertyAccessExpression(parent) && parent.name === node) ||
		(ts.isPropertyAssignment(parent) && parent.name === node) ||
		((ts.isMethodDeclaration(parent) || ts.isGetAccessor(parent)) && parent.name === node);
	if (isKey) return false;
	const symbol = ts.isShorthandPropertyAssignment(parent)
		? checker.getShorthandAssignmentValueSymbol(parent)
		: checker.getSymbolAtLocation(node);
	return !(symbol?.declarations ?? []).some(isBinding);
}

/** What gives a name a meaning of its own; the compiler also counts writes to the global object, which do not. */
function isBinding(node: ts.Node): boolean {
	return (
		ts.isVariableDeclaration(node) ||
		ts.isBindingElement(node) ||
		ts.isParameter(node) ||
		ts.isFunctionLike(node) ||
		ts.isClassLike(node) ||
		ts.isImportSpecifier(node) ||
		ts.isImportClause(node) ||
		ts.isNamespaceImport(node)
	);
}

function isOfGlobalObject(node: ts.Node, name: string, checker: ts.TypeChecker): boolean {
	const isAccess =
		(ts.isPropertyAccessExpression(node) && node.name.text === name) ||
		(ts.isElementAccessExpression(node) &&
			ts.isStringLiteralLike(node.argumentExpression) &&
			node.argumentExpression.text === name);
	if (!isAccess) return false;
	// undici can put its own in the place of the global ones, which nothing here asks it to: that calls none.
	const isWritten =
		ts.isBinaryExpression(node.parent) &&
		node.parent.operatorToken.kind === ts.SyntaxKind.EqualsToken &&
		node.parent.left === node;
	return !isWritten && GLOBAL_OBJECTS.some((object) => isFree(node.expression, object, checker));
}
