import { automaticSpeechRecognition } from './automaticSpeechRecognition';
import { chat } from './chat';
import { depthEstimation } from './depthEstimation';
import { fillMask } from './fillMask';
import { imageClassification } from './imageClassification';
import { imageSegmentation } from './imageSegmentation';
import { imageToText } from './imageToText';
import { questionAnswering } from './questionAnswering';
import { summarization } from './summarization';
import type { HubTask } from './task';
import { textClassification } from './textClassification';
import { textToSpeech } from './textToSpeech';
import { tokenClassification } from './tokenClassification';
import { translation } from './translation';

/** How each task of the node is done with transformers.js. */
export const HUB_TASKS: Readonly<Record<string, HubTask>> = {
	'automatic-speech-recognition': automaticSpeechRecognition,
	'chat-completion': chat,
	'depth-estimation': depthEstimation,
	'fill-mask': fillMask,
	'image-classification': imageClassification,
	'image-segmentation': imageSegmentation,
	'image-to-text': imageToText,
	'question-answering': questionAnswering,
	summarization,
	'text-classification': textClassification,
	'text-to-speech': textToSpeech,
	'token-classification': tokenClassification,
	translation,
};
