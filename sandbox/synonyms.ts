/** Words of one meaning, a group a line: enough to tell related texts of everyday subjects. */
const GROUPS = `
car automobile vehicle auto
refund reimburse reimbursement repay cashback
money cash funds payment pay paid
buy purchase order acquire
price cost fee charge
bill invoice
doctor physician medic
hospital clinic
ill sick disease illness
happy glad joyful cheerful delighted
sad unhappy miserable
big large huge great
small little tiny
fast quick rapid swift speedy
slow sluggish
start begin launch
end finish stop conclude
child kid children
cat kitten feline
dog puppy canine
house home residence dwelling
job work employment occupation
employee worker staff
boss manager supervisor
error bug fault defect mistake
broken defective damaged
repair fix mend
password passcode credentials
login signin logon
cancel terminate unsubscribe
deliver delivery ship shipping shipment parcel package
film movie
photo picture image photograph
city town
country nation
king monarch ruler
war conflict battle
rain rainfall shower
weather climate forecast
cold chilly freezing
hot warm heat
food meal dish
drink beverage
trip journey travel voyage
plane airplane aircraft flight
holiday vacation
school college university
teach teacher instructor lesson
learn study
computer laptop pc
phone telephone mobile smartphone
help support assist assistance
answer reply response
question query
email mail message
law legal legislation
buyer customer client
sea ocean
forest woods
road street
rich wealthy
smart clever intelligent
secure safe protected
`;

const GROUP_OF: ReadonlyMap<string, number> = new Map(
	GROUPS.trim()
		.split('\n')
		.flatMap((line, group) => line.split(' ').map((word) => [word, group] as const)),
);

const ENDINGS = /(?:ations?|ments?|ings?|edly|ed|ies|es|ers?|ly|s)$/;

/** A word without its ending: "delivered", "delivering" and "deliveries" meet. Words of up to three letters stay. */
export function rootOfWord(word: string): string {
	if (word.length <= 3) return word;
	const stem = word.replace(ENDINGS, '');
	const kept = stem.length >= 3 ? stem : word;
	return kept.replace(/[ey]$/, '').replace(/(.)\1$/, '$1');
}

const GROUP_OF_ROOT: ReadonlyMap<string, number> = new Map(
	[...GROUP_OF].map(([word, group]) => [rootOfWord(word), group]),
);

/** The number of a word's meaning; undefined for words outside the table. */
export function meaningOf(word: string): number | undefined {
	return GROUP_OF.get(word) ?? GROUP_OF_ROOT.get(rootOfWord(word));
}
