import type { IDataObject } from 'n8n-workflow';
import { LABELS, type Play } from '../hostile';

/**
 * Each hostile server meets three items: the first and the last are served, the one in the middle meets the fault.
 * None may be lost, the order stays, and no request is repeated that a model may have answered.
 */
export interface Case {
	readonly server: string;
	readonly play: Play;
	/** `done`, or the `details.type` with which the item fails. */
	readonly ends: string;
	/** The server's requests for the item. */
	readonly requests: number | { readonly least?: number; readonly most: number };
	readonly options?: IDataObject;
	readonly says?: RegExp;
	/** Shortest pause between the first two requests, in milliseconds; and the longest. */
	readonly waits?: readonly [number, number];
	/** Where the item goes instead of to the hostile server. */
	readonly elsewhere?: () => Promise<string>;
	/** Whether the connection must be closed by us when the item is over. */
	readonly hangsUp?: boolean;
	/** Whether the answer takes so much computing that it runs alone. */
	readonly isHeavy?: boolean;
}

export const OK_HEAD = 'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n';
export const BODY = JSON.stringify(LABELS);
export const quick: IDataObject = { timeout: 2.5 };
export const raw =
	(text: string, then: 'end' | 'reset' | 'stay' = 'end'): Play =>
	({ socket }) => {
		if (then === 'end') socket.end(text);
		else socket.write(text, () => then === 'reset' && socket.resetAndDestroy());
	};
export const firstThen =
	(first: Play, times = 1): Play =>
	(exchange) =>
		exchange.nth <= times ? first(exchange) : exchange.serve();
