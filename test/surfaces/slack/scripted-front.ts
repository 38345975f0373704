/** A front that keeps what it is told, and answers what the test says. */
import type {
  Filled,
  Front,
  Home,
  Person,
  Place,
  Reaction,
  Refusal,
  Said,
  Tap,
} from "../../../src/surfaces/surface.ts";

const HOME: Home = {
  waiting: [
    { title: "Answer Anna Berg", client: "Acme", link: "https://acme-studio.slack.com/archives/C1/p1" },
    { title: "Sort a new sender", client: null, link: null },
  ],
  running: ["intake reads a mail of Acme"],
  atRisk: [],
  spend: "$0.42 this month",
  paused: [],
};

export class ScriptedFront implements Front {
  readonly taps: Tap[] = [];
  readonly forms: Filled[] = [];
  readonly words: Said[] = [];
  readonly refusals: Refusal[] = [];
  readonly notes = new Map<string, string>();
  readonly threads = new Set<string>();
  owner: Person = { user: "U0000OWNER", team: "T0000000001" };
  shownHome: Home = HOME;
  onTap: (tap: Tap) => Reaction | Promise<Reaction> = () => ({ kind: "done" });
  onForm: (filled: Filled) => Reaction | Promise<Reaction> = () => ({ kind: "done" });
  onWords: (said: Said) => Reaction | Promise<Reaction> = () => ({ kind: "silence" });

  async tapped(tap: Tap): Promise<Reaction> {
    this.taps.push(tap);
    return this.onTap(tap);
  }

  async filled(filled: Filled): Promise<Reaction> {
    this.forms.push(filled);
    return this.onForm(filled);
  }

  async said(said: Said): Promise<Reaction> {
    this.words.push(said);
    return this.onWords(said);
  }

  async refused(why: Refusal): Promise<void> {
    this.refusals.push(why);
  }

  knows({ room, thread }: Place): boolean {
    return this.threads.has(`${room}/${thread}`);
  }

  isOwner({ user, team }: Person): boolean {
    return user === this.owner.user && team === this.owner.team;
  }

  home(): Home {
    return this.shownHome;
  }

  recall(name: string): string | null {
    return this.notes.get(name) ?? null;
  }

  async remember(name: string, value: string): Promise<void> {
    this.notes.set(name, value);
  }
}
