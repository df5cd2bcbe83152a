import { h } from "../../src/ui/h";
import { type Row, Search } from "./search";

declare global {
  interface Window {
    headwaterWords?: Row[];
  }
}

/** Makes the search box work. Its words are loaded when somebody first goes there. */
export function searchBox(form: HTMLFormElement, root: string): void {
  const input = form.querySelector("input") as HTMLInputElement;
  const list = form.querySelector("ul") as HTMLUListElement;
  const status = form.querySelector("[role=status]") as HTMLElement;
  let search: Promise<Search> | undefined;
  form.hidden = false;

  const begin = () => {
    search ??= load(`${root}assets/words.js`);
    search.catch(() => {
      status.textContent = "The search cannot load its words.";
    });
  };
  const close = () => {
    list.hidden = true;
  };
  const show = async () => {
    begin();
    const query = input.value.trim();
    const hits = query === "" ? [] : ((await search)?.hits(query) ?? []);
    if (query !== input.value.trim()) return; // more was typed meanwhile
    list.replaceChildren(
      ...hits.map(({ address, page, heading, excerpt }) =>
        h(
          "li",
          {},
          h(
            "a",
            { href: root + address },
            h("strong", {}, heading),
            heading === page ? "" : h("span", { class: "of" }, page),
            h("span", { class: "excerpt" }, excerpt),
          ),
        ),
      ),
    );
    if (query !== "" && hits.length === 0) list.append(h("li", { class: "none" }, "Nothing found."));
    list.hidden = query === "";
    status.textContent = query === "" ? "" : `${hits.length} found`;
  };

  input.addEventListener("focus", begin);
  input.addEventListener("input", show);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    list.querySelector("a")?.click();
  });
  form.addEventListener("focusout", (event) => {
    if (!form.contains(event.relatedTarget as Node | null)) close();
  });
  form.addEventListener("focusin", () => {
    if (list.childElementCount > 0 && input.value.trim() !== "") list.hidden = false;
  });
  form.addEventListener("click", (event) => {
    if ((event.target as Element).closest("a")) close();
  });
  form.addEventListener("keydown", (event) => {
    if (event.key === "Escape") close();
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    const stops: HTMLElement[] = [input, ...list.querySelectorAll("a")];
    const next = stops.indexOf(document.activeElement as HTMLElement) + (event.key === "ArrowDown" ? 1 : -1);
    stops[next]?.focus();
    event.preventDefault();
  });
  addEventListener("keydown", (event) => {
    if (event.key !== "/" || (event.target as Element).closest("input")) return;
    input.focus();
    event.preventDefault();
  });
}

function load(address: string): Promise<Search> {
  return new Promise((done, failed) => {
    const script = document.createElement("script");
    script.src = address;
    script.onload = () => done(new Search(window.headwaterWords ?? []));
    script.onerror = () => failed(new Error(`${address} cannot be loaded`));
    document.head.append(script);
  });
}
