import { formatPercent } from "../../ui/format";
import { h } from "../../ui/h";
import type { Verdict } from "../live/preview";
import { listed } from "../words";

/** What the camera's part may ask for. */
export interface LiveActions {
  on(): void;
  off(): void;
  turn(): void;
  /** A picture to try instead of the camera. */
  choose(file: File): void;
}

/** What the camera's part shows. */
export interface LiveViewState {
  /** Why no camera can be had here. */
  readonly obstacle: string | undefined;
  readonly on: boolean;
  readonly opening: boolean;
  readonly recording: boolean;
  readonly labels: readonly string[];
  /** Of the newest model, undefined before its first. */
  readonly round: number | undefined;
  /** Whether something is in front of the model. */
  readonly looking: boolean;
  readonly busy: boolean;
}

/** Milliseconds between two words about what is seen: nobody listens faster. */
const SPOKEN_MS = 2000;

/** One camera, and bars that say what the class's model sees in it. */
export class LiveView {
  readonly element = h("div", { class: "live", hidden: true });
  private readonly frame = h("div", { class: "frame" });
  private readonly empty = h("p", { class: "muted small" });
  private readonly onButton: HTMLButtonElement;
  private readonly offButton: HTMLButtonElement;
  private readonly turnButton: HTMLButtonElement;
  private readonly file: HTMLInputElement;
  private readonly said = h("p", { class: "small said", role: "status", "data-testid": "live-said" });
  private readonly problem = h("p", { class: "notice warn small", role: "alert", "data-testid": "live-trouble" });
  private readonly words = h("p", { class: "small muted", "data-testid": "preview-words" });
  private readonly bars = h("ul", { class: "bars", "aria-label": "What the class's model sees", hidden: true });
  private readonly spoken = h("p", { class: "visually-hidden", role: "status" });
  private rows = new Map<string, { row: HTMLElement; bar: HTMLElement; number: HTMLElement }>();
  private url: string | undefined;
  private state: LiveViewState | undefined;
  private broken: string | undefined;
  private spokeAt = 0;
  private spoke = "";

  constructor(actions: LiveActions) {
    const button = (text: string, id: string, press: () => void, kind = "") =>
      h("button", { type: "button", class: kind, "data-testid": id, onclick: press }, text) as HTMLButtonElement;
    this.onButton = button("Turn on the camera", "camera-on", actions.on, "primary");
    this.offButton = button("Turn off", "camera-off", actions.off);
    this.turnButton = button("Turn round", "camera-turn", actions.turn);
    this.file = h("input", {
      type: "file",
      accept: "image/*",
      class: "visually-hidden",
      "data-testid": "try-file",
      "aria-label": "Try a picture",
      onchange: () => {
        const [file] = this.file.files ?? [];
        this.file.value = "";
        if (file) {
          actions.choose(file);
        }
      },
    }) as HTMLInputElement;
    this.frame.append(this.empty);
    this.element.append(
      h(
        "div",
        { class: "stack tight view" },
        this.frame,
        h(
          "div",
          { class: "row" },
          this.onButton,
          this.offButton,
          this.turnButton,
          h("label", { class: "button" }, "Try a picture", this.file),
        ),
      ),
      h(
        "section",
        { class: "stack tight", "aria-labelledby": "preview-title" },
        h("h3", { id: "preview-title" }, "Try it now"),
        this.words,
        this.bars,
        this.spoken,
        this.said,
        this.problem,
      ),
    );
  }

  /** The camera's picture, or none. */
  live(video: HTMLVideoElement | undefined): void {
    this.picture(undefined);
    this.frame.querySelector("video")?.remove();
    if (video !== undefined) {
      video.setAttribute("aria-label", "What the camera sees");
      this.frame.append(video);
    }
  }

  /** A chosen picture in front of the camera's, or none. */
  picture(file: File | undefined): void {
    if (this.url !== undefined) {
      URL.revokeObjectURL(this.url);
      this.url = undefined;
    }
    this.frame.querySelector("img")?.remove();
    if (file !== undefined) {
      this.url = URL.createObjectURL(file);
      this.frame.append(h("img", { src: this.url, alt: file.name }));
    }
  }

  say(text: string): void {
    this.said.textContent = text;
    this.problem.textContent = "";
  }

  /** Something that was not meant to be. */
  trouble(text: string): void {
    this.said.textContent = "";
    this.problem.textContent = text;
  }

  /** Why nothing can be tried. */
  fault(text: string | undefined): void {
    if (text !== this.broken) {
      this.broken = text;
      this.wording();
    }
  }

  show(verdict: Verdict | undefined): void {
    this.bars.hidden = verdict === undefined;
    if (verdict === undefined) {
      return;
    }
    const labels = verdict.shares.map(({ label }) => label);
    if (labels.join("\n") !== [...this.rows.keys()].join("\n")) {
      this.rows = new Map(labels.map((label) => [label, row(label)]));
      this.bars.replaceChildren(...[...this.rows.values()].map(({ row }) => row));
    }
    const top = verdict.shares.reduce((best, one) => (one.share > best.share ? one : best));
    for (const { label, share } of verdict.shares) {
      const { row, bar, number } = this.rows.get(label)!;
      bar.style.setProperty("--share", share.toFixed(4));
      number.textContent = formatPercent(share);
      row.dataset.share = share.toFixed(6);
      row.classList.toggle("likeliest", label === top.label);
    }
    this.bars.dataset.label = top.label;
    this.bars.dataset.round = String(verdict.round);
    const now = performance.now();
    if (top.label !== this.spoke && now - this.spokeAt > SPOKEN_MS) {
      this.spoke = top.label;
      this.spokeAt = now;
      this.spoken.textContent = `It looks like ${top.label}.`;
    }
  }

  update(state: LiveViewState): void {
    this.state = state;
    const { obstacle, on, opening, recording, looking, busy, round } = state;
    this.onButton.hidden = on || obstacle !== undefined;
    this.onButton.disabled = opening;
    this.offButton.hidden = this.turnButton.hidden = !on;
    this.turnButton.disabled = recording;
    this.frame.classList.toggle("recording", recording);
    const empty =
      obstacle ?? (opening ? "Asking for the camera." : busy ? "Turn on the camera to try the model." : HOLD);
    if (this.empty.textContent !== empty) {
      this.empty.textContent = empty;
    }
    if (!looking || round === undefined) {
      this.bars.hidden = true;
    }
    this.wording();
  }

  private wording(): void {
    if (this.state === undefined) {
      return;
    }
    const { round, labels, looking } = this.state;
    const classes = labels.length === 0 ? "The classes come from your teacher. " : "";
    const text =
      this.broken ??
      (round === undefined
        ? `${classes}Bars for ${labels.length === 0 ? "them" : listed(labels)} appear here after the first round of training.`
        : looking
          ? `By the class's model of round ${round}:`
          : `The class's model of round ${round} is here. Turn on the camera or try a picture; pictures that you try are not kept.`);
    if (this.words.textContent !== text) {
      this.words.textContent = text;
    }
  }
}

const HOLD = "Turn on the camera, then hold a class's button to record pictures of it.";

function row(label: string): { row: HTMLElement; bar: HTMLElement; number: HTMLElement } {
  const bar = h("span", {});
  const number = h("span", { class: "number" });
  const item = h(
    "li",
    { "data-testid": "preview-bar", "data-label": label },
    h("span", { class: "label" }, label),
    number,
    h("span", { class: "bar", "aria-hidden": "true" }, bar),
  );
  return { row: item, bar, number };
}
