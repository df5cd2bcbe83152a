import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import type { RoundReport } from "../../gen/headwater/v1/federation_pb";
import { h } from "../../ui/h";
import { type Panel, table } from "./panel";

/** A line of a chart. */
export interface Line {
  name: string;
  /** Of theme.css, such as "--accent". */
  colour: string;
  value(report: RoundReport): number | undefined;
  dashed?: boolean;
}

/** What a chart shows. */
export interface ChartOptions {
  title: string;
  className: string;
  lines: readonly Line[];
  /** Pairs of lines (from, to) between which is shaded. */
  bands?: readonly [number, number][];
  /** Of the axis and the table. */
  format(value: number | undefined): string;
  /** Fixed ends of the axis. */
  range?: [number, number];
}

/**
 * A figure by round, as a chart and, at the press of a button, as a table: a canvas says nothing to
 * a screen reader, so its description gives first, best and last values.
 */
export function chart(options: ChartOptions): Panel {
  const id = `chart-${options.className}`;
  const canvas = h("div", { class: "plot", role: "img" });
  const figures = h("div", {});
  figures.hidden = true;
  const toggle = h("button", { type: "button", "aria-pressed": "false", onclick: flip }, "Table");
  const head = h("div", { class: "panel-head" }, h("h2", { id }, options.title), toggle);
  const element = h(
    "section",
    { class: `panel chart ${options.className}`, "aria-labelledby": id },
    head,
    canvas,
    figures,
  );
  element.hidden = true;
  let plot: uPlot | undefined;
  let shown: readonly RoundReport[] = [];
  let drawn: readonly RoundReport[] | undefined;

  const scheme = matchMedia("(prefers-color-scheme: dark)");
  scheme.addEventListener("change", () => {
    plot?.destroy();
    plot = undefined;
    draw();
  });
  new ResizeObserver(() => {
    const width = canvas.clientWidth;
    if (plot !== undefined && width > 0 && width !== plot.width) {
      plot.setSize({ width, height: heightFor(width) });
    }
  }).observe(canvas);

  function flip(): void {
    figures.hidden = !figures.hidden;
    canvas.hidden = !figures.hidden;
    toggle.setAttribute("aria-pressed", String(!figures.hidden));
    drawn = undefined;
    draw();
  }

  function draw(): void {
    if (!figures.hidden) {
      const columns = [{ name: "Round", number: true }, ...options.lines.map(({ name }) => ({ name, number: true }))];
      const rows = shown
        .toReversed()
        .map((one) => [String(one.round), ...options.lines.map((line) => options.format(line.value(one)))]);
      figures.replaceChildren(table(`${options.title}, newest first`, columns, rows));
      return;
    }
    const data = dataOf(options, shown);
    const width = Math.max(240, canvas.clientWidth);
    if (plot === undefined) {
      canvas.replaceChildren();
      plot = new uPlot(plotOptions(options, width), data, canvas);
      plot.over.addEventListener("mouseleave", showLast);
    } else {
      plot.setData(data);
    }
    showLast();
  }

  /** The legend speaks of the newest round where nobody points at another. */
  function showLast(): void {
    const idx = shown.length - 1;
    requestAnimationFrame(() => plot?.cursor.idx == null && plot?.setLegend({ idx }));
  }

  return {
    element,
    update(state) {
      if (state.rounds === drawn) {
        return;
      }
      shown = state.rounds.filter((report) => options.lines.some((line) => line.value(report) !== undefined));
      element.hidden = shown.length === 0;
      if (shown.length > 0) {
        canvas.setAttribute("aria-label", inWords(options, shown));
        draw();
      }
      drawn = state.rounds;
    },
  };
}

function dataOf(options: ChartOptions, reports: readonly RoundReport[]): uPlot.AlignedData {
  const lines = options.lines.map((line) => reports.map((report) => line.value(report) ?? null));
  return [reports.map((report) => report.round), ...lines];
}

/** "Accuracy: Accuracy from 12 % in round 1 to 83 % in round 10." */
function inWords(options: ChartOptions, reports: readonly RoundReport[]): string {
  const [first, last] = [reports[0], reports[reports.length - 1]];
  const lines = options.lines
    .map((line) => `${line.name} from ${options.format(line.value(first))} to ${options.format(line.value(last))}`)
    .join("; ");
  return `${options.title}, rounds ${first.round} to ${last.round}: ${lines}. The button Table gives all values.`;
}

function heightFor(width: number): number {
  return Math.round(Math.min(260, Math.max(180, width * 0.5)));
}

function plotOptions(options: ChartOptions, width: number): uPlot.Options {
  const style = getComputedStyle(document.documentElement);
  const colour = (name: string) => style.getPropertyValue(name).trim();
  const axis = { stroke: colour("--muted"), grid: { stroke: colour("--line"), width: 1 }, ticks: { show: false } };
  return {
    width,
    height: heightFor(width),
    scales: {
      x: { time: false, range: (_plot, min, max) => (min === max ? [min - 1, max + 1] : [min, max]) },
      y: options.range === undefined ? {} : { range: options.range },
    },
    axes: [
      {
        ...axis,
        size: 32,
        incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000],
        values: (_plot, splits) => splits.map(String),
      },
      { ...axis, size: 58, values: (_plot, splits) => splits.map(options.format) },
    ],
    series: [
      { label: "Round" },
      ...options.lines.map((line) => ({
        label: line.name,
        stroke: colour(line.colour),
        width: line.dashed ? 1 : 2,
        ...(line.dashed ? { dash: [4, 4] } : {}),
        points: { show: !line.dashed, size: 5, fill: colour(line.colour) },
        value: (_plot: uPlot, value: number | null) => options.format(value ?? undefined),
        spanGaps: true,
      })),
    ],
    bands: (options.bands ?? []).map(([from, to]) => ({
      series: [from + 1, to + 1] as [number, number],
      fill: `color-mix(in srgb, ${colour("--accent")} 22%, transparent)`,
    })),
    cursor: { y: false, drag: { x: false, y: false } },
    legend: { live: true },
  };
}
