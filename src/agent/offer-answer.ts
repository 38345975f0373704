/**
 * Whether a letter says no to an offer, by local reading: only where it is said outright. A yes is read with the other classes of a
 * message (model/local). Before: read-money.ts. After: the billing agent.
 */
const DECLINES: readonly RegExp[] = [
  /\b(?:we|i)(?: have|'ve| ve)? (?:decided|chosen|opted) (?:against|not to|to go with (?:another|someone|somebody|a different)|to decline)/iu,
  /\b(?:must|have to|need to|would like to|want to|will|'ll|respectfully|regretfully) (?:therefore )?decline\b/iu,
  /\bdeclin(?:e|ing) (?:your|the) (?:offer|proposal|quote)/iu,
  /\b(?:won't|will not|are not|aren't|not) (?:be )?(?:going ahead|moving forward|proceeding|taking (?:you|it|this) up|accepting)/iu,
  /\bgo(?:ing)? (?:ahead )?with (?:another|a different|someone else|somebody else)/iu,
  /\b(?:haben uns|habe mich) (?:leider )?(?:dagegen|gegen|anders|für (?:einen? )?andere[nrs]?)/iu,
  /\b(?:ihr|dein|euer|das) angebot (?:leider )?(?:nicht annehmen|ablehnen|nicht in anspruch)/iu,
  /\b(?:lehnen|lehne) (?:wir |ich )?(?:ihr|dein|das) angebot .{0,20}\bab\b/iu,
  /\b(?:müssen|muss|möchten|möchte) (?:wir |ich )?(?:ihnen |dir )?(?:leider |daher )*absagen\b/iu,
  /\b(?:kommt|kommen) (?:für uns |wir )?(?:leider )?nicht (?:infrage|in frage|zusammen)\b/iu,
];

/** What they say to an offer, as far as it is beyond doubt. */
export function offerAnswer(written: string): "declines" | "unclear" {
  const text = written.replace(/[’`]/g, "'").replace(/\s+/g, " ");
  return DECLINES.some((pattern) => pattern.test(text)) ? "declines" : "unclear";
}
