import type { FileAt } from "./folders";

/** What was dropped: files by themselves, and files in folders with the folders' names in their paths. */
export interface Dropped {
  readonly loose: File[];
  readonly inFolders: FileAt[];
}

/** Reads a drop with all folders in it. To be called while the drop event is handled: browsers forget its items afterwards. */
export async function readDrop(transfer: DataTransfer): Promise<Dropped> {
  const entries = [...transfer.items]
    .filter((item) => item.kind === "file")
    .map((item) => ({ entry: item.webkitGetAsEntry?.() ?? null, file: item.getAsFile() }));
  const loose: File[] = [];
  const inFolders: FileAt[] = [];
  for (const { entry, file } of entries) {
    if (entry?.isDirectory) {
      await walk(entry as FileSystemDirectoryEntry, inFolders);
    } else if (file) {
      loose.push(file);
    }
  }
  return { loose, inFolders };
}

async function walk(folder: FileSystemDirectoryEntry, into: FileAt[]): Promise<void> {
  const reader = folder.createReader();
  for (;;) {
    // At most a hundred at a time: until none come.
    const entries = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (entries.length === 0) {
      return;
    }
    for (const entry of entries) {
      if (entry.isDirectory) {
        await walk(entry as FileSystemDirectoryEntry, into);
      } else {
        const file = await new Promise<File>((resolve, reject) => (entry as FileSystemFileEntry).file(resolve, reject));
        into.push({ path: entry.fullPath, file });
      }
    }
  }
}
