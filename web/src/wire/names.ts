/** Which names of clients and labels the contract allows; mirrors Java's `Names`. */

/** Longest name of a client, in characters. */
export const MAX_CLIENT = 100;

/** Longest name of a label, in characters. */
export const MAX_LABEL = 200;

/** Largest number of labels: their names still fit one message. */
export const MAX_LABELS = 10_000;

/** Gives `name` back; throws if it is empty, too long, or has characters that do not print. */
export function requireClient(name: string): string {
  return requireName("client name", name, MAX_CLIENT);
}

/** Gives `labels` back; throws if there are too many, one appears twice, or one cannot be a name. */
export function requireLabels(labels: readonly string[]): readonly string[] {
  if (labels.length > MAX_LABELS) {
    throw new Error(`labels: ${labels.length} of them (expected: at most ${MAX_LABELS})`);
  }
  const seen = new Set<string>();
  for (const label of labels) {
    requireName("label", label, MAX_LABEL);
    if (seen.has(label)) {
      throw new Error(`labels: ${label} appears twice (expected: every label once)`);
    }
    seen.add(label);
  }
  return [...labels];
}

function requireName(what: string, name: string, longest: number): string {
  const length = [...name].length;
  if (length === 0 || length > longest || name.trim() !== name) {
    throw new Error(
      `${what}: '${shown(name)}', ${length} characters (expected: 1 to ${longest}, no space at either end)`,
    );
  }
  if (!PRINTS.test(name)) {
    throw new Error(
      `${what}: '${shown(name)}' has characters that do not print (expected: letters, digits, signs and spaces)`,
    );
  }
  return name;
}

/** Neither control, format, surrogate, unassigned, nor a separator of lines or paragraphs. */
const PRINTS = /^[^\p{Cc}\p{Cf}\p{Cs}\p{Cn}\p{Zl}\p{Zp}]*$/u;

/** The name made safe for a page or a log: at most 40 characters, `?` for what does not print. */
function shown(name: string): string {
  const start = [...name].slice(0, 40);
  const text = start.map((c) => (PRINTS.test(c) ? c : "?")).join("");
  return text.length < name.length ? `${text}...` : text;
}
