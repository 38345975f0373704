/**
 * What fills an inbox and concerns no client: newsletters, machines, cold pitches, receipts, private mail, spam. For every
 * message that concerns a client three of these come, and what they cost the owner counts.
 */
import type { Address, Post } from "./post.ts";
import type { Dice } from "./random.ts";

export const NOISE = ["newsletter", "machine", "pitch", "receipt", "private", "spam"] as const;
export type Noise = (typeof NOISE)[number];

const WEIGHTS: ReadonlyArray<readonly [number, Noise]> = [
  [34, "newsletter"],
  [26, "machine"],
  [12, "pitch"],
  [14, "receipt"],
  [6, "private"],
  [8, "spam"],
];

/** One message; `nth` makes its id. */
export function noise(dice: Dice, nth: number, to: Address, at: number): { readonly kind: Noise; readonly post: Post } {
  const kind = dice.weighed(WEIGHTS);
  const { from, subject, text, headers } = MAKERS[kind](dice, nth);
  const id = `${nth.toString(36)}.${dice.between(100_000, 999_999)}@${from.address.slice(from.address.indexOf("@") + 1)}`;
  return { kind, post: { from, to, subject, text, id, at, ...(headers ? { headers } : {}) } };
}

type Made = Pick<Post, "from" | "subject" | "text" | "headers">;

const MAKERS: Readonly<Record<Noise, (dice: Dice, nth: number) => Made>> = {
  newsletter(dice, nth) {
    const [name, domain] = dice.pick(NEWSLETTERS);
    const subject = dice.pick(HEADLINES);
    return {
      from: { name, address: `hello@${domain}` },
      subject,
      text: `${name}, no. ${200 + (nth % 90)}\n\n${subject}. ${dice.pick(TEASERS)}\n\nYou get this because you signed up. Leave any time:\nhttps://${domain}/leave`,
      headers: [`List-Id: ${name} <list.${domain}>`, `List-Unsubscribe: <https://${domain}/leave>`, "Precedence: bulk"],
    };
  },
  machine(dice, nth) {
    const [name, address, subject, text] = dice.pick(MACHINES);
    return {
      from: { name, address },
      subject: subject.replace("#", String(1000 + nth)),
      text: text.replace("#", String(1000 + nth)),
      ...(dice.chance(0.5) ? { headers: ["Auto-Submitted: auto-generated"] } : {}),
    };
  },
  pitch(dice) {
    const first = dice.pick(PITCHERS);
    const firm = `${dice.pick(["grow", "lead", "scale", "reach", "pixel", "rank", "boost", "funnel"])}${dice.pick(["forge", "loop", "nest", "peak", "works", "hub", "pilot", "craft"])}${dice.between(1, 999)}`;
    const [subject, text] = dice.pick(PITCHES);
    return { from: { name: first, address: `${first.split(" ")[0]?.toLowerCase()}@${firm}.example` }, subject, text };
  },
  receipt(dice, nth) {
    const [name, address] = dice.pick(SHOPS);
    const sum = `${dice.between(3, 180)}.${String(dice.between(0, 99)).padStart(2, "0")} EUR`;
    return {
      from: { name, address },
      subject: `${dice.pick(["Your receipt", "Thank you for your order", "Your invoice is ready"])} ${7000 + nth}`,
      text: `Hello,\n\nthank you. We have received your payment of ${sum} for order ${7000 + nth}. There is nothing you need to do.\n\n${name}`,
    };
  },
  private(dice) {
    const [name, address] = dice.pick(FRIENDS);
    const [subject, text] = dice.pick(PRIVATE);
    return { from: { name, address }, subject, text };
  },
  spam(dice) {
    const name = dice.pick(["Prize Office", "Dr. Barrister Cole", "Account Team", "Crypto Desk", "Lonely Olga"]);
    const [subject, text] = dice.pick(SPAM);
    return {
      from: {
        name,
        address: `info${dice.between(1, 9999)}@${dice.pick(["win", "gift", "claim"])}${dice.between(1, 999)}.example`,
      },
      subject,
      text,
    };
  },
};

const NEWSLETTERS: ReadonlyArray<readonly [string, string]> = [
  ["The Consultant's Week", "consultants-week.example"],
  ["Pricing Notes", "pricing-notes.example"],
  ["Brief aus der Werkstatt", "werkstattbrief.example"],
  ["Tools for Thinkers", "tools-thinkers.example"],
  ["Der Mittelstandsbote", "mittelstandsbote.example"],
  ["Slow Growth", "slow-growth.example"],
  ["Tax Tuesday", "tax-tuesday.example"],
  ["Remote Digest", "remote-digest.example"],
  ["Buchmarkt heute", "buchmarkt-heute.example"],
  ["Design Crumbs", "design-crumbs.example"],
];
const HEADLINES = [
  "Seven questions before you quote a price",
  "Warum Angebote zu lange liegen bleiben",
  "What we learnt from 300 workshops",
  "Die fünf häufigsten Fehler bei Rechnungen",
  "Meetings that could have been a walk",
  "Neue Regeln ab Juli: das ändert sich",
  "How to say no and keep the customer",
  "A small tool that saves an hour a week",
];
const TEASERS = [
  "The fourth one saves most of the trouble.",
  "Dazu drei Buchtipps für lange Zugfahrten.",
  "Plus: an interview with a carpenter who never negotiates.",
  "Read on for the long version.",
];
const MACHINES: ReadonlyArray<readonly [string, string, string, string]> = [
  ["Build Bot", "no-reply@buildbot.example", "Build # succeeded", "All checks of build # have passed."],
  ["Backup", "backup@nas-kontor.example", "Backup finished", "Job # finished without errors. 0 files skipped."],
  ["Hostworks", "noreply@hostworks.example", "Maintenance on Sunday", "Ticket #: short interruptions are possible."],
  ["Kalender", "notifications@calendar-app.example", "Erinnerung: Zahnarzt", "Termin # beginnt in einer Stunde."],
  ["Paketdienst", "no-reply@paketdienst.example", "Ihre Sendung # ist unterwegs", "Sendung # kommt morgen an."],
  ["Uptime", "alerts@uptime-watch.example", "Your site is up again", "Incident # is resolved after 2 minutes."],
  ["Social", "notify@social-hub.example", "3 people looked at your profile", "See who looked at your profile (#)."],
];
const PITCHERS = [
  "Jason Miles",
  "Kayla Stone",
  "Priya Nair",
  "Marco Bellini",
  "Steffi Winter",
  "Tom Sellers",
  "Lea Kuhn",
];
const PITCHES: ReadonlyArray<readonly [string, string]> = [
  [
    "Quick question about your website",
    "Hi there,\n\nI noticed your website isn't ranking on page one for your main keywords. We help businesses like yours get 3x more traffic in 90 days. Worth a 15 minute call this week?\n\nBest",
  ],
  [
    "Mehr Anfragen für Ihr Unternehmen",
    "Guten Tag,\n\nwir gewinnen für Berater wie Sie planbar 10 bis 20 Neukunden im Monat. Darf ich Ihnen in einem kurzen Gespräch zeigen, wie das geht?\n\nBeste Grüße",
  ],
  [
    "Re: partnership",
    "Hello, following up on my last mail. We outsource developers at 25 USD an hour and would love to work with you. When can we talk?",
  ],
  [
    "Your virtual assistant",
    "Hey! Tired of admin work? Our assistants start at 7 dollars per hour. Reply YES and I'll send you our price list.",
  ],
  [
    "Gastbeitrag auf Ihrer Seite",
    "Hallo, wir würden gern einen Gastartikel mit einem Link auf Ihrer Webseite veröffentlichen und zahlen dafür 80 Euro. Besteht Interesse?",
  ],
  [
    "Office plants",
    "Good morning, we rent and water office plants in your area, first month free. Shall I drop by with a catalogue?",
  ],
];
const SHOPS: ReadonlyArray<readonly [string, string]> = [
  ["Papierhaus", "bestellung@papierhaus.example"],
  ["Rail Tickets", "no-reply@rail-tickets.example"],
  ["Bean Post", "orders@beanpost.example"],
  ["Software Store", "receipts@software-store.example"],
  ["Stadtwerke", "rechnung@stadtwerke-nord.example"],
];
const FRIENDS: ReadonlyArray<readonly [string, string]> = [
  ["Mum", "gerda.vale@familypost.example"],
  ["Tilo", "tilo@kneipenchor.example"],
  ["Joost", "joost.rower@ruderverein.example"],
];
const PRIVATE: ReadonlyArray<readonly [string, string]> = [
  ["Sunday", "Hi dear, are you coming for lunch on Sunday? Your sister will bring cake. Love"],
  ["Chorprobe", "Moin, Probe ist diese Woche erst um acht, der Raum ist vorher belegt. Bis dann"],
  ["Boat", "The eight needs a new rudder line. I'd get one on Saturday, ok? See you at the club"],
  ["Fotos", "Anbei fast alle Bilder vom Wochenende, der Rest kommt noch. War schön!"],
  ["Birthday present", "What does he want for his birthday? I thought of the climbing course we talked about."],
];
const SPAM: ReadonlyArray<readonly [string, string]> = [
  ["YOU HAVE BEEN SELECTED", "Dear winner, your e-mail was drawn. Claim 2.500.000 USD by sending your bank details."],
  [
    "Urgent business proposal",
    "Beloved, I am the lawyer of a late client who left a fortune. Kindly reply in confidence.",
  ],
  ["Your mailbox is full", "Your account will be closed today. Confirm your password here: http://claim.example/login"],
  ["Bitcoin bonus", "Invest 250 and earn 3000 a day. Limited places, act now!!!"],
  ["Hello handsome", "I saw your profile and want to know you better. Write to me, kiss"],
];
