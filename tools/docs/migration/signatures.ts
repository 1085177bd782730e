/** The release of huggingface_hub behind these lists. Source: `src/huggingface_hub/inference/_client.py`. */
export const RELEASE = '1.28.0';

/** The arguments of each method of `InferenceClient`, in the order of its signature. */
export const METHODS: Readonly<Record<string, readonly string[]>> = {
	audio_classification: ['audio', 'model', 'top_k', 'function_to_apply'],
	audio_to_audio: ['audio', 'model'],
	automatic_speech_recognition: ['audio', 'model', 'extra_body'],
	chat_completion: ['messages', 'model', 'stream', 'frequency_penalty', 'logit_bias', 'logprobs', 'max_tokens', 'n', 'presence_penalty', 'response_format', 'seed', 'stop', 'stream_options', 'temperature', 'tool_choice', 'tool_prompt', 'tools', 'top_logprobs', 'top_p', 'extra_body'],
	document_question_answering: ['image', 'question', 'model', 'doc_stride', 'handle_impossible_answer', 'lang', 'max_answer_len', 'max_question_len', 'max_seq_len', 'top_k', 'word_boxes'],
	feature_extraction: ['text', 'normalize', 'prompt_name', 'truncate', 'truncation_direction', 'dimensions', 'encoding_format', 'model'],
	fill_mask: ['text', 'model', 'targets', 'top_k'],
	image_classification: ['image', 'model', 'function_to_apply', 'top_k'],
	image_segmentation: ['image', 'model', 'mask_threshold', 'overlap_mask_area_threshold', 'subtask', 'threshold'],
	image_to_image: ['image', 'prompt', 'negative_prompt', 'num_inference_steps', 'guidance_scale', 'model', 'target_size'],
	image_to_video: ['image', 'model', 'prompt', 'negative_prompt', 'num_frames', 'num_inference_steps', 'guidance_scale', 'seed', 'target_size'],
	image_to_text: ['image', 'model'],
	object_detection: ['image', 'model', 'threshold'],
	question_answering: ['question', 'context', 'model', 'align_to_words', 'doc_stride', 'handle_impossible_answer', 'max_answer_len', 'max_question_len', 'max_seq_len', 'top_k'],
	sentence_similarity: ['sentence', 'other_sentences', 'model'],
	summarization: ['text', 'model', 'clean_up_tokenization_spaces', 'generate_parameters', 'truncation'],
	table_question_answering: ['table', 'query', 'model', 'padding', 'sequential', 'truncation'],
	tabular_classification: ['table', 'model'],
	tabular_regression: ['table', 'model'],
	text_classification: ['text', 'model', 'top_k', 'function_to_apply'],
	text_generation: ['prompt', 'details', 'stream', 'model', 'adapter_id', 'best_of', 'decoder_input_details', 'do_sample', 'frequency_penalty', 'grammar', 'max_new_tokens', 'repetition_penalty', 'return_full_text', 'seed', 'stop', 'stop_sequences', 'temperature', 'top_k', 'top_n_tokens', 'top_p', 'truncate', 'typical_p', 'watermark'],
	text_to_image: ['prompt', 'negative_prompt', 'height', 'width', 'num_inference_steps', 'guidance_scale', 'model', 'scheduler', 'seed', 'extra_body'],
	text_to_video: ['prompt', 'model', 'guidance_scale', 'negative_prompt', 'num_frames', 'num_inference_steps', 'seed', 'extra_body'],
	text_to_speech: ['text', 'model', 'do_sample', 'early_stopping', 'epsilon_cutoff', 'eta_cutoff', 'max_length', 'max_new_tokens', 'min_length', 'min_new_tokens', 'num_beam_groups', 'num_beams', 'penalty_alpha', 'temperature', 'top_k', 'top_p', 'typical_p', 'use_cache', 'extra_body'],
	token_classification: ['text', 'model', 'aggregation_strategy', 'ignore_labels', 'stride'],
	translation: ['text', 'model', 'src_lang', 'tgt_lang', 'clean_up_tokenization_spaces', 'truncation', 'generate_parameters'],
	visual_question_answering: ['image', 'question', 'model', 'top_k'],
	zero_shot_classification: ['text', 'candidate_labels', 'multi_label', 'hypothesis_template', 'model'],
	zero_shot_image_classification: ['image', 'candidate_labels', 'model', 'hypothesis_template', 'labels'],
	get_endpoint_info: ['model'],
	health_check: ['model'],
};

/** The arguments of the constructor. */
export const CONSTRUCTOR: readonly string[] = ['model', 'provider', 'token', 'timeout', 'headers', 'cookies', 'bill_to', 'base_url', 'api_key'];

/** Removed methods and arguments, with their last release. */
export const REMOVED: Readonly<Record<string, { readonly until: string; readonly arguments: readonly string[] }>> = {
	__init__: { until: '0.36', arguments: ['proxies'] },
	conversational: { until: '0.24', arguments: ['text', 'generated_responses', 'past_user_inputs', 'parameters', 'model'] },
	get_model_status: { until: '0.34', arguments: ['model'] },
	get_recommended_model: { until: '0.27', arguments: ['task'] },
	image_to_image: { until: '0.26', arguments: ['height', 'width'] },
	list_deployed_models: { until: '0.34', arguments: ['frameworks'] },
	post: { until: '0.30', arguments: ['json', 'data', 'model', 'task', 'stream'] },
	summarization: { until: '0.28', arguments: ['parameters'] },
	table_question_answering: { until: '0.26', arguments: ['parameters'] },
	text_to_image: { until: '0.28', arguments: ['target_size', 'kwargs'] },
	zero_shot_classification: { until: '0.29', arguments: ['labels'] },
};

/** The constructor and the call of the older `InferenceApi` (huggingface_hub up to 0.36). */
export const INFERENCE_API: Readonly<Record<'InferenceApi' | 'call', readonly string[]>> = {
	InferenceApi: ['repo_id', 'task', 'token', 'gpu'],
	call: ['inputs', 'params', 'data', 'raw_response'],
};
