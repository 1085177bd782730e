/** Has `Date.now` show a later time from now on, until the test restores its mocks. */
export function later(milliseconds: number): void {
	const now = Date.now();
	jest.spyOn(Date, 'now').mockReturnValue(now + milliseconds);
}
