/** Values of an attribute: `true` is the bare attribute, `false` and `undefined` leave it away, `on…` takes a listener. */
export type Attribute = string | boolean | number | EventListener | undefined;

/**
 * Builds one element: `h("button", { class: "primary", onclick: () => … }, "Save")`. Text is always text, never markup.
 * An attribute `style` would be refused by the pages' Content-Security-Policy: set properties on `element.style` instead.
 */
export function h(
  tag: string,
  attrs: Record<string, Attribute> = {},
  ...children: (Node | string | undefined)[]
): HTMLElement {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attrs)) {
    if (typeof value === "function") {
      element.addEventListener(name.replace(/^on/, ""), value);
    } else if (value === true) {
      element.setAttribute(name, "");
    } else if (value !== false && value !== undefined) {
      element.setAttribute(name, String(value));
    }
  }
  element.append(...children.filter((child) => child !== undefined));
  return element;
}

/** One element of a drawing, in SVG's namespace; attributes only. */
export function svg(tag: string, attrs: Record<string, string | number>, ...children: Node[]): SVGElement {
  const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attrs)) {
    element.setAttribute(name, String(value));
  }
  element.append(...children);
  return element;
}
