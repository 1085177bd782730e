/** Five mails to a shop. */
export const MAILS: readonly string[] = [
	'Hello, I was charged twice for my last order. Please refund the second payment as soon as possible.',
	'My parcel was supposed to arrive on Monday, and the tracking page has not changed for a week. Where is it?',
	'I cannot sign in any more: the page says that my password is wrong, and the reset link never comes. I need my account today!',
	'Just a short note to say thank you. The new coffee grinder is wonderful and your team was so friendly.',
	'The kettle arrived broken: the lid is cracked and it leaks. I would like to return it and get a new one.',
];

export const TOPICS =
	'billing and payments, delivery and shipping, sign-in and password, praise and thanks, broken product';

/** Labels for the urgency of a mail, the urgent one first. */
export const URGENCIES = ['the customer needs help immediately', 'the customer needs nothing'] as const;

export const QUESTION = 'I forgot my password, how do I get into my account?';

/** Titles of a shop's help articles. */
export const ARTICLES: readonly string[] = [
	'How to change your delivery address',
	'Reset your password when you cannot sign in',
	'Return a broken or damaged product',
	'Pay by card, invoice or bank transfer',
	'Clean and descale your coffee machine',
];

export const FOREIGN_MESSAGE = 'Guten Tag, mein Paket ist seit einer Woche unterwegs. Wann kommt es endlich an?';

export const NEW_QUESTION = 'Where is my parcel?';

/** Questions that have been asked before. */
export const KNOWN_QUESTIONS: readonly string[] = [
	'When will my package arrive?',
	'How do I cancel my subscription?',
	'Which beans do you recommend?',
];

export const REPLY_REQUEST = `Write a reply of two sentences to this mail of a customer: ${MAILS[1]}`;

export const PICTURE = 'A lighthouse on a cliff above a blue sea';
