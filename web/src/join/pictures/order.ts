/** What the order of examples depends on. */
export interface Ordered {
  /** The class's name. */
  readonly label: string;
  /** The picture's path below its class folder. */
  readonly name: string;
  readonly added: number;
}

/**
 * The canonical order: classes by name, within a class pictures by name, both by UTF-16 code units; pictures of one name as they were
 * added. It is part of the result: who is held out and what a batch holds follow from it. Mirrors Java's
 * `vision.sources.folder.FolderLayout#ordered`, so that a folder gives the same examples here and there.
 */
export function canonicalOrder<T extends Ordered>(pictures: readonly T[]): T[] {
  return [...pictures].sort(
    (a, b) => byUnits(a.label, b.label) || byUnits(a.name, b.name) || Math.sign(a.added - b.added),
  );
}

/** Java's `String.compareTo`: neither locale nor case play a part. */
function byUnits(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
