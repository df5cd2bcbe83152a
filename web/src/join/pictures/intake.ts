import { StoreError } from "../../store/records";
import type { RgbImage } from "../../vision/image/decode";
import { counted, listed, sentence } from "../words";
import type { Collection } from "./collection";

/** A file for a class. */
export interface Incoming {
  readonly classId: string;
  /** Path below the class folder. */
  readonly name: string;
  readonly file: Blob;
}

/** What adding needs of the browser. */
export interface IntakeTools {
  /** 64 hex digits. @throws Error if the file cannot be read any more */
  digest(file: Blob): Promise<string>;
  /** @throws PictureError with a sentence that begins with the file's name */
  decode(file: Blob): Promise<RgbImage>;
  /** A small picture for the grid; undefined where none can be made. */
  thumbnail(image: RgbImage): Promise<Blob | undefined>;
}

/** What became of the files; sentences where something was left out. */
export interface IntakeReport {
  readonly added: number;
  readonly notes: readonly string[];
  /** Why the rest was not even tried. */
  readonly stopped?: string;
}

/**
 * Adds files one after the other: what cannot be read or is there already is left out and named, a full storage stops, and what was
 * added before stays.
 */
export async function addPictures(
  collection: Collection,
  incoming: readonly Incoming[],
  tools: IntakeTools,
  progress: (done: number, total: number) => void = () => {},
): Promise<IntakeReport> {
  const duplicates: string[] = [];
  const unreadable: string[] = [];
  const dark: string[] = [];
  let added = 0;
  let stopped: string | undefined;
  for (const [at, { classId, name, file }] of incoming.entries()) {
    progress(at, incoming.length);
    try {
      const sha256 = await tools.digest(file);
      const holder = collection.holderOf(sha256);
      if (holder) {
        duplicates.push(`${name} (in ${holder.name})`);
        continue;
      }
      const image = await tools.decode(named(file, name));
      const thumbnail = await tools.thumbnail(image);
      // The bytes themselves, not the file: it may be changed or unplugged.
      const bytes = new Blob([await file.arrayBuffer()], { type: file.type });
      await collection.addPicture({ classId, name, sha256, ...(thumbnail ? { thumbnail } : {}) }, bytes);
      added++;
      if (image.nearlyBlack) {
        dark.push(name);
      }
    } catch (e) {
      if (e instanceof StoreError) {
        const left = incoming.length - at - 1;
        stopped = `${e.message}.${left > 0 ? ` ${counted(left, "more file was", "more files were")} not tried.` : ""}`;
        break;
      }
      unreadable.push(
        e instanceof DOMException
          ? `${name}: cannot be read any more (expected: a file that is still there; choose it again)`
          : sentence(e),
      );
    }
  }
  progress(incoming.length, incoming.length);
  const notes: string[] = [];
  if (duplicates.length > 0) {
    notes.push(`${counted(duplicates.length, "picture")} left out, there already: ${listed(duplicates, 5)}.`);
  }
  if (unreadable.length > 0) {
    notes.push(
      `${counted(unreadable.length, "file")} left out: ${unreadable.slice(0, 5).join("; ")}${unreadable.length > 5 ? ` and ${unreadable.length - 5} more` : ""}.`,
    );
  }
  if (dark.length > 0) {
    notes.push(
      `${counted(dark.length, "picture is", "pictures are")} nearly black, in 16-bit grey without a value of an eighth of the range (12 bits in 16? Stretch the values and save again): ${listed(dark, 5)}.`,
    );
  }
  return { added, notes, ...(stopped === undefined ? {} : { stopped }) };
}

/** So that the sentences about it can name it. */
function named(file: Blob, name: string): Blob {
  return file instanceof File && file.name === name ? file : new File([file], name, { type: file.type });
}
