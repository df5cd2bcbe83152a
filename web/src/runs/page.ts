import type { Transport } from "@connectrpc/connect";
import { h } from "../ui/h";
import { shell } from "../ui/shell";
import { watch } from "../wire/watch";
import { roundSentence } from "./facts";
import { chart } from "./panels/chart";
import { head } from "./panels/head";
import { headline } from "./panels/headline";
import type { Panel } from "./panels/panel";
import { fetchPast, past } from "./panels/past";
import { people } from "./panels/people";
import { privacy } from "./panels/privacy";
import { rounds, trouble } from "./panels/rounds";
import { NOTHING_YET, reduce, type WatchState } from "./state";
import { keptToken, openSession, tokenForm } from "./token";
import { figure, percent } from "./words";

/** Rounds of a fast run must not talk without a break. */
const SPOKEN_PAUSE_MS = 5000;

/** Fills the page and keeps it up to date. */
export function runsPage(transport: Transport): void {
  let state: WatchState = NOTHING_YET;
  let token = keptToken();
  let round = new AbortController();
  let wake = () => {};
  let frame = 0;

  const retryNow = () => {
    const waiting = state.connection.kind === "gone";
    wake();
    if (!waiting) {
      start();
    }
  };
  const news = h("p", { class: "visually-hidden", "aria-live": "polite" });
  const form = tokenForm((given) => {
    token = given;
    start();
    void showPast();
  });
  const pastRuns = past(() => void showPast());
  const panels: Panel[] = [headline(retryNow), ...charts(), people(), privacy(), head(), trouble(), rounds()];
  const [top, ...rest] = panels.map(({ element }) => element);
  shell("runs", top, form, h("div", { class: "panels" }, ...rest, pastRuns.element), news);

  const speak = speaker(news);
  const show = () => {
    frame = 0;
    const now = performance.now();
    form.hidden = !(state.connection.kind === "refused" && state.connection.token);
    for (const panel of panels) {
      panel.update(state, now);
    }
    document.title = titleOf(state);
  };
  const showSoon = () => {
    if (frame === 0) {
      frame = requestAnimationFrame(show);
    }
  };

  async function showPast(): Promise<void> {
    pastRuns.show(await fetchPast());
  }

  async function follow(signal: AbortSignal): Promise<void> {
    const pause = (ms: number) =>
      new Promise<void>((resolve) => {
        wake = resolve;
        setTimeout(resolve, ms);
        signal.addEventListener("abort", () => resolve());
      });
    for await (const one of watch(transport, token, signal, { pause })) {
      const before = state.rounds.at(-1)?.round ?? 0;
      state = reduce(state, one, performance.now());
      if (one.kind === "round" && one.report.round > before) {
        speak(roundSentence(one.report));
      }
      if (one.kind === "refused" && one.token && token !== undefined) {
        form.say(one.reason);
      }
      if (one.kind === "completed") {
        void showPast();
      }
      showSoon();
    }
  }

  function start(): void {
    round.abort();
    round = new AbortController();
    void follow(round.signal);
  }

  addEventListener("online", () => wake());
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && wake());
  setInterval(showSoon, 1000); // seconds pass without news
  showSoon();
  start();
  if (token === undefined) {
    void showPast();
  } else {
    // The cookie may be older than the coordinator.
    void openSession(token).then(showPast);
  }
}

function charts(): Panel[] {
  const accuracy = { name: "Accuracy", colour: "--accent" };
  return [
    chart({
      title: "Accuracy by round",
      className: "accuracy",
      lines: [{ ...accuracy, value: (report) => report.evalAccuracy }],
      format: percent,
    }),
    chart({
      title: "Loss by round",
      className: "loss",
      lines: [
        { name: "Evaluation", colour: "--accent", value: (report) => report.evalLoss },
        {
          name: "Training",
          colour: "--warn",
          value: ({ trainLoss }) => (Number.isFinite(trainLoss) ? trainLoss : undefined),
          dashed: true,
        },
      ],
      format: figure,
    }),
    chart({
      title: "Accuracy over clients",
      className: "over-clients",
      lines: [
        { name: "Best", colour: "--good", value: ({ spread }) => spread?.max, dashed: true },
        { name: "Upper quartile", colour: "--muted", value: ({ spread }) => spread?.upperQuartile, dashed: true },
        { name: "Median", colour: "--accent", value: ({ spread }) => spread?.median },
        { name: "Lower quartile", colour: "--muted", value: ({ spread }) => spread?.lowerQuartile, dashed: true },
        { name: "Worst", colour: "--bad", value: ({ spread }) => spread?.min, dashed: true },
      ],
      bands: [[1, 3]],
      format: percent,
    }),
  ];
}

function titleOf(state: WatchState): string {
  const accuracy = state.rounds.at(-1)?.evalAccuracy;
  const status = state.status;
  const where =
    status === undefined || status.round === 0
      ? ""
      : `Round ${status.round}${accuracy === undefined ? "" : `, ${percent(accuracy)}`} - `;
  return `${where}Watch - Headwater`;
}

/** Says the newest sentence, with pauses; history that comes at once is one sentence. */
function speaker(element: HTMLElement): (sentence: string) => void {
  let next: string | undefined;
  let busy = false;
  const say = () => {
    busy = next !== undefined;
    if (next !== undefined) {
      element.textContent = next;
      next = undefined;
      setTimeout(say, SPOKEN_PAUSE_MS);
    }
  };
  return (sentence) => {
    next = sentence;
    if (!busy) {
      busy = true;
      setTimeout(say, 300);
    }
  };
}
