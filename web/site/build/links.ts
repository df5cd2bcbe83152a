import { readFileSync } from "node:fs";
import { join, posix } from "node:path";
import type { Token } from "markdown-it";
import { attribute, type Document, everyToken } from "./markdown.ts";
import { relative, type Sources } from "./sources.ts";

/** What the links of all pages led to. */
export interface Found {
  /** Sentences: each a link that leads nowhere. */
  readonly problems: string[];
  /** Pictures, by their paths from the root. */
  readonly pictures: Set<string>;
  /** Pages that a page links to, by their files. */
  readonly links: Map<string, Set<string>>;
}

const ELSEWHERE = /^(https?:|mailto:)/;

/** Turns links between files into links between pages, in place. */
export function resolve(file: string, documents: ReadonlyMap<string, Document>, sources: Sources, found: Found): void {
  const here = sources.address(file) as string;
  const targets = new Set<string>();
  found.links.set(file, targets);
  const closing: Token[] = [];
  for (const { token, line } of everyToken((documents.get(file) as Document).tokens)) {
    const wrong = (what: string) => found.problems.push(`${file}:${line}: ${what}`);
    if (token.type === "html_block" || token.type === "html_inline") {
      if (!/^\s*<!--[\s\S]*-->\s*$/.test(token.content)) wrong("HTML (expected: Markdown, or a comment)");
    } else if (token.type === "image") {
      picture(token, wrong);
    } else if (token.type === "link_open") {
      closing.push(token);
      link(token, wrong);
    } else if (token.type === "link_close") {
      token.tag = closing.pop()?.tag ?? "a";
    }
  }

  function path(address: string): string {
    return posix.normalize(posix.join(posix.dirname(file), decodeURIComponent(address))).replace(/\/$/, "");
  }

  function picture(token: Token, wrong: (what: string) => void): void {
    const source = path(attribute(token, "src"));
    if (!source.startsWith("docs/") || !source.endsWith(".png") || !sources.isFile(source)) {
      wrong(`picture ${attribute(token, "src")} (expected: a PNG below docs)`);
      return;
    }
    found.pictures.add(source);
    const [width, height] = size(join(sources.root, source));
    token.attrSet("src", relative(here, source.slice("docs/".length)));
    token.attrSet("width", String(width));
    token.attrSet("height", String(height));
    token.attrSet("loading", "lazy");
  }

  function link(token: Token, wrong: (what: string) => void): void {
    const href = attribute(token, "href");
    if (ELSEWHERE.test(href)) {
      token.attrSet("rel", "noreferrer");
      return;
    }
    const [address = "", anchor] = href.split("#");
    const target = address === "" ? file : path(address);
    const page = sources.address(target);
    if (page === undefined) {
      if (target.startsWith("..") || !sources.exists(target)) wrong(`link to ${href} (expected: a file that is there)`);
      // A file of the source tree is no page: it is named, with its path.
      token.tag = "span";
      token.attrs = [
        ["class", "source"],
        ["title", `${target} in the source tree`],
      ];
      return;
    }
    const document = documents.get(target) ?? documents.get(posix.join(target, "README.md"));
    if (anchor !== undefined && !document?.sections.some((section) => section.anchor === anchor)) {
      wrong(`link to ${href} (expected: a heading of ${target})`);
    }
    targets.add(documents.has(target) ? target : posix.join(target, "README.md"));
    const way = address === "" ? "" : relative(here, page);
    token.attrSet("href", way + (anchor === undefined ? "" : `#${anchor}`));
  }
}

/** Width and height of a PNG, which stand at its beginning. */
function size(png: string): [number, number] {
  const bytes = readFileSync(png);
  return [bytes.readUInt32BE(16), bytes.readUInt32BE(20)];
}
