/**
 * The verb that shows drafts of texts about finished work: a list of those that are open, or whole texts by their codes.
 */
import { readableDay } from "../lib/zone.ts";
import { clients, clientTitle } from "../records/client.ts";
import { type Draft, draftCode, drafts, findDraft } from "../records/standing.ts";
import type { Opened, Said } from "./verb.ts";

/** `codes`: such as `D12`; none: the list. */
export function showDrafts(codes: readonly string[], { workspace }: Opened): Said {
  const { records, ledger, config } = workspace;
  const told = (draft: Draft) => {
    const event = ledger.at(draft.seq);
    const words = event && ledger.open(event);
    return {
      code: draftCode(draft),
      client: clientTitle(records.get(clients, draft.client)),
      kind: draft.kind,
      state: draft.state,
      at: draft.at,
      title: String(words?.title ?? "forgotten"),
      text: String(words?.text ?? "forgotten"),
    };
  };
  const missing = codes.find((code) => !findDraft(records, code));
  if (missing !== undefined)
    return { ok: false, text: `There is no draft “${missing}”. “drafts” lists them.`, json: { drafts: [] } };
  if (codes.length > 0) {
    const found = codes.flatMap((code) => findDraft(records, code) ?? []).map(told);
    const text = found.map((one) => `${one.code}, about the work for ${one.client}\n\n${one.title}\n\n${one.text}`);
    return { ok: true, text: text.join("\n\n――――\n\n"), json: { drafts: found } };
  }
  const open = records.find(drafts, "state = 'open' ORDER BY seq DESC").map(told);
  const lines = open.map((one) => `${one.code}  ${readableDay(one.at, config.timezone)}  ${one.client}: ${one.title}`);
  return {
    ok: true,
    text:
      open.length === 0
        ? "There are no drafts. One comes when a client accepts a piece of work."
        : [...lines, "“drafts D12” shows one whole; “do content.close --set draft=D12” closes it."].join("\n"),
    json: { drafts: open },
  };
}
