import { InferenceError, invalidInput, unexpectedResponse } from '../../../shared/client/errors';
import { CancelledError, DeadlineError, HttpError, causeOf } from '../../../shared/http/errors';

/**
 * The error for a file that could not be downloaded from the address in 'URL'. Nothing was sent to a model by then, so
 * nothing can have been billed.
 */
export function downloadError(error: unknown, { host }: URL): InferenceError {
	if (error instanceof InferenceError) return error;
	if (error instanceof CancelledError)
		return new InferenceError('The execution was canceled', { type: 'cancelled', cause: error });
	if (error instanceof DeadlineError)
		return new InferenceError(
			`The file at 'URL' could not be downloaded: ${host} did not answer within ${error.seconds} s`,
			{
				type: 'timeout',
				advice: `Check the address in 'URL', or raise 'Timeout' in 'Options'. ${UNBILLED}`,
				cause: error,
			},
		);
	if (!(error instanceof HttpError))
		return unexpectedResponse(`The file at 'URL' could not be stored: ${causeOf(error)}`, {
			advice: `Check the binary data storage of this n8n. ${UNBILLED}`,
			cause: error,
		});
	return exchangeError(error, host);
}

function exchangeError(error: HttpError, host: string): InferenceError {
	switch (error.failure) {
		case 'unreachable':
			return new InferenceError(
				`The file at 'URL' could not be downloaded: ${host} could not be reached: ${causeOf(error)}`,
				{
					type: 'network',
					advice: `Check the address in 'URL', and the network and proxy settings of this n8n. ${UNBILLED}`,
					cause: error,
				},
			);
		case 'interrupted':
			return new InferenceError(
				`The file at 'URL' could not be downloaded: ${host} closed the connection: ${causeOf(error)}`,
				{
					type: 'network',
					advice: `Run the item again. ${UNBILLED}`,
					cause: error,
				},
			);
		case 'refused':
			return new InferenceError(`The download of the file at 'URL' was stopped: ${error.message}`, {
				type: 'refusedHost',
				advice: "Check the address in 'URL', and the outgoing connections that this n8n allows.",
				cause: error,
			});
		case 'limit':
			return unexpectedResponse(`The file at 'URL' could not be downloaded from ${host}: ${error.message}`, {
				advice: "Use a smaller file in 'URL'.",
				cause: error,
			});
	}
}

const UNBILLED = 'No model was asked, so nothing was billed.';

/** The error for a file that n8n's storage no longer holds. n8n deletes files with the execution that made them. */
export function goneFile(field: string, error: unknown): InferenceError {
	return invalidInput(
		`n8n no longer has the file of '${field}': ${causeOf(error)}`,
		'Run the node again that makes the file. n8n deletes stored files together with their execution.',
		error,
	);
}

interface MissingFile {
	readonly name: string;
	/** Label of the field that names it. */
	readonly field: string;
	/** The item's binary fields. */
	readonly fields: readonly string[];
}

/** The error for an item without the file that a field names. */
export function missingFile({ name, field, fields }: MissingFile, error: unknown): InferenceError {
	return invalidInput(
		`The item has no file in the field '${name}' that '${field}' names`,
		adviceOn(fields, field),
		error,
	);
}

function adviceOn(fields: readonly string[], field: string): string {
	if (fields.length === 0)
		return "The item holds no files: check the node before this one, or set 'Input Source' to URL.";
	const [only] = fields;
	if (fields.length === 1) return `This item has the file '${only}': set '${field}' to it.`;
	return `This item has the files ${fields.map((name) => `'${name}'`).join(', ')}: set '${field}' to one of them.`;
}
