/**
 * Whose name and which company stand behind a message: from its text and signature, never from the domain alone.
 * Before: read-message.ts. After: inquiry.ts.
 */
import { shown } from "./sentences.ts";

export interface WrittenBy {
  fromName: string;
  fromAddress: string;
  /** The text and the signature, as written. */
  written: string;
  signature: string;
}

const LEGAL_FORM =
  "(?:GmbH(?: & Co\\.? (?:KG|OHG))?|gGmbH|UG(?: \\(haftungsbeschränkt\\))?|AG|KG|OHG|GbR|eG|e\\.\\s?V\\.|e\\.\\s?K\\.|SE|Ltd\\.?|Limited|LLC|LLP|PLC|Inc\\.?|Corp\\.?|Corporation|B\\.?V\\.?|N\\.V\\.|S\\.?A\\.?S?|S\\.?r\\.?l\\.?|S\\.L\\.|Pty Ltd|Sàrl|Stiftung|Verein)";
const NAME_PART = "[\\p{Lu}\\d][\\p{L}\\d.'’-]{0,30}";
const WITH_FORM = new RegExp(
  `(?<![\\p{L}\\d])((?:${NAME_PART}(?: (?:& |und |and |\\+ )?)){1,5})(${LEGAL_FORM})(?![\\p{L}\\d])`,
  "u",
);
const AT_COMPANY = new RegExp(
  `(?:\\b(?:I am|I'm|I work|we are|we're|here|my name is ${NAME_PART}(?: ${NAME_PART})?,?(?: and I'm)?|this is ${NAME_PART}(?: ${NAME_PART})?,?|writing|working|ich bin|wir sind|mein Name ist ${NAME_PART}(?: ${NAME_PART})?,?|ich schreibe|ich arbeite)\\b[^.!?\\n]{0,40}?\\b(?:at|from|for|with|behalf of|von|bei|für|der Firma|die Firma|vom|aus dem Hause)(?: the| der| dem)?) (${NAME_PART}(?: (?:& |und |and )?${NAME_PART}){0,3})`,
  "u",
);
const FREE_MAIL =
  /^(?:gmail|googlemail|gmx|web|t-online|outlook|hotmail|live|yahoo|icloud|me|mac|aol|freenet|posteo|mailbox|proton|protonmail|pm|fastmail|zoho|yandex|mail|hey|bluewin|arcor|1und1|comcast|btinternet|orange|laposte|free|libero)$/u;
const ROLE =
  /^(?:info|office|hello|hallo|contact|kontakt|mail|post|team|sales|admin|service|support|buero|no-?reply|billing|hi)$/u;
const NOT_A_COMPANY =
  /^(?:the|a|an|my|our|you|your|january|february|march|april|may|june|july|august|september|october|november|december|monday|tuesday|wednesday|thursday|friday|saturday|sunday|januar|februar|märz|mai|juni|juli|oktober|dezember|montag|dienstag|mittwoch|donnerstag|freitag|germany|deutschland|england|austria|österreich|switzerland|schweiz|berlin|hamburg|münchen|munich|leipzig|köln|cologne|london|lisbon|paris|vienna|wien|zürich|zurich|ihnen|dir|euch|europe)\b/iu;

/** The sender's name: as in From, turned round from "Berg, Anna"; else as introduced; else made of the address. */
export function nameOf(from: WrittenBy): string {
  const given = shown(from.fromName, 80)
    .replace(/^["']+|["']+$/gu, "")
    .replace(/\s*[|(<].*$/u, "")
    .trim();
  const turned = /^([\p{L}'’ -]{2,40}), ?([\p{L}'’. -]{2,40})$/u.exec(given);
  if (turned) return `${turned[2]} ${turned[1]}`;
  if (given !== "" && !given.includes("@") && !ROLE.test(given.toLowerCase())) return given;
  const introduced =
    /\b(?:[Mm]y name is|[Mm]ein Name ist|I am|I'm|ich heiße|Ich heiße)\s+(\p{Lu}[\p{L}'’-]{1,20}(?: \p{Lu}[\p{L}'’-]{1,25}){0,2})/u.exec(
      from.written,
    );
  if (introduced?.[1]) return introduced[1];
  const local = from.fromAddress.split("@")[0] ?? "";
  const parts = local.split(/[._-]/u).filter((part) => /^\p{L}{2,20}$/u.test(part));
  if (parts.length > 1 && parts.length <= 3)
    return parts.map((part) => part.charAt(0).toUpperCase() + part.slice(1)).join(" ");
  // "Info" is nobody's name.
  return given !== "" && !ROLE.test(given.toLowerCase()) ? given : shown(from.fromAddress, 80);
}

/** The company named in text or signature, or null. The address's domain only points at a name that is written there too. */
export function companyOf(from: WrittenBy): string | null {
  const written = from.written.slice(0, 4000);
  const signature = from.signature.slice(0, 1000);
  for (const text of [signature, written]) {
    for (const line of text.split("\n").slice(0, 200)) {
      const match = WITH_FORM.exec(line.slice(0, 300));
      const name = match ? withoutPeople(`${match[1]}${match[2]}`, from.fromName) : null;
      if (name) return name;
    }
  }
  const domain = domainName(from.fromAddress);
  if (domain !== null) {
    const named = spelledLike(domain, `${signature}\n${written}`);
    if (named) return named;
  }
  const at = AT_COMPANY.exec(written)?.[1]?.replace(/[.,]+$/u, "");
  return at && !NOT_A_COMPANY.test(at) && at.length > 1 ? shown(at, 80) : null;
}

/** The part of the domain that may be a company's name, or null for free mail. */
export function domainName(address: string): string | null {
  const labels = (address.split("@")[1] ?? "").toLowerCase().split(".");
  const generic = labels.length > 2 && /^(?:co|com|org|net|ac|gov)$/u.test(labels.at(-2) ?? "");
  const label = labels.at(generic ? -3 : -2) ?? "";
  return label.length < 3 || FREE_MAIL.test(label) ? null : label;
}

function spelledLike(domain: string, text: string): string | null {
  const wanted = squeeze(domain);
  // Addresses and links repeat the domain; they corroborate nothing.
  const names = text.replace(/\S*[@/]\S*|\bwww\.\S+|\S+\.(?:com|de|net|org|io|eu|example)\b/giu, " ");
  const words = names
    .split(/[\s,;|()]+/u)
    .filter((word) => word !== "")
    .slice(0, 800);
  for (let at = 0; at < words.length; at++) {
    for (let length = 1; length <= 3; length++) {
      const candidate = words
        .slice(at, at + length)
        .join(" ")
        .replace(/[.:!?]+$/u, "");
      if (squeeze(candidate) === wanted && /^[\p{Lu}\d]/u.test(candidate)) return shown(candidate, 80);
    }
  }
  return null;
}

/** "Jane Miller Acme Ltd" on one line: the person isn't part of the firm. */
function withoutPeople(company: string, person: string): string | null {
  const tidy = shown(company, 100).replace(
    /^(?:Die|Der|Firma|The|Best|Regards|Wir|Von|Bei|At|From|I|We|Our|Mein|Unsere?)\s+/u,
    "",
  );
  const name = person.trim();
  const alone =
    name !== "" && tidy.startsWith(`${name} `) && tidy.slice(name.length + 1).split(" ").length > 1
      ? tidy.slice(name.length + 1)
      : tidy;
  return alone.split(" ").length > 1 ? alone : null;
}

function squeeze(text: string): string {
  return text
    .toLowerCase()
    .replaceAll("ä", "ae")
    .replaceAll("ö", "oe")
    .replaceAll("ü", "ue")
    .replaceAll("ß", "ss")
    .replace(/[^\p{L}\p{N}]/gu, "");
}
