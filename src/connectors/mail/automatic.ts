/**
 * Tells mail that no person wrote: answering it would be talking to a machine, and it never makes a lead (RFC 3834).
 * Before: parse.ts has the header fields. After: scope.ts, and the intake agent files it silently.
 */
import { domainOf } from "./address.ts";
import { fieldOf, type HeaderField } from "./header.ts";
import type { DeliveryReport, MailAddress, ParsedMail } from "./mail.ts";
import { fromMailSystem } from "./report.ts";

type Automatic = ParsedMail["automatic"];

const NO_REPLY =
  /^(?:.*[-_.+])?(?:no|not|non|ne|donot|do-not|do_not|dont|kein|keine|nicht)[-_.]?(?:reply|replies|replay|respond|responder|response|antwort|antworten|repondre|responder|rispondere|pasrepondre)(?:[-_.+\d].*)?$/;
const ROBOT =
  /^(?:mailer|mail|cron|system|auto)[-_.]?(?:daemon|robot|bot|notification|notifier|responder|mailer)$|^(?:notifications?|mailer|alerts?|bounces?|listserv|majordomo)$/;
const AWAY =
  /^(?:re:\s*|aw:\s*)?(?:(?:automatic reply|auto(?:matic)?[- ]?(?:reply|response|antwort)|automatische (?:antwort|abwesenheitsnotiz)|abwesenheits(?:notiz|nachricht|meldung|agent|assistent|benachrichtigung)|r[ée]ponse automatique|respuesta autom[áa]tica|risposta automatica|automatisch antwoord|resposta autom[áa]tica|autosvar|automaattinen vastaus|automatyczna odpowied[źz])(?:\s*[:—–-].*|\s*)$|out of (?:the )?office(?:\s*(?:auto[- ]?reply|autoantwort))?\s*(?::.*)?$|(?:ich bin )?(?:abwesend|nicht im (?:b[üu]ro|haus))\s*(?::.*)?$)/i;

/** Why the message was made by a machine, the surest sign first; null where a person may have written it. */
export function automaticMail(mail: {
  readonly fields: readonly HeaderField[];
  readonly from: readonly MailAddress[];
  readonly replyTo: readonly MailAddress[];
  readonly subject: string;
  readonly report: DeliveryReport | null;
}): Automatic {
  const { fields, subject } = mail;
  const value = (name: string) => fieldOf(fields, name).toLowerCase();
  const has = (name: string) => fields.some((field) => field.name === name);

  const type = value("content-type");
  const reportType = type.startsWith("multipart/report") ? (/report-type\s*=\s*"?([\w-]+)/.exec(type)?.[1] ?? "") : "";
  if (mail.report || reportType === "delivery-status")
    return { kind: "delivery-report", why: "a mail system reports on a delivery" };
  if (reportType === "disposition-notification")
    return { kind: "disposition", why: "a receipt: the mail was shown or deleted" };
  if (reportType !== "") return { kind: "notification", why: "a machine's report" };
  if (
    fromMailSystem(fields) &&
    /undeliver|returned mail|delivery|failure|failed|unzustellbar|zustell|mailer-daemon|delay/i.test(
      `${subject} ${value("from")}`,
    )
  ) {
    return { kind: "delivery-report", why: "a mail system reports on a delivery" };
  }

  const submitted = /^[a-z-]+/.exec(value("auto-submitted"))?.[0] ?? "";
  if (submitted === "auto-replied") return { kind: "auto-reply", why: "it says it is an automatic reply" };
  if (AWAY.test(subject)) return { kind: "auto-reply", why: "its subject says it is an automatic reply" };
  if (autoReplyHeader(fields)) return { kind: "auto-reply", why: "it carries the mark of an automatic reply" };
  if (has("list-id") || has("list-post") || has("mailing-list") || value("precedence") === "list")
    return { kind: "list", why: "it came through a mailing list" };
  if (has("list-unsubscribe")) return { kind: "list", why: "it offers to unsubscribe" };
  if (/^(bulk|junk)$/.test(value("precedence"))) return { kind: "bulk", why: "it says it was sent in bulk" };
  if (submitted !== "" && submitted !== "no") return { kind: "notification", why: "it says it was sent by a program" };
  const suppressed = value("x-auto-response-suppress");
  if (/\ball\b|\boof\b/.test(suppressed))
    return { kind: "notification", why: "it asks not to be answered automatically, as programs do" };
  if (/^<\s*>$/.test(value("return-path")))
    return { kind: "auto-reply", why: "it has no return address, as automatic mail has" };
  if (value("x-fc-machinegenerated") === "true" || has("x-cron-env"))
    return { kind: "notification", why: "it says it was sent by a program" };

  const from = mail.from[0]?.address ?? "";
  const local = from.slice(0, from.lastIndexOf("@"));
  if ((NO_REPLY.test(local) || ROBOT.test(local)) && !relayed(from, mail.replyTo)) {
    return { kind: "notification", why: "its sender takes no answers" };
  }
  return null;
}

function autoReplyHeader(fields: readonly HeaderField[]): boolean {
  return fields.some(({ name, value }) => {
    if (/^x-(auto-?reply|autorespond|auto-?responder|mail-autoreply|autoreply-from|auto-reply-from)$/.test(name))
      return !/^(no|false|0)?$/i.test(value);
    if (name === "precedence") return /^auto_?reply/i.test(value);
    if (name === "delivered-to") return /^autoresponder$/i.test(value);
    return name === "x-ms-exchange-generated-message-source" && /mailbox rules agent/i.test(value);
  });
}

/** A web form sends in a person's name: no-reply@ours with the person's own address, of another domain, to answer to. */
function relayed(from: string, replyTo: readonly MailAddress[]): boolean {
  return replyTo.some(
    ({ address }) => domainOf(address) !== domainOf(from) && !NO_REPLY.test(address.slice(0, address.lastIndexOf("@"))),
  );
}
