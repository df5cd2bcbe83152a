import "../../src/ui/theme.css";
import "../../src/ui/parts.css";
import "./site.css";
import { searchBox } from "./searchBox";

const root = document.documentElement.dataset.root ?? "";
searchBox(document.querySelector("form.search") as HTMLFormElement, root);

/** Lists beside the text are open where there is room for them. */
function opens(details: HTMLDetailsElement | null, from: string): void {
  if (details === null) return;
  const room = matchMedia(`(min-width: ${from})`);
  const follow = () => {
    details.open = room.matches;
  };
  room.addEventListener("change", follow);
  follow();
}
opens(document.querySelector("details.menu"), "56rem");
opens(document.querySelector("details.sections"), "80rem");
document.querySelector("nav [aria-current]")?.scrollIntoView({ block: "nearest" });

/** What scrolls sideways can be scrolled with keys. */
const boxes = new ResizeObserver((seen) => {
  for (const { target } of seen) {
    const box = target.closest<HTMLElement>("pre, .scroll") as HTMLElement;
    if (box.scrollWidth > box.clientWidth) box.tabIndex = 0;
    else box.removeAttribute("tabindex");
  }
});
for (const box of document.querySelectorAll("pre, .scroll, .scroll > table")) boxes.observe(box);
