import type { Token } from "markdown-it";
import { attribute, type Document, words } from "./markdown.ts";

/** A heading of the menu, and the pages below it. */
export interface Group {
  readonly heading: string;
  readonly pages: { readonly name: string; readonly address: string }[];
}

/** The menu: second headings of the page of contents, and the first link of every line of their lists. Links are resolved. */
export function menu(contents: Document): Group[] {
  const groups: Group[] = [];
  contents.tokens.forEach((token, i) => {
    if (token.type === "heading_open" && token.tag === "h2") {
      groups.push({ heading: words(contents.tokens[i + 1] as Token), pages: [] });
    } else if (token.type === "list_item_open") {
      const line = contents.tokens[i + 2]?.children ?? [];
      const link = line[0];
      if (link?.type !== "link_open") return;
      const end = line.findIndex((part) => part.type === "link_close");
      const name = line.slice(1, end).map((part) => part.content);
      groups.at(-1)?.pages.push({ name: name.join(""), address: attribute(link, "href") });
    }
  });
  return groups;
}
