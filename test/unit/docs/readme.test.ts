import { readReadme, withTaskTable } from '../../readme';

it("shows the catalogue's tasks in the README (npm run docs writes them)", () => {
	expect(readReadme()).toBe(withTaskTable(readReadme()));
});
