import { h } from "./h";

export type Tone = "info" | "good" | "warn" | "bad";

/** A sentence in a box, read out when it appears: at once if something is wrong, else when there is a pause. */
export function notice(tone: Tone, text: string, ...more: Node[]): HTMLElement {
  const role = tone === "bad" ? "alert" : "status";
  return h("div", { class: `notice ${tone}`, role }, h("p", {}, text), ...more);
}

/**
 * A {@link notice} at the top of the page's content, with a button that takes it away.
 *
 * @param topic what it is about: a newer one about the same replaces it
 */
export function toast(text: string, tone: Tone = "info", topic: string = text): void {
  const main = document.querySelector("main");
  if (!main) {
    return;
  }
  for (const older of main.querySelectorAll<HTMLElement>(".toast")) {
    if (older.dataset.topic === topic) {
      older.remove();
    }
  }
  const box = notice(
    tone,
    text,
    h("button", { type: "button", class: "quiet", onclick: () => box.remove() }, "Dismiss"),
  );
  box.classList.add("toast");
  box.dataset.topic = topic;
  main.prepend(box);
}
