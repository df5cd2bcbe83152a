import type { PictureRecord } from "../../store/records";
import { counted } from "../words";

/** A picture that was removed, and its bytes. */
export interface Removed {
  readonly record: PictureRecord;
  readonly file: Blob;
}

/** Something that can be taken back. */
export type Step =
  | { readonly kind: "recorded"; readonly className: string; readonly pictures: readonly string[] }
  | {
      readonly kind: "removed";
      readonly classId: string;
      readonly className: string;
      readonly pictures: readonly Removed[];
      /** The class went with them. */
      readonly whole: boolean;
    };

/** What was done, the oldest first; pure. */
export type History = readonly Step[];

/** Steps that can be taken back; the bytes of removed pictures wait as long. */
const MOST = 20;

/** After a step. What changed nothing is none. */
export function did(history: History, step: Step): History {
  return step.pictures.length === 0 ? history : [...history, step].slice(-MOST);
}

/** The step that is taken back next. */
export function last(history: History): Step | undefined {
  return history.at(-1);
}

/**
 * After the last step was taken back.
 *
 * @param ids where pictures and classes came back under new ids: old to new
 */
export function tookBack(history: History, ids: ReadonlyMap<string, string> = new Map()): History {
  const now = (id: string) => ids.get(id) ?? id;
  return history.slice(0, -1).map((step): Step => {
    if (step.kind === "recorded") {
      return { ...step, pictures: step.pictures.map(now) };
    }
    return { ...step, classId: now(step.classId) };
  });
}

/** What taking it back does, for a button. */
export function undoWords(step: Step): string {
  const pictures = counted(step.pictures.length, "picture");
  return step.kind === "recorded"
    ? `Undo: take back ${pictures} of ${step.className}`
    : `Undo: bring back ${pictures} of ${step.className}`;
}

/** What was done by taking it back, for who listens. */
export function undoneWords(step: Step): string {
  const pictures = counted(step.pictures.length, "picture");
  const [was, here] = step.pictures.length === 1 ? ["was", "is"] : ["were", "are"];
  return step.kind === "recorded"
    ? `${pictures} of ${step.className} ${was} taken back.`
    : `${pictures} of ${step.className} ${here} back.`;
}
