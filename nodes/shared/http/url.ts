/**
 * Parses an address.
 * Not by `URL.canParse`: once it is called often, Node 20 says no there to addresses with letters such as `ü`.
 * @param base where a relative address starts
 * @returns undefined where the text is none
 */
export function readUrl(text: string, base?: string): URL | undefined {
	try {
		return new URL(text, base);
	} catch {
		return undefined;
	}
}
