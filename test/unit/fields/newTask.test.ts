import { propertiesOf } from '../../../nodes/HuggingFaceInference/panel/description';
import { file, integer } from '../../../nodes/shared/fields/field';
import { tasks } from '../../../nodes/shared/tasks';
import { predictions } from '../../../nodes/shared/tasks/answers/lists';
import { requestOf } from '../../../nodes/shared/tasks/request';
import { task } from '../../../nodes/shared/tasks/task';

/** The complete declaration of a new task. */
const keypointDetection = task({
	id: 'keypoint-detection',
	name: 'Keypoint Detection',
	action: 'Find keypoints in an image',
	description: 'The points of interest of an image',
	domain: 'Computer Vision',
	inputs: [file('image')],
	parameters: [integer(['top_k', 'Top K'], 'Number of points to return')],
	answer: predictions,
});

const properties = propertiesOf([...tasks, keypointDetection]);
const shownForTask = properties.filter(({ displayOptions }) =>
	displayOptions?.show?.operation?.includes('keypoint-detection'),
);

it('is in the Task dropdown and in the actions, only by its declaration', () => {
	const operation = properties.find(({ name }) => name === 'operation');
	expect(operation?.options).toContainEqual({
		name: 'Keypoint Detection',
		value: 'keypoint-detection',
		action: 'Find keypoints in an image',
		description: 'The points of interest of an image',
	});
});

it('has the fields of its inputs and parameters', () => {
	expect([...new Set(shownForTask.map(({ name }) => name))]).toEqual([
		'inputSource',
		'binaryPropertyName',
		'inputUrl',
		'inputPath',
		'provider',
		'simplify',
		'parameters',
	]);
	expect(shownForTask.find(({ name }) => name === 'parameters')?.options).toMatchObject([
		{ name: 'topK', displayName: 'Top K' },
	]);
});

it('makes its request', () => {
	expect(requestOf(keypointDetection, { topK: 3 })).toEqual({ json: { parameters: { top_k: 3 } } });
});
