import { audioClassification } from './audio/audioClassification';
import { audioToAudio } from './audio/audioToAudio';
import { automaticSpeechRecognition } from './audio/automaticSpeechRecognition';
import { textToAudio } from './audio/textToAudio';
import { textToSpeech } from './audio/textToSpeech';
import { zeroShotAudioClassification } from './audio/zeroShotAudioClassification';
import { depthEstimation } from './computerVision/depthEstimation';
import { imageClassification } from './computerVision/imageClassification';
import { imageFeatureExtraction } from './computerVision/imageFeatureExtraction';
import { imageSegmentation } from './computerVision/imageSegmentation';
import { imageTextToImage } from './computerVision/imageTextToImage';
import { imageTextToVideo } from './computerVision/imageTextToVideo';
import { imageToImage } from './computerVision/imageToImage';
import { imageToText } from './computerVision/imageToText';
import { imageToVideo } from './computerVision/imageToVideo';
import { maskGeneration } from './computerVision/maskGeneration';
import { objectDetection } from './computerVision/objectDetection';
import { textToImage } from './computerVision/textToImage';
import { textToVideo } from './computerVision/textToVideo';
import { videoClassification } from './computerVision/videoClassification';
import { zeroShotImageClassification } from './computerVision/zeroShotImageClassification';
import { zeroShotObjectDetection } from './computerVision/zeroShotObjectDetection';
import { documentQuestionAnswering } from './multimodal/documentQuestionAnswering';
import { imageTextToText } from './multimodal/imageTextToText';
import { visualQuestionAnswering } from './multimodal/visualQuestionAnswering';
import { chatCompletion } from './nlp/chatCompletion';
import { conversational } from './nlp/conversational';
import { featureExtraction } from './nlp/featureExtraction';
import { fillMask } from './nlp/fillMask';
import { questionAnswering } from './nlp/questionAnswering';
import { sentenceSimilarity } from './nlp/sentenceSimilarity';
import { summarization } from './nlp/summarization';
import { tableQuestionAnswering } from './nlp/tableQuestionAnswering';
import { textClassification } from './nlp/textClassification';
import { textGeneration } from './nlp/textGeneration';
import { textRanking } from './nlp/textRanking';
import { tokenClassification } from './nlp/tokenClassification';
import { translation } from './nlp/translation';
import { zeroShotClassification } from './nlp/zeroShotClassification';
import { tabularClassification } from './tabular/tabularClassification';
import { tabularRegression } from './tabular/tabularRegression';
import { customRequest } from './customRequest';
import type { Task } from './task';

/** The catalogue of all tasks. It generates the fields, the docs, the sandbox's answers and many tests. */
export const tasks: readonly Task[] = [
	audioClassification,
	audioToAudio,
	automaticSpeechRecognition,
	textToAudio,
	textToSpeech,
	zeroShotAudioClassification,
	depthEstimation,
	imageClassification,
	imageFeatureExtraction,
	imageSegmentation,
	imageTextToImage,
	imageTextToVideo,
	imageToImage,
	imageToText,
	imageToVideo,
	maskGeneration,
	objectDetection,
	textToImage,
	textToVideo,
	videoClassification,
	zeroShotImageClassification,
	zeroShotObjectDetection,
	documentQuestionAnswering,
	imageTextToText,
	visualQuestionAnswering,
	chatCompletion,
	conversational,
	featureExtraction,
	fillMask,
	questionAnswering,
	sentenceSimilarity,
	summarization,
	tableQuestionAnswering,
	textClassification,
	textGeneration,
	textRanking,
	tokenClassification,
	translation,
	zeroShotClassification,
	tabularClassification,
	tabularRegression,
	customRequest,
];

const byId: ReadonlyMap<string, Task> = new Map(tasks.map((task) => [task.id, task]));

/** The task with this id, or undefined. */
export function findTask(id: string): Task | undefined {
	return byId.get(id);
}
