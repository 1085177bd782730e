'use strict';

/** Rooms from the lowest to the highest. A room imports itself and lower rooms; those of one level may import each other. */
const LEVELS = [
	['nodes/shared/http'],
	['nodes/shared/client'],
	['nodes/shared/inference'],
	['nodes/shared/tasks', 'nodes/shared/fields'],
	// Rooms that speak n8n: masking and errors, which the others use; what the editor shows; what asks the credential.
	['nodes/shared/n8n'],
	['nodes/shared/panel', 'nodes/shared/credential'],
	['nodes/shared/search'],
	['nodes/shared/subNodes'],
	['nodes/(?!shared/)[^/]+', 'credentials'],
];

const inside = (rooms) => `^(${rooms.join('|')})/`;

const upward = LEVELS.slice(0, -1).map((rooms, level) => ({
	name: 'no-higher-room',
	comment: 'A room imports no room above it.',
	severity: 'error',
	from: { path: inside(rooms) },
	to: { path: inside(LEVELS.slice(level + 1).flat()) },
}));

/** The import rules of `nodes/` and `credentials/`; imports of types alone count too. */
module.exports = {
	forbidden: [
		...upward,
		{
			name: 'no-circle',
			comment: 'No file imports itself by way of others.',
			severity: 'error',
			from: {},
			to: { circular: true },
		},
		{
			name: 'no-n8n-below',
			comment: 'http, client and inference run without n8n.',
			severity: 'error',
			from: { path: inside(LEVELS.slice(0, 3).flat()) },
			to: { path: ['^(n8n-workflow|n8n-core|@n8n/)', 'node_modules/(n8n-workflow|n8n-core|@n8n)/'] },
		},
		{
			name: 'no-unknown-room',
			comment: 'Every folder of nodes/shared has a level above.',
			severity: 'error',
			from: {},
			to: { path: '^nodes/shared/', pathNot: inside(LEVELS.flat()) },
		},
	],
	options: {
		tsPreCompilationDeps: true,
		doNotFollow: { path: 'node_modules' },
		moduleSystems: ['es6', 'cjs', 'tsd'],
	},
};
