/**
 * What stands below a message without being part of it: names and numbers, "Sent from my phone", disclaimers.
 * Before: written.ts has found the quotes. After: it takes what is found here out of what was newly written.
 */

const PROGRAMS =
  "(?:mail|outlook|yahoo|aol|gmail|gmx|web\\.de|t-online|samsung|proton|huawei|xiaomi|blackberry|iphone|ipad|android|k-9|bluemail|nine|airmail|mailbox|sparrow|spark|unibox|superhuman|missive|polymail|thunderbird|hey|der |the |an? )";
const DEVICE = new RegExp(
  `^\\s*[[(*_]{0,2}(?:${[
    `sent (?:from|via|with|using) (?:my \\S|${PROGRAMS}).{0,80}`,
    "get outlook for \\S.{0,80}",
    "outlook für (?:ios|android).{0,60}",
    "(?:diese nachricht wurde )?(?:von|mit) mein\\p{L}* .{1,60}gesendet\\.?",
    `gesendet (?:von|mit|über|aus) (?:mein|${PROGRAMS}).{0,80}`,
    `envoyé (?:de|depuis|à partir de) (?:mon|ma|l'app|${PROGRAMS}).{0,80}`,
    `enviado (?:desde|do) (?:mi|meu|minha|${PROGRAMS}).{0,80}`,
    `inviato da(?:l mio)? ?${PROGRAMS}.{0,80}`,
    `(?:verzonden|verstuurd) (?:vanaf|met|vanuit) (?:mijn|${PROGRAMS}).{0,80}`,
    `(?:skickat från|sendt fra) (?:min|mit|${PROGRAMS}).{0,80}`,
    `отправлено (?:с|из) (?:моего|мобильной|${PROGRAMS}).{0,80}`,
  ].join("|")})[\\])*_]{0,2}\\s*$`,
  "iu",
);

/** "Sent from my iPhone" in many languages. */
export function deviceLine(line: string): boolean {
  return line.length < 140 && DEVICE.test(line);
}

const CLOSING =
  /^\s*(?:(?:with |my |mit |die )?(?:(?:best|kind|warm|warmest|kindest|many|friendly|freundlichen?|freundlichem|besten?|vielen?|lieben?|herzlichen?|sch(?:ö|oe)nen?|sonnigen?|nette)[ ,]+)?(?:regards|wishes|gr(?:ü|ue)(?:ß|ss)en?|gru(?:ß|ss))(?: (?:aus|from) \p{L}[\p{L} -]{1,30})?|best|all the best|yours(?: (?:sincerely|faithfully|truly))?|sincerely(?: yours)?|cheers|mfg|lg|vg|bg|kr|br|hochachtungsvoll|cordialement|bien (?:à vous|cordialement)|salutations|(?:un )?saludos?(?: cordiales)?|atentamente|cordiali saluti|distinti saluti|met vriendelijke groet(?:en)?|groet(?:en|jes)?|mvh|(?:med )?vänliga? hälsning(?:ar)?|(?:med )?venlig hilsen|hilsen)\s*[,.!]*\s*$/iu;
const THANKING =
  /^\s*(?:many thanks|thanks(?: a lot| again| in advance)?|thank you(?: very much| in advance)?|thx|danke(?: (?:dir|ihnen|schön|im voraus))?|(?:vielen|besten|herzlichen) dank(?: im voraus)?|merci|gracias|grazie|dank je|tack)\s*[,.!]*\s*$/iu;
const CONTACT =
  /^\s*(?:(?:tel|telefon|phone|mobile?|mobil|fax|fon|cell|office|büro|e-?mail|mail|web|www|ust|vat|hrb|amtsgericht|geschäftsführer(?:in)?|iban|skype|linkedin|twitter|m|t|p|f|e|w)\b\.?\s*(?:[:|]\s*\S.{0,80}|[+(\d].{0,60})|https?:\/\/\S+|www\.\S+|\S+@\S+\.\S+|[+(\d][\d\s()/.+-]{5,30}|[-_=*–—|•·]{2,})\s*$/iu;
const ANSWER =
  /^\s*(?:yes|no|ok|okay|sure|agreed|done|ja|nein|gerne?|passt|stop|please|bitte|attached|anbei|ps|p\.s)(?!\p{L})/iu;
const PARTICLES =
  /^(?:von|van|de|der|den|du|da|di|la|le|zu|zur|und|and|of|for|für|the|bei|at|im|in|i\.?a\.?|&|\||[-–—•·/,])$/i;

/**
 * Where a closing ("Best regards") and what hangs below it begin, within [start, end): only when all below are names, titles,
 * addresses or numbers. Thanks stay with the text: they say something. Null where there is none.
 */
export function closingAt(lines: readonly string[], start: number, end: number): number | null {
  const earliest = Math.max(start, end - 25);
  for (let at = end - 1; at >= earliest; at--) {
    const line = lines[at] ?? "";
    if (line.trim() === "") continue;
    const thanking = THANKING.test(line);
    if (thanking || CLOSING.test(line)) {
      const below = lines.slice(at + 1, end).filter((one) => one.trim() !== "");
      if (thanking) return below.length > 0 ? at + 1 : null;
      return lines.slice(start, at).some((one) => one.trim() !== "") ? at : null;
    }
    if (!personal(line)) return null;
  }
  return null;
}

/** A line as it stands below a name: a name, a title, a company, a street, a number. */
function personal(line: string): boolean {
  if (line.length > 90 || ANSWER.test(line)) return false;
  if (CONTACT.test(line)) return true;
  if (/[?!;:]\s*$/.test(line) || /\w{4,}\.\s*$/.test(line)) return false;
  const words = line.trim().split(/\s+/);
  return words.length <= 8 && words.every((word) => PARTICLES.test(word) || /^[\p{Lu}\d("„|+]/u.test(word));
}

const LEGAL = [
  /confidential|vertraulich|confidentiel|privileged|vertrouwelijk/i,
  /intended (?:only |solely )?(?:for|recipient)|recipient|addressee|adressat|empfänger|bestimmt für|destinataire/i,
  /delete|destroy|löschen|vernichten|supprimer/i,
  /unauthori[sz]ed|unbefugt|prohibited|nicht gestattet|untersagt|unzulässig|disclos|strictly|copying|dissemination|weitergabe/i,
  /in error|by mistake|irrtümlich|notify|inform the sender|informieren|par erreur/i,
  /virus|scanned|malware|gescannt|liab(?:le|ility)|haftung/i,
];
const OPENS_LEGAL =
  /^\W*(?:disclaimer|confidentiality|this (?:e-?mail|message|communication|transmission)|the (?:information|content)s? (?:contained )?in this|diese (?:e-?mail|nachricht|mitteilung)|der inhalt dieser|ce (?:message|courriel)|if you (?:are not|have received)|sollten sie|haftungsausschluss|wichtiger hinweis|important notice|please consider the environment|bitte (?:denken|prüfen) sie)/i;

/** Where a legal notice begins that goes on to `end`, or null. Two sentences about secrecy are not yet one. */
export function disclaimer(lines: readonly string[], start: number, end: number): number | null {
  const earliest = Math.max(start, end - 60);
  for (let at = earliest; at < end; at++) {
    const line = lines[at] ?? "";
    const opensParagraph =
      at === start || (lines[at - 1] ?? "").trim() === "" || /^[\s_*=-]+$/.test(lines[at - 1] ?? "");
    if (!opensParagraph || !OPENS_LEGAL.test(line)) continue;
    const paragraphs = lines
      .slice(at, end)
      .join("\n")
      .split(/\n\s*\n/);
    if (!paragraphs.every((one) => one.trim() === "" || legal(one))) continue;
    const tail = paragraphs.join(" ");
    const hits = LEGAL.filter((pattern) => pattern.test(tail)).length;
    if (
      /^\W*(?:please consider the environment|bitte denken sie)/i.test(line)
        ? tail.length < 300
        : hits >= 3 && tail.length > 120
    ) {
      return /^[\s_*=-]{3,}$/.test(lines[at - 1] ?? "") && at - 1 >= start ? at - 1 : at;
    }
  }
  return null;
}

function legal(paragraph: string): boolean {
  return (
    OPENS_LEGAL.test(paragraph) ||
    LEGAL.some((pattern) => pattern.test(paragraph)) ||
    /\bregistered\b|amtsgericht|\bhrb\b|\bvat\b|geschäftsführ/i.test(paragraph)
  );
}
