import type { PictureRecord } from "../../store/records";
import type { Collection } from "../pictures/collection";
import { did, type History, last, type Removed, type Step, tookBack } from "./undo";

/** Removes pictures so that they can be brought back, and takes back what was recorded; one change after the other. */
export class Undoing {
  private history: History = [];
  private queue: Promise<unknown> = Promise.resolve();
  private under = 0;

  constructor(
    private readonly collection: Collection,
    private readonly changed: () => void,
  ) {}

  /** Whether pictures come or go at this moment. */
  get busy(): boolean {
    return this.under > 0;
  }

  /** What taking back would do. */
  get next(): Step | undefined {
    return last(this.history);
  }

  /** A hold has ended. */
  recorded(classId: string, pictures: readonly string[]): void {
    const className = this.collection.all().find(({ id }) => id === classId)?.name;
    if (className !== undefined) {
      this.did({ kind: "recorded", className, pictures });
    }
  }

  removePicture(id: string): Promise<void> {
    return this.enqueue(async () => {
      const of = this.collection.all().find(({ pictures }) => pictures.some((picture) => picture.id === id));
      const record = of?.pictures.find((picture) => picture.id === id);
      if (of === undefined || record === undefined) {
        return; // twice, or by another tab
      }
      const pictures = [await this.withBytes(record)];
      await this.collection.removePicture(id);
      this.did({ kind: "removed", classId: of.id, className: of.name, pictures, whole: false });
    });
  }

  /** Removes a class with its pictures. */
  removeClass(id: string): Promise<void> {
    return this.enqueue(async () => {
      const of = this.collection.all().find((record) => record.id === id);
      const pictures = await Promise.all((of?.pictures ?? []).map((record) => this.withBytes(record)));
      await this.collection.removeClass(id);
      if (of !== undefined) {
        this.did({ kind: "removed", classId: id, className: of.name, pictures, whole: true });
      }
    });
  }

  /**
   * Takes the last step back; gives it, or undefined if there is none.
   *
   * @throws StoreError where there is no room for what comes back; what did come back stays, and the rest can be tried again
   */
  undo(): Promise<Step | undefined> {
    return this.enqueue(async () => {
      const step = this.next;
      if (step?.kind === "recorded") {
        for (const id of step.pictures) {
          await this.collection.removePicture(id);
        }
        this.history = tookBack(this.history);
      } else if (step !== undefined) {
        await this.bringBack(step);
      }
      this.changed();
      return step;
    });
  }

  private async bringBack(step: Extract<Step, { kind: "removed" }>): Promise<void> {
    const ids = new Map<string, string>();
    const there = this.collection.all().find(({ id }) => id === step.classId);
    const into = there ?? (await this.collection.classNamed(step.className));
    ids.set(step.classId, into.id);
    for (const { record, file } of step.pictures) {
      const equal = this.collection.pictureOf(record.sha256);
      if (equal !== undefined) {
        ids.set(record.id, equal.id); // it has come back by another way, or did before the room was gone
        continue;
      }
      const { name, sha256, thumbnail } = record;
      const picture = { classId: into.id, name, sha256, ...(thumbnail ? { thumbnail } : {}) };
      ids.set(record.id, (await this.collection.addPicture(picture, file)).id);
    }
    this.history = tookBack(this.history, ids);
  }

  private async withBytes(record: PictureRecord): Promise<Removed> {
    return { record, file: await this.collection.store.file(record.id) };
  }

  private did(step: Step): void {
    this.history = did(this.history, step);
    this.changed();
  }

  private enqueue<T>(change: () => Promise<T>): Promise<T> {
    this.under++;
    const result = this.queue.then(change).finally(() => {
      this.under--;
      this.changed();
    });
    this.queue = result.catch(() => {});
    return result;
  }
}
