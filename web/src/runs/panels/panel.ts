import { h } from "../../ui/h";
import type { WatchState } from "../state";

/** A part of the page. */
export interface Panel {
  element: HTMLElement;
  /** Shows the state; cheap where nothing that it shows has changed. */
  update(state: WatchState, now: number): void;
}

/**
 * A titled part whose content is built anew only when `key` is another: what is not touched keeps
 * focus, selection and scrolling. Hidden where the key is undefined.
 */
export function keyedPanel(
  title: string,
  className: string,
  key: (state: WatchState, now: number) => unknown,
  content: (state: WatchState, now: number) => (Node | string)[],
): Panel {
  const id = `panel-${className}`;
  const body = h("div", { class: "panel-body" });
  const element = h("section", { class: `panel ${className}`, "aria-labelledby": id }, h("h2", { id }, title), body);
  element.hidden = true;
  let shown: string | undefined;
  return {
    element,
    update(state, now) {
      const value = key(state, now);
      element.hidden = value === undefined;
      const text = value === undefined ? undefined : JSON.stringify(value, plain);
      if (text !== undefined && text !== shown) {
        body.replaceChildren(...content(state, now));
      }
      shown = text;
    },
  };
}

function plain(_name: string, value: unknown): unknown {
  return typeof value === "bigint" ? String(value) : value;
}

/** A table in a box of its own that scrolls sideways, by keyboard too. */
export function table(caption: string, columns: readonly Column[], rows: readonly (Node | string)[][]): HTMLElement {
  return h(
    "div",
    { class: "table-box", role: "region", "aria-label": caption, tabindex: 0 },
    h(
      "table",
      {},
      h("caption", {}, caption),
      h(
        "thead",
        {},
        h(
          "tr",
          {},
          ...columns.map(({ name, number }) => h("th", { scope: "col", class: number ? "num" : undefined }, name)),
        ),
      ),
      h(
        "tbody",
        {},
        ...rows.map((row) =>
          h(
            "tr",
            {},
            ...row.map((cell, i) =>
              i === 0
                ? h("th", { scope: "row", class: columns[i].number ? "num" : undefined }, cell)
                : h("td", { class: columns[i].number ? "num" : undefined }, cell),
            ),
          ),
        ),
      ),
    ),
  );
}

/** A column of a table; figures stand to the right. */
export interface Column {
  name: string;
  number?: boolean;
}
