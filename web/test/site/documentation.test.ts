import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { site } from "../../site/build/site.ts";
import { type Row, Search } from "../../site/page/search.ts";

const CHECKOUT = resolve(import.meta.dirname, "../../..");

/** A checkout of a few files. */
function checkout(files: Record<string, string>): string {
  const root = mkdtempSync(join(tmpdir(), "headwater-docs-"));
  const all = { "pom.xml": "", "web/public/icons/icon.svg": "", ...files };
  for (const [file, text] of Object.entries(all)) {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), text);
  }
  return root;
}

const CONTENTS = "# Contents\n\n## How-to\n\n- [One](one.md): the first.\n";

describe("the site of the documentation", () => {
  it("has a page for every Markdown file, and no link that leads nowhere", () => {
    const files = [...site(CHECKOUT).keys()];
    expect(files).toEqual(expect.arrayContaining(["index.html", "tutorial.html", "reference/commands.html"]));
    expect(files).toEqual(expect.arrayContaining(["decisions/index.html", "readme.html", "images/report.png"]));
  });

  it("turns links between files into links between pages, and names files that are no pages", () => {
    const root = checkout({
      "docs/README.md": CONTENTS,
      "docs/one.md":
        "# One\n\n## Two words\n\n[up](README.md), [here](#two-words), [code](../src/A.java)\n\n<!-- not shown -->\n",
      "src/A.java": "",
    });
    const page = String(site(root).get("one.html"));
    expect(page).toContain('<a href="index.html">up</a>');
    expect(page).toContain('<a href="#two-words">here</a>');
    expect(page).toContain('<span class="source" title="src/A.java in the source tree">code</span>');
    expect(page).toContain('<li><a href="one.html" aria-current="page">One</a></li>');
    expect(page).not.toContain("not shown");
  });

  it.each([
    ["[x](two.md)", "docs/one.md:3: link to two.md (expected: a file that is there)"],
    ["[x](README.md#gone)", "docs/one.md:3: link to README.md#gone (expected: a heading of docs/README.md)"],
    ["[x](../../etc/passwd)", "docs/one.md:3: link to ../../etc/passwd"],
    ["![x](gone.png)", "docs/one.md:3: picture gone.png (expected: a PNG below docs)"],
    ["a <b>bold</b> word", "docs/one.md:3: HTML (expected: Markdown, or a comment)"],
  ])("refuses %s with its place", (mistake, sentence) => {
    const root = checkout({ "docs/README.md": CONTENTS, "docs/one.md": `# One\n\n${mistake}\n` });
    expect(() => site(root)).toThrow(sentence);
  });

  it("refuses a page that is in no list", () => {
    const root = checkout({ "docs/README.md": CONTENTS, "docs/one.md": "# One\n", "docs/lost.md": "# Lost\n" });
    expect(() => site(root)).toThrow("docs/lost.md: in no list");
  });
});

describe("the search", () => {
  const rows: Row[] = [
    ["a.html", "A", "A", "Noise here, and a multiplier there."],
    ["b.html#b", "B", "Beta", `${"word ".repeat(60)}give --noise-multiplier 1 to it`],
    ...[1, 2, 3, 4].map((i): Row => [`c.html#${i}`, "C", `Gamma ${i}`, "quorum"]),
  ];

  it("puts words that stand beside each other first, and shows them", () => {
    const [first, second] = new Search(rows).hits("noise multiplier");
    expect(first?.address).toBe("b.html#b");
    expect(first?.excerpt).toContain("--noise-multiplier 1");
    expect(second?.address).toBe("a.html");
  });

  it("shows three sections of one page at most", () => {
    expect(new Search(rows).hits("quorum")).toHaveLength(3);
  });

  it("takes signs for what they are", () => {
    expect(new Search(rows).hits("--noise-multiplier")[0]?.address).toBe("b.html#b");
    expect(new Search(rows).hits("(((")).toEqual([]);
  });
});
