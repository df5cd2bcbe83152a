/** How a class stands to the run's labels. */
export type LabelMatch =
  | { readonly kind: "free" } // the run's labels are not fixed
  | { readonly kind: "known" }
  | { readonly kind: "alike"; readonly label: string } // but for case, spaces and the like
  | { readonly kind: "unknown" };

const LONGEST = 200;
/** Neither control, format, surrogate, unassigned, nor a separator of lines or paragraphs; mirrors Java's `Names`. */
const PRINTS = /^[^\p{Cc}\p{Cf}\p{Cs}\p{Cn}\p{Zl}\p{Zp}]*$/u;

/** Compares a class's name with the run's labels, which must match to the letter. */
export function matchLabel(name: string, labels: readonly string[]): LabelMatch {
  if (labels.length === 0) {
    return { kind: "free" };
  }
  if (labels.includes(name)) {
    return { kind: "known" };
  }
  const alike = labels.find((label) => folded(label) === folded(name));
  return alike === undefined ? { kind: "unknown" } : { kind: "alike", label: alike };
}

/** What is wrong with a name for a class, as a sentence; undefined if nothing. `others` are the names of the other classes. */
export function classNameProblem(name: string, others: readonly string[]): string | undefined {
  const length = [...name].length;
  if (length === 0) {
    return "class name: empty (expected: a word for what the pictures show)";
  }
  if (length > LONGEST) {
    return `class name: ${length} characters (expected: at most ${LONGEST}; choose a shorter one)`;
  }
  if (!PRINTS.test(name)) {
    return "class name: it has characters that do not print (expected: letters, digits, signs and spaces)";
  }
  if (others.includes(name)) {
    return `class name: ${name} is there already (expected: every class once; add the pictures to that one)`;
  }
  return undefined;
}

/** What is wrong with a client's name, as a sentence; undefined if nothing. */
export function clientNameProblem(name: string): string | undefined {
  const length = [...name].length;
  if (length === 0 || length > 100 || name.trim() !== name) {
    return `name: ${length} characters (expected: 1 to 100, no space at either end)`;
  }
  return PRINTS.test(name)
    ? undefined
    : "name: it has characters that do not print (expected: letters, digits, signs and spaces)";
}

/** A name as it is stored: composed, without spaces at the ends; macOS hands out decomposed ones. */
export function tidyName(typed: string): string {
  return typed.normalize("NFC").trim();
}

function folded(name: string): string {
  return name
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[\s_-]+/gu, "");
}
