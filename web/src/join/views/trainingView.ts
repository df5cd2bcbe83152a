import { formatBytes, formatDuration } from "../../ui/format";
import { h } from "../../ui/h";
import type { FeatureProgress } from "../participation";
import { type LogLine, type Progress, type RoundRow, receiptWords } from "../progress";
import { type Part, type Tally, tally } from "../tally";
import { count, counted } from "../words";

export interface TrainingState {
  readonly progress: Progress;
  readonly features: FeatureProgress | undefined;
  readonly busy: boolean;
  /** A pupil's page: numbers, bytes and the log stand below Details. */
  readonly pupil: boolean;
  readonly bytes: { readonly up: number; readonly down: number };
  /** The person's pictures, and what they weigh. */
  readonly pictures: { readonly count: number; readonly bytes: number };
  /** What this browser has taken part in, sentences. */
  readonly account: readonly string[];
}

/** The third step: what is going on, and what was and was not sent. */
export class TrainingView {
  readonly element: HTMLElement;
  /** What a pupil's page shows besides: how the class's model does. */
  readonly room = h("div", { class: "stack tight" });
  private readonly state = h("p", { class: "state", role: "status", "data-testid": "state" });
  private readonly next = h(
    "p",
    { class: "row", hidden: true },
    h("a", { class: "button", href: "/" }, "Classify with the new model"),
    h("a", { class: "button", href: "/runs" }, "See how the run went"),
  );
  private readonly features = h("div", { class: "stack tight", hidden: true });
  private readonly figures = h("dl", { class: "figures" });
  private readonly leave: HTMLButtonElement;
  private readonly rows = h("tbody", { "data-testid": "rounds" });
  private readonly table = h(
    "div",
    { class: "scroll", tabindex: 0, role: "region", "aria-label": "Rounds" },
    h(
      "table",
      {},
      h(
        "thead",
        {},
        h("tr", {}, ...["Round", "Receipt", "Sent", "Size", "How"].map((name) => h("th", { scope: "col" }, name))),
      ),
      this.rows,
    ),
  );
  private readonly sent = h("ul", { class: "small", "data-testid": "sent" });
  private readonly unsent = h("ul", { class: "small", "data-testid": "not-sent" });
  private readonly account = h("ul", { class: "small", "data-testid": "account" });
  private readonly log = h("div", {
    class: "log small",
    role: "log",
    "aria-live": "polite",
    "aria-label": "Log",
    tabindex: 0,
  });
  private readonly up = h("dd", { class: "number", "data-testid": "bytes-up" });
  private readonly down = h("dd", { class: "number", "data-testid": "bytes-down" });
  private readonly round = h("dd", { class: "number", "data-testid": "round" });
  private shownRounds: readonly RoundRow[] = [];
  private shownAccount: readonly string[] = [];
  private lastLine: unknown;
  private panels = "";
  private simple = false;

  /** @param home takes the model home: a button, and what became of it */
  constructor(
    leave: () => void,
    private readonly home: { readonly button: HTMLElement; readonly said: HTMLElement },
  ) {
    this.leave = h(
      "button",
      { type: "button", class: "danger", "data-testid": "leave", onclick: leave },
      "Leave",
    ) as HTMLButtonElement;
    const figure = (name: string, value: HTMLElement) => h("div", {}, h("dt", { class: "small muted" }, name), value);
    this.figures.append(figure("Round", this.round), figure("Sent", this.up), figure("Received", this.down));
    this.element = h(
      "section",
      { class: "card step stack training", "aria-labelledby": "training-title" },
      h(
        "div",
        { class: "spread" },
        h(
          "h2",
          { id: "training-title", tabindex: -1 },
          h("span", { class: "step-number", "aria-hidden": "true" }, "3"),
          "Training",
        ),
        this.leave,
      ),
      this.state,
      this.next,
      this.features,
      this.figures,
      this.table,
      h(
        "div",
        { class: "two" },
        h(
          "section",
          { class: "panel", "aria-labelledby": "sent-title" },
          h("h3", { id: "sent-title" }, "What was sent"),
          this.sent,
        ),
        h(
          "section",
          { class: "panel", "aria-labelledby": "unsent-title" },
          h("h3", { id: "unsent-title" }, "What was not sent"),
          this.unsent,
        ),
      ),
      h(
        "section",
        { class: "panel", "aria-labelledby": "account-title" },
        h("h3", { id: "account-title" }, "What this browser has taken part in"),
        this.account,
      ),
      h("details", { class: "log-box" }, h("summary", {}, "Log"), this.log),
    );
  }

  /** Keeps what is going on, and the way out; everything else goes below Details. */
  private simplify(): void {
    this.simple = true;
    const below = h("div", { class: "stack" });
    const kept = new Set<Element>([this.element.firstElementChild!, this.state, this.next, this.features]);
    below.append(...[...this.element.children].filter((child) => !kept.has(child)));
    // In a tab of its own: this one goes on training.
    this.next.replaceChildren(
      h("a", { class: "button", href: "/", target: "_blank", "data-testid": "try" }, "Try the class's model"),
      this.home.button,
    );
    this.next.after(this.home.said);
    this.element.append(this.room, h("details", {}, h("summary", {}, "Details"), below));
  }

  /** Brings the step into view, for the person who has just pressed Join. */
  focus(): void {
    this.element.scrollIntoView({ block: "start", behavior: "smooth" });
    this.element.querySelector<HTMLElement>("h2")?.focus({ preventScroll: true });
  }

  update(s: TrainingState): void {
    const { progress, busy } = s;
    if (s.pupil && !this.simple) {
      this.simplify();
    }
    this.leave.hidden = !busy;
    this.state.className = `state notice ${progress.tone}`;
    this.state.dataset.phase = busy ? "busy" : (progress.outcome ?? "idle");
    const sentence = this.simple ? progress.plain : progress.sentence;
    if (this.state.textContent !== sentence) {
      this.state.textContent = sentence;
    }
    this.next.hidden = this.simple ? progress.rounds.length === 0 : busy || progress.outcome !== "finished";
    this.preparing(s.features);
    this.round.textContent = progress.round === undefined ? "–" : count(progress.round);
    bytes(this.up, s.bytes.up);
    bytes(this.down, s.bytes.down);
    this.list(progress.rounds);
    this.tell(s);
    if (s.account !== this.shownAccount) {
      this.shownAccount = s.account;
      this.account.replaceChildren(...s.account.map((text) => h("li", {}, text)));
    }
    this.write(progress);
  }

  private preparing(features: FeatureProgress | undefined): void {
    this.features.hidden = features === undefined || features.done === features.total;
    if (!features || this.features.hidden) {
      return;
    }
    const { done, total, cached, remainingMs } = features;
    const left = remainingMs === undefined ? "" : `, about ${formatDuration(remainingMs)} left`;
    const known = cached > 0 ? `, ${count(cached)} known from before` : "";
    this.features.replaceChildren(
      h("span", { class: "small number" }, `Features of ${count(done)} of ${counted(total, "picture")}${known}${left}`),
      h("progress", { max: total, value: done, "aria-label": "Features" }),
    );
  }

  private list(rounds: readonly RoundRow[]): void {
    this.table.hidden = rounds.length === 0;
    if (rounds === this.shownRounds) {
      return;
    }
    const changed = rounds.findIndex((row, i) => row !== this.shownRounds[i]);
    const kept = changed < 0 ? rounds.length : changed;
    while (this.rows.children.length > kept) {
      this.rows.firstElementChild!.remove(); // newest first
    }
    for (const row of rounds.slice(kept)) {
      this.rows.prepend(rowOf(row));
    }
    this.shownRounds = rounds;
  }

  private tell({ progress, pictures }: TrainingState): void {
    const sums = tally(progress.rounds);
    const now = JSON.stringify([sums, pictures, progress.runId]);
    if (now === this.panels) {
      return;
    }
    this.panels = now;
    const item = (text: string) => h("li", {}, text);
    const sent = contributed(sums);
    if (sums.evaluations > 0) {
      sent.push(
        `${counted(sums.evaluations, "score")} of the model on your held-out pictures, counted by class: ${counted(sums.evaluationBytes, "byte")}.`,
      );
    }
    if (progress.runId !== undefined) {
      sent.push(
        "On joining: your name in the run, the token, your class names and how many pictures (unless the run hides that).",
      );
    }
    this.sent.replaceChildren(...sent.map(item));
    const yours =
      pictures.count === 0
        ? "Pictures."
        : `Your ${counted(pictures.count, "picture")} (${formatBytes(pictures.bytes)}).`;
    this.unsent.replaceChildren(
      ...[
        yours,
        sums.sums.contributions === 0
          ? "Their features, the numbers that the backbone makes of them."
          : "The features of single pictures, but for what sums give away (see there).",
        "File names, and which class a single picture has.",
      ].map(item),
    );
  }

  private write({ log }: Progress): void {
    const last = log.at(-1);
    if (last === this.lastLine) {
      return;
    }
    const known = log.indexOf(this.lastLine as LogLine);
    for (const { at, text } of log.slice(known + 1)) {
      const time = new Date(at);
      this.log.append(
        h("p", {}, h("time", { class: "number muted", datetime: time.toISOString() }, clock(time)), " ", text),
      );
    }
    while (this.log.children.length > 200) {
      this.log.firstElementChild!.remove();
    }
    this.lastLine = last;
  }
}

/** What was sent of work on the person's pictures, a sentence each. */
function contributed({ changes, sums, scores, clipped, noised }: Tally): string[] {
  const lines = [
    ...line(changes, `${counted(changes.contributions, "change")} to the model's last layer`),
    ...line(sums, `Sums over your pictures, of their features or of gradients, ${times(sums)}`),
    ...(sums.contributions > 0
      ? [
          sums.masked === sums.contributions
            ? "With one picture of a class these give that picture's features: the masks alone hide them."
            : "With one picture of a class these give that picture's features, to whoever runs the coordinator.",
        ]
      : []),
    ...line(scores, `Scores of candidates for the model on your held-out pictures, ${times(scores)}`),
    ...(clipped > 0 ? [`Clipped to a length that the run sets: ${count(clipped)}.`] : []),
    ...(noised > 0 ? [`With noise from this browser: ${count(noised)}.`] : []),
  ];
  return lines.length === 0 ? ["No change to the model yet."] : lines;
}

function times({ contributions }: Part): string {
  return contributions === 1 ? "once" : `${count(contributions)} times`;
}

function line(part: Part, what: string): string[] {
  const { contributions, numbers, bytes, masked } = part;
  if (contributions === 0) {
    return [];
  }
  const how = masked === 0 ? "not masked" : masked === contributions ? "all masked" : `${count(masked)} of them masked`;
  return [`${what}: ${counted(numbers, "number")}, ${counted(bytes, "byte")}, ${how}.`];
}

function rowOf({ round, receipt, reason, sent }: RoundRow): HTMLElement {
  const how = [sent.masked ? "masked" : "", sent.clipped ? "clipped" : "", sent.noised ? "noise" : ""].filter(
    (s) => s !== "",
  );
  const tone = receipt === undefined ? "" : receipt === "accepted" || receipt === "duplicate" ? "good" : "bad";
  return h(
    "tr",
    { "data-round": round, "data-receipt": receipt ?? "none", "data-kind": sent.kind },
    h("td", {}, count(round)),
    h("td", {}, h("span", { class: `tag ${tone}` }, receiptWords(receipt))),
    h("td", {}, sent.kind === "contribution" ? counted(sent.values, "number") : counted(sent.values, "score")),
    h("td", {}, formatBytes(sent.bytes)),
    h(
      "td",
      {},
      how.length > 0 ? how.join(", ") : "in the open",
      reason ? h("span", { class: "small muted" }, ` (${reason})`) : undefined,
    ),
  );
}

function bytes(into: HTMLElement, value: number): void {
  into.dataset.bytes = String(value);
  into.textContent = counted(value, "byte");
}

function clock(time: Date): string {
  return [time.getHours(), time.getMinutes(), time.getSeconds()].map((part) => String(part).padStart(2, "0")).join(":");
}
