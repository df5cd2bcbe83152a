import MiniSearch from "minisearch";

/** A section of a page: address, title of the page, heading, words. */
export type Row = [address: string, page: string, heading: string, text: string];

/** A section that was found, and the words around the first hit in it. */
export interface Hit {
  readonly address: string;
  readonly page: string;
  readonly heading: string;
  readonly excerpt: string;
}

const MOST = 12;
const MOST_OF_A_PAGE = 3;
const EXCERPT = 140;

/** Searches the sections of all pages: all words that were typed, their beginnings and small mistakes count too. */
export class Search {
  private readonly index: MiniSearch<{ id: number }>;

  constructor(private readonly rows: readonly Row[]) {
    this.index = new MiniSearch({
      fields: ["page", "heading", "text"],
      extractField: (row: { id: number }, field) => {
        const [, page, heading, text] = rows[row.id] as Row;
        return field === "id" ? String(row.id) : { page, heading, text }[field as "page" | "heading" | "text"];
      },
      searchOptions: {
        boost: { heading: 3, page: 2 },
        combineWith: "AND",
        prefix: (term) => term.length > 2,
        fuzzy: (term) => (term.length > 5 ? 0.15 : false),
      },
    });
    this.index.addAll(rows.map((_, id) => ({ id })));
  }

  /** The best sections, of one page three at most. */
  hits(query: string): Hit[] {
    const perPage = new Map<string, number>();
    const hits: Hit[] = [];
    const whole = phrase(query);
    const boostDocument = (id: unknown) => (whole.test(this.rows[Number(id)]?.slice(1).join(" ") ?? "") ? 2 : 1);
    for (const { id, terms } of this.index.search(query, { boostDocument })) {
      const [address, page, heading, text] = this.rows[Number(id)] as Row;
      const count = (perPage.get(page) ?? 0) + 1;
      perPage.set(page, count);
      if (count > MOST_OF_A_PAGE) continue;
      hits.push({ address, page, heading, excerpt: excerpt(text, whole, terms) });
      if (hits.length === MOST) break;
    }
    return hits;
  }
}

/** The words that were typed beside each other, as in "noise multiplier" and in "--noise-multiplier". */
function phrase(query: string): RegExp {
  const words = query.split(/[^\p{L}\p{N}]+/u).filter((word) => word !== "");
  return new RegExp(words.join("[^\\p{L}\\p{N}]+"), "iu");
}

function excerpt(text: string, whole: RegExp, terms: readonly string[]): string {
  const lower = text.toLowerCase();
  const places = [text.search(whole), ...terms.map((term) => lower.indexOf(term))].filter((place) => place >= 0);
  const from = Math.max(0, (places[0] ?? 0) - EXCERPT / 3);
  const start = from === 0 ? 0 : text.indexOf(" ", from) + 1;
  const end = start + EXCERPT;
  const cut = end < text.length;
  const shown = text.slice(start, end);
  return `${start > 0 ? "… " : ""}${cut ? `${shown.replace(/\s\S*$/, "")} …` : shown}`;
}
