import { formatDuration, formatPercent } from "../ui/format";
import { h } from "../ui/h";
import type { Seen } from "./classifier";
import type { Guess } from "./score";

/** One picture and what the model makes of it. */
export class ResultCard {
  readonly element: HTMLElement;
  /** Its features, kept so that another model answers at once. */
  seen: Seen | undefined;
  private readonly url: string;
  private readonly body = h("div", { class: "verdict" });

  constructor(
    readonly name: string,
    readonly file: Blob,
    onRemove: (card: ResultCard) => void,
  ) {
    this.url = URL.createObjectURL(file);
    const picture = h("img", { src: this.url, alt: "", decoding: "async" });
    const frame = h("div", { class: "picture" }, picture);
    // What the browser cannot draw has a sentence beside it; a broken image says nothing more.
    picture.addEventListener("error", () => frame.classList.add("unseen"));
    const remove = h(
      "button",
      { type: "button", class: "quiet remove", "aria-label": `Remove ${name}`, onclick: () => onRemove(this) },
      "Remove",
    );
    this.element = h(
      "li",
      { class: "card result", "data-testid": "result", "data-name": name },
      frame,
      h("div", { class: "stack tight" }, h("div", { class: "spread title" }, h("h3", {}, name), remove), this.body),
    );
    this.wait("Waiting…");
  }

  /** Says that there is no answer yet, and why. */
  wait(why: string): void {
    this.element.removeAttribute("data-label");
    this.body.replaceChildren(h("p", { class: "muted" }, why));
  }

  /** The likeliest classes as bars, with the time that it took. */
  show(guesses: Guess[], model: string, elapsedMs: number): void {
    this.element.dataset.label = guesses[0].label;
    this.body.replaceChildren(
      h("ol", { class: "guesses", "aria-label": `Likeliest classes of ${this.name}` }, ...guesses.map(row)),
      h(
        "p",
        { class: "small muted" },
        h("span", { class: "number", "data-testid": "elapsed" }, formatDuration(elapsedMs)),
        ` · ${model}`,
      ),
    );
  }

  /** A sentence in place of an answer. */
  fail(sentence: string): void {
    this.element.removeAttribute("data-label");
    this.element.classList.add("failed");
    this.body.replaceChildren(h("p", { class: "notice bad", role: "alert", "data-testid": "result-error" }, sentence));
  }

  /** Frees the picture's memory. */
  remove(): void {
    URL.revokeObjectURL(this.url);
    this.element.remove();
  }
}

/** ImageNet's long lists of synonyms: the first name is the one that is read. */
function wording(label: string): (Node | string)[] {
  const end = label.length > 24 ? label.indexOf(", ") : -1;
  return end < 0 ? [label] : [label.slice(0, end), h("span", { class: "synonyms" }, label.slice(end))];
}

function row({ label, share }: Guess): HTMLElement {
  const bar = h("span", {});
  bar.style.setProperty("--share", share.toFixed(4));
  return h(
    "li",
    { "data-testid": "guess", "data-label": label, "data-share": share.toFixed(6) },
    h("span", { class: "label" }, ...wording(label)),
    h("span", { class: "number" }, formatPercent(share)),
    h("span", { class: "bar", "aria-hidden": "true" }, bar),
  );
}
