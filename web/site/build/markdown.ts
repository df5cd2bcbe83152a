import GithubSlugger from "github-slugger";
import MarkdownIt, { type Token } from "markdown-it";

/** A part of a page below one heading. */
export interface Section {
  readonly level: number;
  readonly anchor: string;
  readonly heading: string;
  /** The words below it, for the search. */
  text: string;
}

/** One Markdown file, parsed. */
export interface Document {
  readonly title: string;
  readonly tokens: Token[];
  readonly sections: Section[];
}

/** Code in a line breaks only where it is longer. */
const UNBROKEN = 26;

// HTML is on so that comments are no text; anything else that is HTML is refused.
const markdown = new MarkdownIt({ html: true });

/** Words of an inline token, without their marks. */
export function words(token: Token): string {
  return (token.children ?? [])
    .map((child) => (child.type === "softbreak" || child.type === "hardbreak" ? " " : child.content))
    .join("");
}

/** Parses a file. Headings get the anchors that GitHub gives them, so that links hold in both places. */
export function parse(source: string): Document {
  const slugger = new GithubSlugger();
  const tokens = markdown.parse(source, {});
  const sections: Section[] = [];
  tokens.forEach((token, i) => {
    if (token.type === "heading_open") {
      const heading = words(tokens[i + 1] as Token);
      const anchor = slugger.slug(heading);
      token.attrSet("id", anchor);
      sections.push({ level: Number(token.tag.slice(1)), anchor, heading, text: "" });
    } else if (token.type === "inline" && tokens[i - 1]?.type !== "heading_open") {
      add(sections, words(token));
    } else if (token.type === "fence" || token.type === "code_block") {
      add(sections, token.content);
    }
  });
  return { title: sections.find(({ level }) => level === 1)?.heading ?? "", tokens, sections };
}

function add(sections: Section[], text: string): void {
  const last = sections.at(-1);
  if (last) last.text += `${last.text === "" ? "" : " "}${text.trim()}`;
}

/** An attribute's value; empty where there is none. */
export function attribute(token: Token, name: string): string {
  return String(token.attrGet(name) ?? "");
}

/** Every token, also those inside of others, with the line that it begins in. */
export function* everyToken(tokens: readonly Token[], line = 0): Generator<{ token: Token; line: number }> {
  for (const token of tokens) {
    const at = token.map ? token.map[0] + 1 : line;
    yield { token, line: at };
    if (token.children) yield* everyToken(token.children, at);
  }
}

markdown.renderer.rules.html_block = () => "";
markdown.renderer.rules.html_inline = () => "";
// Options do not break at their hyphens.
markdown.renderer.rules.code_inline = (tokens, i) => {
  const { content } = tokens[i] as Token;
  return `<code${content.length <= UNBROKEN ? ' class="whole"' : ""}>${markdown.utils.escapeHtml(content)}</code>`;
};
markdown.renderer.rules.table_open = () => '<div class="scroll"><table>\n';
markdown.renderer.rules.table_close = () => "</table></div>\n";
// A heading of a column without words is no heading to a screen reader.
markdown.renderer.rules.th_open = (tokens, i, options, _env, self) => {
  if (tokens[i + 1]?.content !== "") return self.renderToken(tokens, i, options);
  (tokens[i] as Token).tag = (tokens[i + 2] as Token).tag = "td";
  return self.renderToken(tokens, i, options);
};

/** The HTML of a document whose links were resolved. */
export function html(document: Document): string {
  return markdown.renderer.render(document.tokens, markdown.options, {});
}
