import { cameraDialog } from "../../ui/camera";
import { undoneWords } from "../live/undo";
import type { Undoing } from "../live/undoing";
import { sentence } from "../words";
import type { Collection } from "./collection";
import type { Dropped } from "./dropped";
import { classFolders, type FileAt } from "./folders";
import { addPictures, type Incoming, type IntakeTools } from "./intake";
import { classNameProblem, tidyName } from "./labels";

/** What gathering tells the page. */
export interface GatheringEvents {
  /** Something is to be shown; `bad` when something was lost or refused. */
  say(text: string, tone: "good" | "warn" | "bad"): void;
  changed(): void;
  /** Something was taken back, a sentence. */
  undone(text: string): void;
}

/** Brings pictures into classes, one batch after the other, from files, folders, drops and the camera. */
export class Gathering {
  adding: { done: number; total: number } | undefined;
  private queue: Promise<void> = Promise.resolve();
  private frames = 0;

  constructor(
    private readonly collection: Collection,
    private readonly undoing: Undoing,
    private readonly tools: IntakeTools,
    private readonly events: GatheringEvents,
  ) {}

  /** Makes a class; gives back what is wrong with the name, or nothing. */
  addClass(typed: string): string | undefined {
    const name = tidyName(typed);
    const problem = classNameProblem(name, this.names());
    if (problem === undefined) {
      this.attempt(() => this.collection.addClass(name));
    }
    return problem;
  }

  /** Renames a class; gives back what is wrong with the name, or nothing. */
  rename(id: string, typed: string): string | undefined {
    const name = tidyName(typed);
    const empty = this.collection.all().find((other) => other.id !== id && other.name === name);
    const gives = empty?.pictures.length === 0 ? empty.id : undefined;
    const problem = classNameProblem(name, this.names(id, gives));
    if (problem === undefined) {
      this.attempt(async () => {
        if (gives !== undefined) {
          await this.collection.removeClass(gives); // it makes room: nothing is in it
        }
        await this.collection.renameClass(id, name);
      });
    }
    return problem;
  }

  removeClass(id: string): void {
    this.attempt(() => this.undoing.removeClass(id));
  }

  removePicture(id: string): void {
    this.attempt(() => this.undoing.removePicture(id));
  }

  /** Takes back the last recording or the last removal. */
  undo(): void {
    this.attempt(async () => {
      const step = await this.undoing.undo();
      if (step !== undefined) {
        this.events.undone(undoneWords(step));
      }
    });
  }

  /** Files for one class. */
  choose(classId: string, files: readonly File[]): void {
    this.add(files.map((file) => ({ classId, name: file.name.normalize("NFC"), file })));
  }

  /** A folder with a folder per class. */
  folder(files: readonly FileAt[]): void {
    this.attempt(async () => {
      const { classes, notes } = classFolders(files);
      const incoming: Incoming[] = [];
      const before = new Set(this.collection.all().map(({ id }) => id));
      // By name: browsers list folders in any order.
      for (const [folder, inside] of [...classes].sort(([a], [b]) => a.localeCompare(b))) {
        const name = tidyName(folder);
        const problem = classNameProblem(name, []);
        if (problem !== undefined) {
          notes.push(`${folder}: ${problem}`);
          continue;
        }
        const { id } = await this.collection.classNamed(name);
        incoming.push(...inside.map(({ path, file }) => ({ classId: id, name: path, file })));
      }
      for (const note of notes) {
        this.events.say(note, "warn");
      }
      if (incoming.length === 0 && notes.length === 0) {
        this.events.say(
          "The folder has no pictures (expected: one folder per class with pictures in it; choose another).",
          "warn",
        );
      }
      this.add(incoming);
      // A folder of which nothing came is no class.
      this.queue = this.queue.then(() =>
        this.removeEmpty((id) => !before.has(id) && incoming.some((i) => i.classId === id)),
      );
    });
  }

  /** Files and folders; loose files belong to the class that they were dropped on. */
  dropped({ loose, inFolders }: Dropped, classId: string | undefined): void {
    if (classId !== undefined) {
      const inside = inFolders.map(({ path, file }) => ({
        classId,
        name: path.replace(/^\//, "").normalize("NFC"),
        file,
      }));
      this.choose(classId, loose);
      this.add(inside);
      return;
    }
    if (inFolders.length > 0) {
      this.folder(inFolders);
    }
    if (loose.length > 0) {
      this.events.say(
        "Pictures were dropped beside the classes (expected: on the class that they show; drop them again there, or drop a folder named after it).",
        "warn",
      );
    }
  }

  /** Opens the camera; every picture is added as it is taken. */
  camera(classId: string): void {
    const start = new Date().toISOString().replace(/[:.]/g, "-");
    cameraDialog((picture) => {
      const name = `camera-${start}-${String(++this.frames).padStart(4, "0")}.jpg`;
      this.add([{ classId, name, file: picture }]);
    }, true).catch((e: unknown) => this.events.say(sentence(e), "warn"));
  }

  private add(incoming: readonly Incoming[]): void {
    if (incoming.length === 0) {
      return;
    }
    this.queue = this.queue.then(async () => {
      const report = await addPictures(this.collection, incoming, this.tools, (done, total) => {
        this.adding = { done, total };
        this.events.changed();
      });
      this.adding = undefined;
      for (const note of report.notes) {
        this.events.say(note, "warn");
      }
      if (report.stopped !== undefined) {
        this.events.say(report.stopped, "bad");
      }
      this.events.changed();
    });
  }

  private async removeEmpty(which: (id: string) => boolean): Promise<void> {
    for (const { id, pictures } of this.collection.all()) {
      if (pictures.length === 0 && which(id)) {
        await this.collection.removeClass(id).catch(() => {});
      }
    }
  }

  private attempt(change: () => Promise<unknown>): void {
    change().catch((e: unknown) => {
      this.events.say(sentence(e), "bad");
      this.events.changed();
    });
  }

  private names(...butOf: (string | undefined)[]): string[] {
    return this.collection
      .all()
      .filter(({ id }) => !butOf.includes(id))
      .map(({ name }) => name);
  }
}
