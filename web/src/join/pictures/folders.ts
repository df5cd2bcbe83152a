import { partOf } from "./parts";

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

/** As Java's `vision.sources.folder.Tree`. */
const LITTER = new Set([
  ...["thumbs.db", "ehthumbs.db", "ehthumbs_vista.db", "desktop.ini", "$recycle.bin", "recycler", "recycled"],
  ...["system volume information", "found.000", "__macosx", "icon\r", "network trash folder", "temporary items"],
  ...["lost+found", "@eadir", "#recycle", "#snapshot", "@recycle", "@recently-snapshot", "@tmp"],
]);
const NO_PICTURES = new Set(["txt", "csv", "tsv", "json", "jsonl", "md", "xml", "yaml", "yml"]);

/**
 * Finds the classes in folders: a picture's class is its folder, below the training part where there are parts. A folder with nothing but pictures is
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
  const train = trainingOf(names, parts);
  if (train !== undefined) {
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

/** The one training part, where all folders are parts; undefined where they are classes, also such as are called train and test. */
function trainingOf(names: string[], parts: Map<string, FileAt[]>): string | undefined {
  const named = names.map(partOf);
  const train = names.filter((_, i) => named[i]?.part === "train");
  const rest = named.find((name) => name?.part === "train")?.rest;
  const same = named.every((name) => name !== undefined && (name.part === "unlabelled" || name.rest === rest));
  const flat = [...parts.values()].every((files) => files.every(({ path }) => !path.includes("/")));
  const alone = names.length === 1;
  return train.length === 1 && same && (alone ? rest === "" : !flat) ? train[0] : undefined;
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
  const name = segment.toLowerCase();
  return name.startsWith(".") || LITTER.has(name) || name.endsWith(":zone.identifier");
}

function extension(path: string): string {
  const dot = path.lastIndexOf(".");
  return dot < 0 ? "" : path.slice(dot + 1).toLowerCase();
}
