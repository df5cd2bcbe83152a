import "./theme.css";
import { h } from "./h";

/** Fills the page: header with links, and the content. */
export function shell(current: "classify" | "join" | "runs", ...children: Node[]): void {
  const link = (page: string, href: string, text: string) =>
    h("a", { href, "aria-current": page === current ? "page" : undefined }, text);
  document.body.replaceChildren(
    h("a", { class: "skip", href: "#main" }, "Skip to content"),
    h(
      "header",
      { class: "site" },
      h("strong", {}, "Headwater"),
      h(
        "nav",
        { "aria-label": "Pages" },
        link("classify", "/", "Classify"),
        link("join", "/join", "Take part"),
        link("runs", "/runs", "Watch"),
      ),
    ),
    h("main", { id: "main" }, ...children),
  );
}
