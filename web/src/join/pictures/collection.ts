import type { ClassRecord, NewPicture, PictureRecord } from "../../store/records";
import type { Store } from "../../store/store";
import type { LabelledPicture } from "./prepare";

/** A class and its pictures, as the page shows them. */
export interface ClassPictures extends ClassRecord {
  readonly pictures: readonly PictureRecord[];
}

/** What the person has collected: the store's content, held in memory and changed only after the store has changed. */
export class Collection {
  private classes: ClassPictures[] = [];

  private constructor(
    readonly store: Store,
    private readonly onChange: () => void,
  ) {}

  /** Reads what the store has. */
  static async open(store: Store, onChange: () => void): Promise<Collection> {
    const collection = new Collection(store, onChange);
    collection.classes = await contentOf(store);
    return collection;
  }

  all(): readonly ClassPictures[] {
    return this.classes;
  }

  /** The class of that name, made if it is not there. */
  async classNamed(name: string): Promise<ClassRecord> {
    return this.classes.find((record) => record.name === name) ?? (await this.addClass(name));
  }

  async addClass(name: string): Promise<ClassRecord> {
    const record = await this.store.addClass(name);
    this.change([...this.classes, { ...record, pictures: [] }]);
    return record;
  }

  async renameClass(id: string, name: string): Promise<void> {
    await this.store.renameClass(id, name);
    this.change(this.classes.map((record) => (record.id === id ? { ...record, name } : record)));
  }

  async removeClass(id: string): Promise<void> {
    await this.store.removeClass(id);
    this.change(this.classes.filter((record) => record.id !== id));
  }

  async addPicture(picture: NewPicture, file: Blob): Promise<PictureRecord> {
    const added = await this.store.addPicture(picture, file);
    this.change(
      this.classes.map((record) =>
        record.id === picture.classId ? { ...record, pictures: [...record.pictures, added] } : record,
      ),
    );
    return added;
  }

  async removePicture(id: string): Promise<void> {
    await this.store.removePicture(id);
    this.change(
      this.classes.map((record) => ({ ...record, pictures: record.pictures.filter((picture) => picture.id !== id) })),
    );
  }

  /** Which class holds the picture with this digest, if one does. */
  holderOf(sha256: string): ClassRecord | undefined {
    return this.classes.find(({ pictures }) => pictures.some((picture) => picture.sha256 === sha256));
  }

  /** The picture with this digest, if there is one. */
  pictureOf(sha256: string): PictureRecord | undefined {
    return this.classes.flatMap(({ pictures }) => pictures).find((picture) => picture.sha256 === sha256);
  }

  /** Reads again what the store has: another tab has changed it. */
  async reload(): Promise<void> {
    for (;;) {
      const before = this.classes;
      const read = await contentOf(this.store);
      if (this.classes === before) {
        this.classes = read;
        return;
      } // else something was added meanwhile, which is not in what was read
    }
  }

  /** Every picture with its class's name, for a preparation. */
  labelled(): LabelledPicture[] {
    return this.classes.flatMap(({ name: label, pictures }) =>
      pictures.map(({ id, sha256, name, added }) => ({ id, sha256, name, added, label })),
    );
  }

  private change(classes: ClassPictures[]): void {
    this.classes = classes;
    this.onChange();
  }
}

async function contentOf(store: Store): Promise<ClassPictures[]> {
  const [classes, pictures] = await Promise.all([store.classes(), store.pictures()]);
  return classes.map((record) => ({
    ...record,
    pictures: pictures.filter(({ classId }) => classId === record.id),
  }));
}
