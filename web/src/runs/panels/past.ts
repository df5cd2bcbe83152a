import { h } from "../../ui/h";
import { bytes, figure, percent } from "../words";
import { table } from "./panel";

/** A run of /api/runs.json. */
export interface PastRun {
  id: string;
  started?: string | null;
  outcome?: string | null;
  rounds?: number | null;
  final_accuracy?: number | null;
  epsilon?: number | null;
  /** Whether it ran with a privacy guarantee, so that only its model is given out. */
  promised: boolean;
  /** Why the coordinator cannot read it, such as of a run that a newer version has written. */
  refused?: string;
  files: { name: string; size: number; url: string }[];
}

/** What came of asking for the past runs. */
export type PastAnswer =
  | { kind: "runs"; published: boolean; runs: PastRun[] }
  | { kind: "token" }
  | { kind: "failed"; reason: string };

/** Asks the coordinator; never throws. */
export async function fetchPast(fetcher: typeof fetch = fetch): Promise<PastAnswer> {
  try {
    const response = await fetcher("/api/runs.json", { headers: { accept: "application/json" } });
    if (response.status === 401) {
      return { kind: "token" };
    }
    if (!response.ok) {
      return { kind: "failed", reason: `The coordinator answered ${response.status} instead of the list of runs.` };
    }
    const { published, runs } = (await response.json()) as { published: boolean; runs: PastRun[] };
    return { kind: "runs", published, runs };
  } catch {
    return { kind: "failed", reason: "The list of runs could not be fetched: the coordinator does not answer." };
  }
}

/** Past runs with links to their files. */
export function past(retry: () => void): { element: HTMLElement; show(answer: PastAnswer): void } {
  const body = h("div", { class: "panel-body" }, h("p", { class: "muted" }, "Looking …"));
  const element = h(
    "section",
    { class: "panel past", "aria-labelledby": "panel-past" },
    h("h2", { id: "panel-past" }, "Past runs"),
    body,
  );
  return {
    element,
    show(answer) {
      if (answer.kind === "token") {
        body.replaceChildren(h("p", { class: "muted" }, "Shown once the token is given."));
      } else if (answer.kind === "failed") {
        body.replaceChildren(
          h("p", {}, answer.reason, " ", h("button", { type: "button", onclick: retry }, "Try again")),
        );
      } else if (answer.runs.length === 0) {
        body.replaceChildren(h("p", { class: "muted" }, noneWords(answer.published)));
      } else {
        const promise = promiseWords(answer.runs);
        body.replaceChildren(list(answer.runs), ...(promise ? [h("p", { class: "muted" }, promise)] : []));
      }
    },
  };
}

/** Why no run is listed. */
export function noneWords(published: boolean): string {
  return published
    ? "None yet: a run is listed here once it is over, if its folder is among the published."
    : "This coordinator publishes no past runs. What runs now is shown above.";
}

/** Why some runs have fewer files, if any has. */
export function promiseWords(runs: readonly PastRun[]): string | undefined {
  return runs.some(({ promised }) => promised)
    ? "Of a run with a privacy guarantee the model is published, not the report: the guarantee is about the model alone."
    : undefined;
}

function list(runs: readonly PastRun[]): HTMLElement {
  return table(
    "Past runs, newest first",
    [
      { name: "Run" },
      { name: "Files" },
      { name: "Started" },
      { name: "Outcome" },
      { name: "Rounds", number: true },
      { name: "Accuracy", number: true },
      { name: "ε", number: true },
    ],
    runs.map((run) => [
      run.id,
      run.refused === undefined ? files(run) : h("span", {}, run.refused),
      run.started == null ? "–" : when(run.started),
      run.outcome ?? "–",
      run.rounds == null || run.rounds < 0 ? "–" : String(run.rounds),
      percent(run.final_accuracy ?? undefined),
      figure(run.epsilon ?? undefined),
    ]),
  );
}

function files(run: PastRun): HTMLElement {
  // Only from this server, whatever the list says.
  const links = run.files
    .toSorted((a, b) => rank(a.name) - rank(b.name))
    .filter(({ url }) => url.startsWith("/api/runs/"))
    .map(({ name, size, url }) => {
      const report = name.endsWith(".html");
      const text = report ? "Report" : name;
      const download = report ? undefined : name;
      return h(
        "a",
        { href: url, download, "aria-label": `${text} of ${run.id}, ${bytes(size)}`, title: bytes(size) },
        text,
      );
    });
  return links.length === 0 ? h("span", {}, "–") : h("span", { class: "files" }, ...links);
}

/** What people look for comes first. */
function rank(name: string): number {
  const at = ["report.html", "model.safetensors", "head.safetensors"].indexOf(name);
  return at < 0 ? 3 : at;
}

function when(instant: string): string {
  const date = new Date(instant);
  return Number.isNaN(date.getTime())
    ? instant
    : date.toLocaleString(undefined, { dateStyle: "medium", timeStyle: "short" });
}
