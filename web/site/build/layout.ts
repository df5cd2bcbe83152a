import { type Document, html } from "./markdown.ts";
import type { Group } from "./menu.ts";
import { relative } from "./sources.ts";

/** All that a page shows beside its text. */
export interface Frame {
  readonly groups: readonly Group[];
  readonly version: string;
}

/** From this many sections on a page has a list of them. */
const LISTED = 3;

export function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}

/** A whole page. Every address in it is relative, so that it can be opened from a disk. */
export function layout(file: string, address: string, document: Document, frame: Frame): string {
  const to = (target: string) => relative(address, target);
  const group = frame.groups.find(({ pages }) => pages.some((page) => page.address === address));
  const title = document.title === "Headwater" ? "Headwater" : `${document.title} – Headwater`;
  return `<!doctype html>
<html lang="en" data-root="${to("index.html").replace(/index\.html$/, "")}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escaped(title)}</title>
<link rel="icon" type="image/svg+xml" href="${to("assets/icon.svg")}">
<link rel="stylesheet" href="${to("assets/site.css")}">
<script src="${to("assets/site.js")}" defer></script>
</head>
<body>
<a href="#main" class="skip">Skip to content</a>
<header class="top"><div class="inside">
<a href="${to("index.html")}" class="brand" aria-label="Headwater, contents">
<svg class="mark" viewBox="0 0 32 32" aria-hidden="true" focusable="false">\
<path d="M5 5c0 9 11 7 11 15"/><path d="M27 5c0 9-11 7-11 15"/><path d="M16 4v24"/></svg>
<span>Headwater</span></a>
<form role="search" class="search" hidden>
<label class="visually-hidden" for="query">Search the documentation</label>
<input id="query" type="search" placeholder="Search" autocomplete="off" spellcheck="false" aria-keyshortcuts="/">
<p class="visually-hidden" role="status"></p>
<ul class="results" hidden></ul>
</form>
</div></header>
<div class="page">
<details class="menu" open><summary>Contents</summary>
<nav aria-label="Contents">
${frame.groups.map((each) => menuGroup(each, address)).join("\n")}
</nav></details>
${sectionList(document)}
<main id="main" tabindex="-1">
<p class="group">${escaped(group?.heading ?? "Documentation")}</p>
${html(document)}</main>
</div>
<footer class="bottom"><p>Headwater ${escaped(frame.version)}. Made from <code>${escaped(file)}</code>.</p></footer>
</body>
</html>
`;
}

function menuGroup({ heading, pages }: Group, address: string): string {
  const items = pages.map((page) => {
    const current = page.address === address ? ' aria-current="page"' : "";
    return `<li><a href="${relative(address, page.address)}"${current}>${escaped(page.name)}</a></li>`;
  });
  return `<h2>${escaped(heading)}</h2>\n<ul>\n${items.join("\n")}\n</ul>`;
}

function sectionList(document: Document): string {
  const sections = document.sections.filter(({ level }) => level === 2);
  if (sections.length < LISTED) return "";
  const items = sections.map(({ anchor, heading }) => `<li><a href="#${anchor}">${escaped(heading)}</a></li>`);
  return `<details class="sections" open><summary>On this page</summary>
<nav aria-label="On this page"><ul>
${items.join("\n")}
</ul></nav></details>`;
}
