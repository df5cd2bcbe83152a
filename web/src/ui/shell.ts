import "./theme.css";
import "./parts.css";
import { h, svg } from "./h";
import { installButton } from "./install";
import { registerWorker } from "./worker";

export type Page = "classify" | "join" | "runs" | "classroom";

const LINKS: { page: Page; href: string; name: string }[] = [
  { page: "classify", href: "/", name: "Classify" },
  { page: "join", href: "/join", name: "Take part" },
  { page: "runs", href: "/runs", name: "Watch" },
];

const PROMISES: Record<Page, string> = {
  classify: "Your pictures stay in this tab. The model comes to them; nothing about them is sent.",
  join: "Your pictures stay in this tab. What leaves is a change to the model's last layer, or sums over your pictures, and this page says which and how much.",
  classroom:
    "Pictures stay on the pupils' devices. This page sees who takes part and how good the model is, never a picture.",
  runs: "Your pictures stay in this tab. This page only reads what the coordinator tells everybody.",
};

/** Three springs that run into one stream. */
function mark(): SVGElement {
  const stream = (d: string) => svg("path", { d });
  return svg(
    "svg",
    { viewBox: "0 0 32 32", class: "mark", "aria-hidden": "true", focusable: "false" },
    stream("M5 5c0 9 11 7 11 15"),
    stream("M27 5c0 9-11 7-11 15"),
    stream("M16 4v24"),
  );
}

/** Tells whether the network is there; says nothing while it is. */
function offlineBadge(): HTMLElement {
  const badge = h("span", { class: "badge", role: "status", "data-testid": "offline" });
  const tell = () => {
    badge.textContent = navigator.onLine ? "" : "Offline";
  };
  addEventListener("online", tell);
  addEventListener("offline", tell);
  tell();
  return badge;
}

/** Fills the page: skip link, header with the three places, `main` with the children, footer. Call once. */
export function shell(current: Page, ...children: Node[]): void {
  const link = LINKS.map(({ page, href, name }) =>
    h("a", { href, "aria-current": page === current ? "page" : undefined }, name),
  );
  document.body.replaceChildren(
    h("a", { href: "#main", class: "skip" }, "Skip to content"),
    h(
      "header",
      { class: "top" },
      h(
        "div",
        { class: "inside" },
        h("a", { href: "/", class: "brand", "aria-label": "Headwater" }, mark(), h("span", {}, "Headwater")),
        h("nav", { "aria-label": "Pages" }, ...link),
        h("span", { class: "corner" }, offlineBadge(), installButton()),
      ),
    ),
    h("main", { id: "main", tabindex: -1 }, ...children),
    h("footer", { class: "bottom" }, h("p", {}, PROMISES[current])),
  );
  registerWorker();
}
