/**
 * A few numbers a day become a small picture, for surfaces that can show one: a row of bars for each series, every bar
 * with its number, so that it can be read on a phone without axis or legend.
 * Before: the digest's card (projections/digest.ts). After: the lane, which hands the bytes on as `picture`.
 */
import { createRequire } from "node:module";
import type { TopLevelSpec } from "vega-lite";
import type { CardChart } from "../../kernel/card.ts";

const WIDTH = 640;
const HEIGHT = 280;
/** Pixels of the picture for one of the drawing: sharp on a phone. */
const SCALE = 2;
const LEFT = 150;
const RIGHT = 18;
const TOP = 46;
const BOTTOM = 52;
/** What has room. Of more series the first are drawn, of more days the last. */
const MOST_SERIES = 4;
const MOST_DAYS = 21;
const COLOURS = ["#3b6fb6", "#2f8f6b", "#b7791f", "#7a5aa6"] as const;
const INK = "#1f2933";
const QUIET = "#6b7785";
const FONT = "DejaVu Sans";
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"] as const;

/** A PNG of 1280 × 560 pixels; the same chart gives the same bytes. What draws is loaded when it is first needed. */
export async function drawChart(chart: CardChart): Promise<Uint8Array> {
  const [vegaLite, vega, { Resvg }] = await Promise.all([
    import("vega-lite"),
    import("vega"),
    import("@resvg/resvg-js"),
  ]);
  const { spec } = vegaLite.compile(specOf(chart));
  const view = new vega.View(vega.parse(spec), { renderer: "none" });
  try {
    const svg = await view.toSVG();
    // The font comes with us: the picture looks the same on every machine.
    const font = { fontFiles: fontFiles(), loadSystemFonts: false, defaultFontFamily: FONT };
    const drawn = new Resvg(svg, { font, fitTo: { mode: "width", value: WIDTH * SCALE }, background: "#ffffff" });
    return new Uint8Array(drawn.render().asPng());
  } finally {
    view.finalize();
  }
}

function fontFiles(): string[] {
  const { resolve } = createRequire(import.meta.url);
  return ["DejaVuSans.ttf", "DejaVuSans-Bold.ttf"].map((name) => resolve(`dejavu-fonts-ttf/ttf/${name}`));
}

/** The drawing: every place is computed here, so that nothing depends on measured text. */
function specOf(chart: CardChart): TopLevelSpec {
  const series = chart.series.slice(0, MOST_SERIES);
  const first = Math.max(0, chart.days.length - MOST_DAYS);
  const days = chart.days.slice(first);
  const row = (HEIGHT - TOP - BOTTOM) / Math.max(1, series.length);
  const step = (WIDTH - LEFT - RIGHT) / Math.max(1, days.length);
  const bar = Math.min(26, step * 0.62);
  const highest = (some: typeof series) => Math.max(1, ...some.flatMap(({ counts }) => counts.slice(first)));
  const shared = highest(series.filter(({ own }) => !own));
  const middle = (day: number) => LEFT + step * (day + 0.5);
  const floor = (at: number) => TOP + row * (at + 1);
  // Room for the number above the highest bar.
  const tallest = row - 26;

  const bars: Array<Record<string, unknown>> = [];
  const texts: Text[] = [
    { x: 16, y: 26, text: clipped(chart.title, 48), size: 19, bold: true, align: "left", colour: INK },
  ];
  series.forEach((one, at) => {
    const { name, counts } = one;
    const most = one.own ? highest([one]) : shared;
    const colour = COLOURS[at] ?? INK;
    const total = days.reduce((sum, _, day) => sum + (counts[first + day] ?? 0), 0);
    texts.push(
      { x: 16, y: floor(at) - 24, text: String(total), size: 19, bold: true, align: "left", colour },
      { x: 16, y: floor(at) - 4, text: clipped(name, 15), size: 15, bold: false, align: "left", colour: INK },
    );
    bars.push({ x: LEFT, x2: WIDTH - RIGHT, y: floor(at), y2: floor(at) + 1, colour: "#d5dbe1" });
    days.forEach((_, day) => {
      const count = counts[first + day] ?? 0;
      if (count <= 0) return;
      const top = floor(at) - Math.max(3, (count / most) * tallest);
      bars.push({ x: middle(day) - bar / 2, x2: middle(day) + bar / 2, y: top, y2: floor(at), colour });
      texts.push({ x: middle(day), y: top - 4, text: shorter(count), size: 14, bold: false, align: "center", colour });
    });
  });
  days.forEach((date, day) => {
    const [, month = "", number = ""] = /^\d{4}-(\d\d)-(\d\d)$/.exec(date) ?? [];
    const turns = day === 0 || number === "01";
    texts.push({ ...below(middle(day), HEIGHT - 30, 14), text: String(Number(number)) });
    if (turns) texts.push({ ...below(middle(day), HEIGHT - 12, 13), text: MONTHS[Number(month) - 1] ?? "" });
  });
  if (series.length === 0 || days.length === 0)
    texts.push({ ...below(WIDTH / 2, HEIGHT / 2, 16), text: "Nothing to draw yet." });
  return {
    width: WIDTH,
    height: HEIGHT,
    padding: 0,
    autosize: { type: "none" },
    config: { view: { stroke: null }, font: FONT, axis: { disable: true } },
    layer: [
      {
        data: { values: bars },
        mark: { type: "rect" },
        encoding: { ...placed, x2: { field: "x2" }, y2: { field: "y2" }, color: { field: "colour", scale: null } },
      },
      // One layer for each look: size, weight and side belong to the mark.
      ...looks(texts).map(({ size, bold, align, values }) => ({
        data: { values },
        mark: {
          type: "text" as const,
          align,
          baseline: "alphabetic" as const,
          fontSize: size,
          fontWeight: bold ? ("bold" as const) : ("normal" as const),
        },
        encoding: {
          ...placed,
          text: { field: "text", type: "nominal" as const },
          color: { field: "colour", type: "nominal" as const, scale: null },
        },
      })),
    ],
  };
}

interface Text {
  readonly x: number;
  readonly y: number;
  readonly text: string;
  readonly size: number;
  readonly bold: boolean;
  readonly align: "left" | "center";
  readonly colour: string;
}

/** Pixels as they are: downwards from the upper left. */
const placed = {
  x: { field: "x", type: "quantitative" as const, scale: { domain: [0, WIDTH], nice: false }, axis: null },
  y: {
    field: "y",
    type: "quantitative" as const,
    scale: { domain: [0, HEIGHT], reverse: true, nice: false },
    axis: null,
  },
};

function below(x: number, y: number, size: number): Omit<Text, "text"> {
  return { x, y, size, bold: false, align: "center", colour: QUIET };
}

function looks(texts: readonly Text[]) {
  const found = new Map<string, Pick<Text, "size" | "bold" | "align"> & { values: Text[] }>();
  for (const text of texts) {
    const { size, bold, align } = text;
    const key = `${size} ${bold} ${align}`;
    const look = found.get(key) ?? { size, bold, align, values: [] };
    look.values.push(text);
    found.set(key, look);
  }
  return [...found.values()];
}

/** What has room, by a count of letters: without a screen nothing can measure them. */
function clipped(text: string, most: number): string {
  const letters = [...text];
  return letters.length <= most
    ? text
    : `${letters
        .slice(0, most - 1)
        .join("")
        .trimEnd()}…`;
}

/** `1234` has no room above a bar: `1.2k` has. */
function shorter(count: number): string {
  return count < 1000 ? String(count) : `${(count / 1000).toFixed(count < 10_000 ? 1 : 0)}k`;
}
