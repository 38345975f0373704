/**
 * What both pages are made with: words that can't be taken for markup, and a page around them.
 */

/** Words as they stand, whatever is in them. */
export function words(text: string): string {
  return text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;").replace(/"/g, "&quot;");
}

/** A PNG within the page, so that one file is all there is. */
export function picture(bytes: Uint8Array, about: string): string {
  return `<img alt="${words(about)}" src="data:image/png;base64,${Buffer.from(bytes).toString("base64")}">`;
}

export function page({ title, style, body }: { title: string; style: string; body: string }): string {
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>${words(title)}</title>
<style>
* { box-sizing: border-box; margin: 0; }
body { -webkit-font-smoothing: antialiased; }
.text { white-space: pre-wrap; overflow-wrap: anywhere; }
${style}
</style>
<body>
${body}
</body>
</html>
`;
}

/** What can be read on a page, line by line: for comparing pages without a browser. */
export function readable(html: string): string {
  return html
    .replace(/<(style|title)>[\s\S]*?<\/\1>/g, "")
    .replace(/<img alt="([^"]*)"[^>]*>/g, "\n(picture: $1)\n")
    .replace(/<s>([\s\S]*?)<\/s>/g, "~$1~")
    .replace(/<button[^>]*>([\s\S]*?)<\/button>/g, "[$1] ")
    .replace(/<div class="face[^>]*>.<\/div>/g, "")
    .replace(/<(hr|blockquote|pre|p)\b[^>]*>|<\/(div|section|header|blockquote|pre|p)>/g, "\n")
    .replace(/<\/(b|i|time|span)>(?=<(i|time|span)\b)/g, " ")
    .replace(/<[^>]+>/g, "")
    .replace(/&quot;/g, '"')
    .replace(/&gt;/g, ">")
    .replace(/&lt;/g, "<")
    .replace(/&amp;/g, "&")
    .split("\n")
    .map((line) => line.trim())
    .join("\n")
    .replace(/\n{3,}/g, "\n\n")
    .trim();
}
