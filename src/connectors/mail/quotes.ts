/**
 * How mail programs mark what they quote: "> ", "On … wrote:" in many languages, blocks of From/Sent/To/Subject.
 * Before: written.ts walks over the lines. After: it takes what is found here out of what was newly written.
 */

/** A line that introduces a quote, over `lines` lines. */
export interface Attribution {
  readonly lines: number;
  /** The quote has no ">": all that follows is quoted. */
  readonly restIsQuoted: boolean;
}

const MAX_LINE = 400;
const WROTE =
  /(?:\b(?:wrote|writes|said|schrieb(?:en)?|schreibt|geschrieben|escribi[óo]|scritto|schreef|skrev|kirjoitti|escreveu|napsala?|napisała?|pisze|írta|yazdı|scris)|écrit|napisał\(a\)|napsal\(a\)|написала?|писала?|пише|έγραψε|写道|寫道|書きました|のメッセージ|작성)(?![\p{L}])[^\n]{0,200}$/iu;
const DATED =
  /\b(?:19|20)\d\d\b|\b\d{1,2}[./-]\d{1,2}[./-]\d{2,4}\b|\b\d{1,2}:\d{2}\b|\d{1,2}(?:\.|st|nd|rd|th)? (?:jan|feb|m[aä]r|apr|ma[iy]|jun|jul|aug|sep|o[ck]t|nov|de[cz])|年/i;
const ADDRESSED = /<?\s*[^\s<>@]{1,64}@[^\s<>@]{1,253}\s*>?/;
const TIMED = /\b\d{1,2}[:.h]\d{2}\b/;
const OPENS =
  /^\s*(?:-+\s*)?(?:on|am|le|el|il|em|op|den|dne|dňa|pe|ma|ti|ke|to|la|su|w dniu|dnia|at|a[zn]?|in data|в|στις|在|\d{1,4}[./-]\d{1,2}|\d{1,2}\.? \p{L}{3,}|20\d\d\s?年|(?:mon|tue|wed|thu|fri|sat|sun|mo|di|mi|do|fr|sa|so)\p{L}*[.,])(?=[\s,.\d年]|$)/iu;
/** Words with which a person, rather than a program, introduces what somebody wrote. */
const TOLD = /^\s*(?:as|like|and|but|because|since|so|when|what|i|we|you|wie|und|aber|weil|da|als|was|ich|wir|sie)\s/i;

/** The introduction of a quote that begins at line `at`, or null. */
export function attributionAt(lines: readonly string[], at: number): Attribution | null {
  const first = lines[at] ?? "";
  if (first.trim() === "" || first.startsWith(">") || first.length > MAX_LINE) return null;
  const startsLikeOne = OPENS.test(first) || DATED.test(first) || ADDRESSED.test(first);
  let joined = "";
  for (let count = 1; count <= 4; count++) {
    const line = lines[at + count - 1];
    if (line === undefined || line.startsWith(">")) return null;
    // Going on to the next line: never from a sentence that ends, nor past the line where the introduction truly opens.
    if (
      count > 1 &&
      (!startsLikeOne || line.trim() === "" || /[.!?]\s*$/.test(first) || (OPENS.test(line) && DATED.test(line)))
    )
      return null;
    joined += `${joined ? " " : ""}${line.trim()}`;
    if (joined.length > MAX_LINE) return null;
    if (!/[:：]\s*-*$/.test(joined) || !WROTE.test(joined)) continue;
    const found = judge(lines, at, count, joined);
    if (found) return found;
  }
  return null;
}

function judge(lines: readonly string[], at: number, count: number, joined: string): Attribution | null {
  const next = nextFilled(lines, at + count);
  const quoteFollows = next !== null && (lines[next] ?? "").startsWith(">");
  const dated = DATED.test(joined);
  const addressed = ADDRESSED.test(joined);
  const shaped = OPENS.test(joined) || /^[^:]{0,120}<[^<>\s]+@[^<>\s]+>/.test(joined);
  if (quoteFollows || next === null) {
    const bare = count === 1 && !TOLD.test(joined) && joined.split(/\s+/).length <= 6;
    const sure = (shaped && (dated || addressed)) || (quoteFollows && (dated || addressed) && !TOLD.test(joined));
    return sure || (bare && quoteFollows) ? { lines: count, restIsQuoted: false } : null;
  }
  // Nothing below is marked as quoted: only what no person types introduces a quote then.
  const sure = OPENS.test(joined) && dated && (addressed || TIMED.test(joined)) && !TOLD.test(joined);
  return sure || (shaped && addressed && dated) ? { lines: count, restIsQuoted: true } : null;
}

/** A line marked as quoted, unless the mark is a person's own: ">From" of mailboxes, "> 100 users". */
export function quoteMark(lines: readonly string[], at: number): boolean {
  const line = lines[at] ?? "";
  if (!/^ ?>/.test(line)) return false;
  const neighbours = /^ ?>/.test(lines[at - 1] ?? "") || /^ ?>/.test(lines[at + 1] ?? "");
  if (neighbours) return true;
  return !/^>From /.test(line) && !/^ ?>\s*=?\s*[\d$€£]/.test(line);
}

const MARKER_WORDS =
  /^(?:original message|original appointment|originalnachricht|ursprüngliche nachricht|ursprünglicher termin|originalmeddelande|oprindelig (?:besked|meddelelse)|opprinnelig melding|oorspronkelijk bericht|oorspronkelijke afspraak|message d'origine|message original|messaggio originale|mensaje original|mensagem original|wiadomość oryginalna|původní zpráva|исходное сообщение|forwarded message|forwarded by .{1,100}|weitergeleitete nachricht|message transféré|mensaje reenviado|messaggio inoltrato|doorgestuurd bericht|vidarebefordrat meddelande|videresendt (?:besked|melding)|пересылаемое сообщение)$/iu;
const APPLE_MARKER =
  /^\s*(?:begin forwarded message|anfang der weitergeleiteten (?:nachricht|e-mail)|début du message (?:transféré|réexpédié)|inizio messaggio inoltrato|inicio del mensaje reenviado|begin doorgestuurd bericht)\s*:\s*$/iu;

/** "-----Original Message-----", "---------- Forwarded message ---------", "Begin forwarded message:". */
export function forwardMarker(line: string): boolean {
  if (line.length > 150) return false;
  const inner = /^\s*[-_*=]{2,}\s*([^-_*=].*?)\s*[-_*=]{2,}\s*$/.exec(line)?.[1];
  return (inner !== undefined && MARKER_WORDS.test(inner.replace(/’/g, "'"))) || APPLE_MARKER.test(line);
}

const LABELS: readonly (readonly [label: "from" | "when" | "to" | "subject", names: RegExp])[] = [
  ["from", /^(?:from|von|de|da|van|från|fra|od|от|lähettäjä|feladó|发件人|寄件者|差出人|보낸 사람)$/iu],
  [
    "when",
    /^(?:sent|date|gesendet|datum|envoyé|enviado(?: el)?|fecha|inviato|data|verzonden|skickat|sendt|wysłano|odesláno|lähetetty|дата|отправлено|发送时间|日期|送信日時|보낸 날짜)$/iu,
  ],
  [
    "to",
    /^(?:to|an|à|para|a|aan|till|til|do|komu|кому|vastaanottaja|címzett|收件人|宛先|받는 사람|cc|bcc|kopie|copia|kopia|copie)$/iu,
  ],
  [
    "subject",
    /^(?:subject|betreff|objet|asunto|assunto|oggetto|onderwerp|ämne|emne|temat|předmět|тема|aihe|tárgy|主题|主旨|件名|제목|reply-to|importance|priority|wichtigkeit|priorität)$/iu,
  ],
];

/**
 * A block of "From: … Sent: … To: … Subject: …" begins here, as Outlook and its kin put it above an unmarked quote.
 * It needs three different labels, and an address or both date and subject: "From: Berlin / To: Hamburg / Date: 3 May" is a
 * person's own.
 */
export function headerBlockAt(lines: readonly string[], at: number): boolean {
  if (label(lines[at] ?? "") !== "from") return false;
  const seen = new Set<string>();
  let block = "";
  for (let look = at; look < Math.min(lines.length, at + 14); look++) {
    const line = lines[look] ?? "";
    if (line.trim() === "" && seen.size >= 2) break;
    const found = label(line);
    if (found) seen.add(found);
    block += `${line.slice(0, MAX_LINE)}\n`;
  }
  if (seen.size < 3) return false;
  return ADDRESSED.test(block) || (seen.has("when") && seen.has("subject"));
}

function label(line: string): string | null {
  const name = /^\s{0,4}\*{0,2}([\p{L}][\p{L} -]{0,20}?)\s{0,2}\*{0,2}\s?[:：]\*{0,2}/u.exec(line)?.[1];
  return name === undefined ? null : (LABELS.find(([, names]) => names.test(name))?.[0] ?? null);
}

function nextFilled(lines: readonly string[], from: number): number | null {
  for (let at = from; at < lines.length; at++) if ((lines[at] ?? "").trim() !== "") return at;
  return null;
}
