import "./classify.css";
import { CoordinatorGone, keeping, TokenRequired } from "../model/catalogue";
import { cameraDialog } from "../ui/camera";
import { formatBytes, formatRun } from "../ui/format";
import { h, svg } from "../ui/h";
import { notice, toast } from "../ui/notice";
import { tokenForm } from "../ui/tokenForm";
import { type Choice, Classifier, type Sources } from "./classifier";
import { takeFiles } from "./intake";
import { ModelPanel } from "./modelPanel";
import { ResultCard } from "./resultCard";
import { nameOf, noHeadSentence, progressSentence } from "./words";

/** More results than this would fill a phone's memory with pictures: the oldest go. */
const MAX_RESULTS = 60;

/** How often the coordinator is asked for a newer model, in milliseconds, while somebody looks. */
const LOOK_EVERY = 10_000;

/** The page that classifies: fills the elements of {@link ClassifyPage.elements} for the lifetime of its tab. */
export class ClassifyPage {
  private readonly classifier: Classifier;
  private readonly panel: ModelPanel;
  private readonly state = h("div", { class: "stack", "data-testid": "state" });
  private readonly list = h("ul", { class: "results", "aria-label": "Results" });
  private readonly spoken = h("p", { class: "visually-hidden", role: "status", "aria-live": "polite" });
  private readonly clear = h(
    "button",
    { type: "button", class: "quiet remove", onclick: () => this.removeAll() },
    "Remove all",
  );
  private readonly resultsHead = h("div", { class: "spread", hidden: true }, h("h2", {}, "Results"), this.clear);
  private readonly zone: HTMLElement;
  private cards: ResultCard[] = [];
  private work: Promise<void> = Promise.resolve();
  private looking = false;
  private toldFull = false;
  private askedToPersist = false;
  private readonly failed = new WeakSet<ResultCard>();

  constructor(private readonly sources: Sources) {
    this.classifier = new Classifier(sources, () => this.tell());
    this.panel = new ModelPanel((choice) => this.choose(choice));
    this.zone = this.dropZone();
  }

  /** What goes into `main`. */
  elements(): HTMLElement[] {
    return [
      h(
        "div",
        { class: "stack loose classify" },
        h(
          "div",
          { class: "stack tight" },
          h("h1", {}, "What is in your picture?"),
          h("p", { class: "lead" }, "The model comes to this page and looks here. Your pictures stay with you."),
        ),
        this.zone,
        this.panel.element,
        this.state,
        h("section", { class: "stack", "aria-label": "Results" }, this.resultsHead, this.list),
        this.spoken,
      ),
    ];
  }

  /** Begins: takes pictures from now on, loads the model, and looks for newer ones while the tab is seen. */
  start(): void {
    takeFiles(
      (files) => this.add(files),
      (sentence) => toast(sentence, "warn"),
    );
    this.look();
    const lookIfSeen = () => {
      if (document.visibilityState === "visible") {
        this.look();
      }
    };
    setInterval(lookIfSeen, LOOK_EVERY);
    addEventListener("online", lookIfSeen);
    addEventListener("offline", lookIfSeen);
    document.addEventListener("visibilitychange", lookIfSeen);
  }

  private dropZone(): HTMLElement {
    const input = h("input", {
      type: "file",
      id: "files",
      class: "visually-hidden",
      accept: "image/*",
      multiple: true,
      "data-testid": "file-input",
      onchange: () => {
        this.add(Array.from(input.files ?? []));
        input.value = ""; // so that the same file can be chosen again
      },
    }) as HTMLInputElement;
    const camera = () => {
      cameraDialog((picture) => this.add([picture])).catch((e: unknown) => toast(sentenceOf(e), "warn"));
    };
    return h(
      "section",
      { class: "zone", "aria-label": "Choose pictures" },
      pictureDrawing(),
      h("p", { class: "invitation" }, "Drop pictures anywhere, or paste one"),
      h(
        "div",
        { class: "row" },
        input,
        h("label", { for: "files", class: "button primary" }, "Choose pictures"),
        h("button", { type: "button", onclick: camera }, "Use the camera"),
      ),
    );
  }

  private add(files: Blob[]): void {
    const taken = files.slice(0, MAX_RESULTS);
    if (files.length > taken.length) {
      toast(
        `${files.length} pictures at once (expected: up to ${MAX_RESULTS}; the first ${MAX_RESULTS} are taken, add the others afterwards).`,
        "warn",
      );
    }
    const cards = taken.map((file) => new ResultCard(nameOfFile(file), file, (card) => this.remove(card)));
    this.list.prepend(...cards.map((card) => card.element));
    this.cards = [...cards, ...this.cards];
    for (const card of this.cards.splice(MAX_RESULTS)) {
      card.remove();
    }
    this.arrange();
    this.process();
  }

  private remove(card: ResultCard): void {
    card.remove();
    this.cards = this.cards.filter((other) => other !== card);
    this.arrange();
    (this.zone.querySelector("input") as HTMLElement).focus();
  }

  private removeAll(): void {
    for (const card of this.cards) {
      card.remove();
    }
    this.cards = [];
    this.arrange();
    (this.zone.querySelector("input") as HTMLElement).focus();
  }

  private arrange(): void {
    this.resultsHead.hidden = this.cards.length === 0;
    this.zone.classList.toggle("compact", this.cards.length > 0);
  }

  /** Looks at the pictures that have no features yet, one after the other; those of an older backbone again. */
  private process(): void {
    this.work = this.work.then(async () => {
      for (let card = this.next(); card; card = this.next()) {
        card.wait("Looking…");
        const { engine } = this.classifier;
        try {
          card.seen = await this.classifier.see(card.file);
          this.show(card, true);
        } catch (e) {
          // An engine that was replaced underway says nothing about the picture.
          if (engine === this.classifier.engine) {
            this.failed.add(card);
            card.fail(sentenceOf(e));
          }
        }
      }
    });
  }

  private next(): ResultCard | undefined {
    if (!this.classifier.engine || !this.classifier.run) {
      return undefined;
    }
    return this.cards.find((card) => !this.failed.has(card) && !(card.seen && this.classifier.isCurrent(card.seen)));
  }

  private show(card: ResultCard, aloud = false): void {
    const { run, head, choice } = this.classifier;
    if (!card.seen || !run || !this.classifier.isCurrent(card.seen)) {
      return;
    }
    const guesses = this.classifier.guesses(card.seen);
    if (!guesses) {
      card.wait("Looked at. The answer comes with the first round.");
      return;
    }
    const classes = this.classifier.layer(choice)?.labels.length ?? 0;
    card.show(guesses, nameOf(choice, run, head?.round, classes), card.seen.elapsedMs);
    if (aloud) {
      this.spoken.textContent = `${card.name}: ${guesses[0].label}, ${Math.round(100 * guesses[0].share)} percent`;
    }
  }

  private choose(choice: Choice): void {
    this.classifier.choice = choice;
    this.classifier.chosen = true;
    this.tell();
  }

  /** One look at the coordinator at a time; what it brings is shown. */
  private look(): void {
    if (this.looking) {
      return;
    }
    this.looking = true;
    this.lookNow()
      .catch((e: unknown) => this.tellFault(e))
      .finally(() => {
        this.looking = false;
      });
  }

  private async lookNow(): Promise<void> {
    const first = !this.classifier.engine;
    const before = this.classifier.head?.round;
    const news = await this.classifier.refresh((loaded, total, elapsedMs) => this.progress(loaded, total, elapsedMs));
    this.tell();
    const { run, head } = this.classifier;
    if (!first && news !== "nothing" && run && head && this.cards.length > 0) {
      const was = before === undefined ? "" : ` (it was round ${before})`;
      toast(
        `The model changed: now round ${head.round} of run ${formatRun(run.runId)}${was}. The run's answers are the new model's.`,
        "info",
        "model",
      );
    }
    if (keeping() === "kept" && !this.askedToPersist) {
      this.askedToPersist = true;
      navigator.storage?.persist?.().catch(() => {}); // a wish; the browser decides
    } else if (keeping() === "full" && !this.toldFull) {
      this.toldFull = true;
      toast(
        "The storage of this device is full: the model works now, but will not be there without network (expected: room for " +
          `${formatBytes(run?.backbone.file?.size ?? 0)}; delete something, then load this page again).`,
        "warn",
      );
    }
    this.process();
  }

  private progress(loaded: number, total: number, elapsedMs: number): void {
    const known = this.state.querySelector("progress");
    const words = progressSentence(loaded, total, elapsedMs);
    if (known) {
      known.value = loaded;
      known.nextElementSibling?.replaceChildren(words);
      return;
    }
    const bar = h("progress", { max: total, value: loaded, "aria-label": "Loading the model" });
    this.state.replaceChildren(
      h("div", { class: "card stack tight loading" }, bar, h("p", { class: "number" }, words)),
    );
  }

  /** Everything that depends on the model anew: panel, notices, results. */
  private tell(): void {
    const { run, choice } = this.classifier;
    if (!run) {
      return;
    }
    this.panel.show(this.classifier, this.sources.now());
    const missing = choice === "run" && !this.classifier.head;
    const words = missing ? noHeadSentence(run, this.classifier.layer("pretrained") !== undefined) : undefined;
    if (words !== this.state.textContent) {
      this.state.replaceChildren(...(words ? [notice("info", words)] : []));
    }
    for (const card of this.cards) {
      this.show(card);
    }
  }

  private tellFault(e: unknown): void {
    if (e instanceof TokenRequired) {
      if (!this.state.querySelector("form")) {
        this.state.replaceChildren(tokenForm(e.message, () => this.afterToken()));
      }
      return;
    }
    const again = h("button", { type: "button", onclick: () => this.look() }, "Try again");
    const words = sentenceOf(e);
    if (this.state.querySelector(".notice.bad p")?.textContent !== words) {
      this.state.replaceChildren(notice(e instanceof CoordinatorGone ? "warn" : "bad", words, again));
    }
    for (const card of this.cards.filter(({ seen }) => !seen && !this.classifier.engine)) {
      card.wait("Waiting for the model…");
    }
  }

  private afterToken(): void {
    this.state.replaceChildren();
    this.look();
  }
}

function pictureDrawing(): SVGElement {
  return svg(
    "svg",
    { viewBox: "0 0 32 32", "aria-hidden": "true", focusable: "false" },
    svg("rect", { x: 3, y: 5.5, width: 26, height: 21, rx: 4 }),
    svg("circle", { cx: 11, cy: 12.5, r: 2.4 }),
    svg("path", { d: "m4 23 7-6 5.5 4.5 5-5 7 6.5" }),
  );
}

function nameOfFile(file: Blob): string {
  return file instanceof File && file.name !== "" ? file.name : "Camera picture";
}

function sentenceOf(e: unknown): string {
  return e instanceof Error ? e.message : String(e);
}
