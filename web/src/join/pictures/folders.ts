/** A file that was chosen or dropped, by its path with `/` between folders. */
export interface FileAt {
  readonly path: string;
  readonly file: File;
}

/** Files by class, and what was left out. */
export interface ClassFolders {
  /** Class name to files, their paths below the class folder, all in composed form. */
  readonly classes: Map<string, FileAt[]>;
  /** Sentences about what was left out. */
  readonly notes: string[];
}

const LITTER = new Set(["thumbs.db", "desktop.ini", "__macosx"]);
const NO_PICTURES = new Set(["txt", "csv", "tsv", "json", "jsonl", "md", "xml", "yaml", "yml"]);
const HELD_OUT = new Set(["test", "val", "valid", "validation"]);

/**
 * Finds the classes in folders: a picture's class is its folder, below `train` where that exists. A folder with nothing but pictures is
 * a class itself; one that holds class folders is opened. Mirrors Java's `vision.sources.folder.FolderLayout`.
 *
 * @param files of one or more folders, the folder's own name first: `pets/cat/1.jpg`
 */
export function classFolders(files: readonly FileAt[]): ClassFolders {
  const notes: string[] = [];
  const usable = files
    .map(({ path, file }) => ({ path: path.normalize("NFC").replace(/^\//, ""), file }))
    .filter(({ path }) => !path.split("/").some(isIgnored) && !NO_PICTURES.has(extension(path)));
  if (usable.length === 0) {
    return { classes: new Map(), notes };
  }
  const parts = byFirst(usable);
  const [first] = parts.keys();
  // Several folders dropped together are classes side by side.
  const classes = parts.size === 1 && first !== "" ? insideOf(first, parts.get(first)!, notes) : beside(parts, notes);
  return { classes, notes };
}

/** Folders that were dropped together, or one and loose files. */
function beside(parts: Map<string, FileAt[]>, notes: string[]): Map<string, FileAt[]> {
  const all = [...parts].flatMap(([folder, files]) =>
    files.map(({ path, file }) => ({ path: folder === "" ? path : `${folder}/${path}`, file })),
  );
  if (parts.size === 1) {
    notes.push(outside(all, "your choice"));
    return new Map();
  }
  return insideOf("your choice", all, notes);
}

/** `files` lie in `folder`, which is not in their paths any more. */
function insideOf(folder: string, files: FileAt[], notes: string[]): Map<string, FileAt[]> {
  const parts = byFirst(files);
  const loose = parts.get("") ?? [];
  parts.delete("");
  if (parts.size === 0) {
    return new Map([[folder, loose]]);
  }
  if (loose.length > 0) {
    notes.push(outside(loose, folder));
  }
  const names = [...parts.keys()];
  const train = names.find((name) => name.toLowerCase() === "train");
  if (train !== undefined && names.every((name) => name === train || HELD_OUT.has(name.toLowerCase()))) {
    const left = names.filter((name) => name !== train);
    if (left.length > 0) {
      notes.push(`${folder}: ${left.join(", ")} left out (expected: training pictures only; train is what you share)`);
    }
    return insideOf(folder, parts.get(train)!, notes);
  }
  if (parts.size === 1 && loose.length === 0) {
    const only = parts.get(names[0])!;
    const deeper = byFirst(only);
    // One more folder around the class folders, as zips often have it.
    if (!deeper.has("") && deeper.size > 1) {
      return insideOf(names[0], only, notes);
    }
  }
  return parts;
}

function byFirst(files: readonly FileAt[]): Map<string, FileAt[]> {
  const parts = new Map<string, FileAt[]>();
  for (const { path, file } of files) {
    const slash = path.indexOf("/");
    const first = slash < 0 ? "" : path.slice(0, slash);
    const list = parts.get(first) ?? [];
    list.push({ path: path.slice(slash + 1), file });
    parts.set(first, list);
  }
  return parts;
}

function outside(files: FileAt[], where: string): string {
  const pictures = files.length === 1 ? "1 file" : `${files.length} files`;
  return `${where}: ${pictures} outside any class folder left out, such as ${files[0].path} (expected: one folder per class; add them to a class below)`;
}

function isIgnored(segment: string): boolean {
  return segment.startsWith(".") || LITTER.has(segment.toLowerCase());
}

function extension(path: string): string {
  const dot = path.lastIndexOf(".");
  return dot < 0 ? "" : path.slice(dot + 1).toLowerCase();
}
