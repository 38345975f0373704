/** How a client spells what people type: `&`, `<` and `>` as entities, addresses and links in angle brackets. */
const KEPT = /<(?:@[UW][A-Z0-9]+|#[CDG][A-Z0-9]+(?:\|[^>]*)?|!(?:here|channel|everyone))>/g;
const LINKED = /https?:\/\/[^\s<>]+[^\s<>.,;:!?)]|[\w.+-]+@[\w-]+(?:\.[\w-]+)+/g;

/** Text as it arrives at an app. Mentions in Slack's own form, such as `<@U123>`, are left as they are. */
export function spelled(text: string): string {
  let out = "";
  let from = 0;
  for (const match of text.matchAll(KEPT)) {
    out += linked(text.slice(from, match.index)) + match[0];
    from = match.index + match[0].length;
  }
  return out + linked(text.slice(from));
}

function linked(text: string): string {
  const safe = text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
  return safe.replace(LINKED, (found) => (found.includes("://") ? `<${found}>` : `<mailto:${found}|${found}>`));
}
