import { cosine } from '../../sandbox/words';
import type { Rule } from '../../sandbox';
import { fieldsOf, listOf, numberOf } from '../../sandbox/values';

interface Point {
	id: number;
	vector: number[];
	payload: unknown;
}

/** The part of Qdrant's REST API for filling and querying a collection. */
export interface VectorStore {
	rule: Rule;
	/** The points of each collection, by id. */
	collections: Map<string, Map<number, Point>>;
}

/** A vector store for the duration of the test. */
export function vectorStore(): VectorStore {
	const collections: VectorStore['collections'] = new Map();
	const sizes = new Map<string, number>();

	const answer = (method: string, path: string, body: unknown): [status: number, json: object] | undefined => {
		const [, name, rest = ''] = /^\/collections\/([\w-]+)(\/points(?:\/query)?)?(?:\?.*)?$/.exec(path) ?? [];
		if (name === undefined) return undefined;
		if (method === 'PUT' && rest === '') {
			if (collections.has(name))
				return [409, { status: { error: `Wrong input: Collection \`${name}\` already exists!` } }];
			sizes.set(name, numberOf(fieldsOf(fieldsOf(body).vectors).size, 0));
			collections.set(name, new Map());
			return [200, { result: true, status: 'ok' }];
		}
		const points = collections.get(name);
		if (points === undefined) return [404, { status: { error: `Not found: Collection \`${name}\` doesn't exist!` } }];
		if (method === 'PUT' && rest === '/points') return upsert(points, sizes.get(name) ?? 0, body);
		return method === 'POST' && rest === '/points/query' ? query(points, body) : undefined;
	};

	const rule: Rule = ({ method, path, json }, response) => {
		const said = answer(method, path, json);
		if (said === undefined) return false;
		response.writeHead(said[0], { 'content-type': 'application/json' }).end(JSON.stringify(said[1]));
		return true;
	};
	return { rule, collections };
}

function upsert(points: Map<number, Point>, size: number, body: unknown): [number, object] {
	const added = listOf(fieldsOf(body).points) as Point[];
	const wrong = added.find(({ vector }) => vector.length !== size);
	if (wrong !== undefined)
		return [
			400,
			{ status: { error: `Wrong input: Vector dimension error: expected dim: ${size}, got ${wrong.vector.length}` } },
		];
	for (const point of added) points.set(point.id, point);
	return [200, { result: { operation_id: points.size, status: 'completed' }, status: 'ok' }];
}

function query(points: Map<number, Point>, body: unknown): [number, object] {
	const { query: wanted, limit } = fieldsOf(body);
	const found = [...points.values()]
		.map(({ id, vector, payload }) => ({ id, version: 0, score: cosine(listOf(wanted) as number[], vector), payload }))
		.sort((a, b) => b.score - a.score);
	return [200, { result: { points: found.slice(0, numberOf(limit, 10)) }, status: 'ok' }];
}
