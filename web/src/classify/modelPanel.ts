import { h } from "../ui/h";
import type { Choice, Classifier } from "./classifier";
import { backendName, nameOf, offlineSentence } from "./words";

/** Which model answers, a choice where there are two, and what computes it. */
export class ModelPanel {
  readonly element = h("section", { class: "model", "aria-label": "Model", hidden: true });
  private shown = "";
  private offline = false;

  constructor(private readonly onChoice: (choice: Choice) => void) {}

  /** Shows the present state; leaves everything (and the focus) alone where nothing changed. */
  show(classifier: Classifier, now: number): void {
    const { run, head, engine, choice, offlineSince, backendReason } = classifier;
    if (!run || !engine) {
      return;
    }
    const pretrained = classifier.layer("pretrained");
    const name = (which: Choice) =>
      nameOf(which, run, head?.round, (which === "run" ? head?.labels : pretrained?.labels)?.length ?? 0);
    const offline = offlineSince === undefined ? "" : offlineSentence(choice, head?.round, now - offlineSince);
    const state = [name("run"), pretrained && name("pretrained"), choice, engine.backend, backendReason, offline].join(
      "\n",
    );
    if (state === this.shown) {
      return;
    }
    this.shown = state;
    const focused = this.element.contains(document.activeElement);
    this.element.replaceChildren(
      h(
        "div",
        { class: "row" },
        pretrained ? this.segments(choice, name) : h("strong", { "data-testid": "model-choice" }, name("run")),
      ),
      h(
        "div",
        { class: "small muted" },
        h(
          "p",
          {},
          "Computed by ",
          h("span", { "data-testid": "backend", "data-backend": engine.backend }, backendName(engine.backend)),
          ` in this tab, at ${run.preprocessing.imageSize}\u00a0×\u00a0${run.preprocessing.imageSize} pixels`,
        ),
        backendReason === "" ? undefined : reason(backendReason),
      ),
    );
    if (offline !== "") {
      // Read out once, not each time its age changes.
      const role = this.offline ? undefined : "status";
      this.element.append(h("p", { class: "notice warn", role, "data-testid": "stale" }, offline));
    }
    this.offline = offline !== "";
    this.element.hidden = false;
    if (focused) {
      this.element.querySelector<HTMLInputElement>("input:checked")?.focus();
    }
  }

  private segments(choice: Choice, name: (which: Choice) => string): HTMLElement {
    const option = (which: Choice) =>
      h(
        "label",
        {},
        h("input", {
          type: "radio",
          name: "model",
          value: which,
          checked: which === choice,
          onchange: () => this.onChoice(which),
        }),
        name(which),
      );
    return h(
      "fieldset",
      { class: "segmented", "data-testid": "model-choice" },
      h("legend", { class: "visually-hidden" }, "Which model answers"),
      option("run"),
      option("pretrained"),
    );
  }
}

function reason(why: string): HTMLElement {
  return h(
    "details",
    { "data-testid": "backend-reason" },
    h("summary", {}, "Why not faster?"),
    h("p", {}, `${why}. Answers are the same; turn on graphics acceleration in the browser's settings for speed.`),
  );
}
