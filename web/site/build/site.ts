import { readFileSync } from "node:fs";
import { join, posix } from "node:path";
import { layout } from "./layout.ts";
import { type Found, resolve } from "./links.ts";
import { type Document, parse } from "./markdown.ts";
import { menu } from "./menu.ts";
import { CONTENTS, Sources } from "./sources.ts";

/** The files of the site but for its script and styles, by their paths in it. */
export type Site = Map<string, string | Buffer>;

/**
 * Makes the site of a checkout.
 *
 * @throws an error that names every link that leads nowhere, and every page that nothing leads to
 */
export function site(root: string): Site {
  const sources = new Sources(root);
  const documents = new Map(sources.files.map((file) => [file, parse(readFileSync(join(root, file), "utf8"))]));
  const found: Found = { problems: [], pictures: new Set(), links: new Map() };
  for (const file of sources.files) resolve(file, documents, sources, found);
  for (const [file, { title }] of documents) {
    if (title === "") found.problems.push(`${file}: no title (expected: a first line with one #)`);
  }
  unreachable(documents, found);
  if (found.problems.length > 0) {
    throw new Error(`The documentation has mistakes:\n${found.problems.map((problem) => `  ${problem}`).join("\n")}`);
  }
  const frame = { groups: menu(documents.get(CONTENTS) as Document), version: version(root) };
  const files: Site = new Map();
  for (const [file, document] of documents) {
    const address = sources.address(file) as string;
    files.set(address, layout(file, address, document, frame));
  }
  for (const picture of found.pictures) files.set(picture.slice("docs/".length), readFileSync(join(root, picture)));
  files.set("assets/icon.svg", readFileSync(join(root, "web/public/icons/icon.svg")));
  files.set("assets/words.js", index(documents, sources));
  return files;
}

/** A page is in the contents, or in the README of its folder, which is in the contents. */
function unreachable(documents: ReadonlyMap<string, Document>, found: Found): void {
  for (const file of documents.keys()) {
    const lists = [CONTENTS, posix.join(posix.dirname(file), "README.md")];
    if (file !== CONTENTS && !lists.some((list) => list !== file && found.links.get(list)?.has(file))) {
      found.problems.push(`${file}: in no list (expected: a link in ${lists.join(" or ")})`);
    }
  }
}

/** The search's words, as a script: a page that was opened from a disk may load scripts, and nothing else. */
function index(documents: ReadonlyMap<string, Document>, sources: Sources): string {
  const rows = [...documents].flatMap(([file, { title, sections }]) =>
    sections.map(({ level, anchor, heading, text }) => {
      const address = sources.address(file) as string;
      return [level === 1 ? address : `${address}#${anchor}`, title, heading, text.replace(/\s+/g, " ")];
    }),
  );
  return `window.headwaterWords=${JSON.stringify(rows)};\n`;
}

function version(root: string): string {
  const found = /<artifactId>headwater<\/artifactId>\s*<version>([^<]+)</.exec(
    readFileSync(join(root, "pom.xml"), "utf8"),
  );
  return found?.[1] ?? "";
}
