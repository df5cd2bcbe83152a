import { existsSync, readdirSync, statSync } from "node:fs";
import { join, posix } from "node:path";

/** Pages from outside docs/, and the addresses that they get. */
const OTHERS: Record<string, string> = {
  "README.md": "readme.html",
  "CHANGELOG.md": "changelog.html",
  "CONTRIBUTING.md": "contributing.html",
  "vision/src/main/resources/dev/headwater/vision/backbone/MODEL_CARD.md": "model-card.html",
};

/** The contents of the site: what it lists is what the menu lists. */
export const CONTENTS = "docs/README.md";

/** The Markdown files of a checkout, by their paths from its root with slashes, and the addresses of their pages. */
export class Sources {
  private readonly addresses = new Map<string, string>();

  constructor(readonly root: string) {
    const docs = readdirSync(join(root, "docs"), { recursive: true, encoding: "utf8" })
      .map((file) => file.replaceAll("\\", "/"))
      .filter((file) => file.endsWith(".md"))
      .sort();
    for (const file of docs) {
      this.addresses.set(`docs/${file}`, file.replace(/\.md$/, ".html").replace(/(^|\/)README\.html$/, "$1index.html"));
    }
    for (const [file, address] of Object.entries(OTHERS)) {
      if (existsSync(join(root, file))) this.addresses.set(file, address);
    }
  }

  /** Paths of all files that become pages. */
  get files(): string[] {
    return [...this.addresses.keys()];
  }

  /** Where a page is in the site; a folder's page is that of its README. */
  address(file: string): string | undefined {
    return this.addresses.get(file) ?? this.addresses.get(posix.join(file, "README.md"));
  }

  exists(path: string): boolean {
    return existsSync(join(this.root, path));
  }

  isFile(path: string): boolean {
    return this.exists(path) && statSync(join(this.root, path)).isFile();
  }
}

/** The way from one page to another file of the site. */
export function relative(from: string, to: string): string {
  return posix.relative(posix.dirname(from), to) || posix.basename(to);
}
