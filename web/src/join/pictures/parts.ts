/** A folder's name, read as that of a part of a data set. */
export interface PartName {
  readonly part: "train" | "held out" | "unlabelled";
  /** Its other words, such as `seg` of `seg_train`. */
  readonly rest: string;
}

const TRAIN = ["train", "training", "trn", "trainval"];
const HELD_OUT = [
  ...["test", "testing", "tests", "tst", "val", "valid", "validate", "validation", "validating", "dev", "devel"],
  ...["development", "eval", "evaluation", "holdout"],
];
const UNLABELLED = ["pred", "predict", "prediction", "predictions", "unlabeled", "unlabelled", "submission"];
const FILLERS = [
  ...["set", "data", "dataset", "image", "images", "img", "imgs", "picture", "pictures", "pics"],
  ...["photo", "photos", "sample", "samples", "split", "folder"],
];

/** Mirrors Java's `vision.sources.folder.Part`; undefined for a name that has no word for a part, or those for several. */
export function partOf(name: string): PartName | undefined {
  let found: PartName["part"] | undefined;
  const rest: string[] = [];
  const words = name
    .normalize("NFKC")
    .replace(/(\p{Ll})(\p{Lu})/gu, "$1 $2")
    .toLowerCase()
    .split(/[^\p{L}\p{M}]+/u);
  for (const word of words) {
    const part = ofWord(word) ?? ofWord(FILLERS.reduce((left, filler) => without(left, filler, word), word));
    if (part !== undefined && found !== undefined && part !== found) {
      return undefined;
    }
    if (part !== undefined) {
      found = part;
    } else if (word !== "" && !FILLERS.includes(word)) {
      rest.push(word);
    }
  }
  return found === undefined ? undefined : { part: found, rest: rest.join(" ") };
}

/** `testset` is a test. */
function without(left: string, filler: string, word: string): string {
  const cut = word.endsWith(filler) ? word.slice(0, -filler.length) : left;
  return ofWord(cut) === undefined ? left : cut;
}

function ofWord(word: string): PartName["part"] | undefined {
  return TRAIN.includes(word)
    ? "train"
    : HELD_OUT.includes(word)
      ? "held out"
      : UNLABELLED.includes(word)
        ? "unlabelled"
        : undefined;
}
