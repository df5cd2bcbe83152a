import { PageLedger } from "../wire/ledger/ledger";
import { type ClientKey, freshKey } from "../wire/node/key";
import { memoryKey, type Versions } from "../wire/node/memory";
import {
  type ClassRecord,
  type FeatureKey,
  NEW_SESSION,
  type NewPicture,
  type PictureRecord,
  type Session,
  StoreError,
} from "./records";
import type { Store } from "./store";

/** Keeps everything until the page is left: for private windows and browsers that store nothing. */
export class MemoryStore extends PageLedger implements Store {
  private readonly allClasses = new Map<string, ClassRecord>();
  private readonly allPictures = new Map<string, PictureRecord>();
  private readonly files = new Map<string, Blob>();
  private readonly vectors = new Map<string, Float32Array>();
  private readonly memories = new Map<string, Versions>();
  private readonly keys = new Map<string, Promise<ClientKey>>();
  private current: Session = NEW_SESSION;
  private next = 1;

  constructor(readonly notice: string) {
    super();
  }

  clientKey(name: string): Promise<ClientKey> {
    const kept = this.keys.get(name) ?? freshKey();
    this.keys.set(name, kept);
    return kept;
  }

  async classes(): Promise<ClassRecord[]> {
    return [...this.allClasses.values()].sort((a, b) => a.order - b.order);
  }

  async addClass(name: string): Promise<ClassRecord> {
    const order = this.next++;
    const record = { id: `c${order}`, name, order };
    this.allClasses.set(record.id, record);
    return record;
  }

  async renameClass(id: string, name: string): Promise<void> {
    this.allClasses.set(id, { ...this.requireClass(id), name });
  }

  async removeClass(id: string): Promise<void> {
    this.allClasses.delete(id);
    for (const picture of [...this.allPictures.values()]) {
      if (picture.classId === id) {
        await this.removePicture(picture.id);
      }
    }
  }

  async pictures(): Promise<PictureRecord[]> {
    return [...this.allPictures.values()].sort((a, b) => a.added - b.added);
  }

  async addPicture(picture: NewPicture, file: Blob): Promise<PictureRecord> {
    this.requireClass(picture.classId);
    const added = this.next++;
    const record = { ...picture, id: `p${added}`, added, size: file.size };
    this.allPictures.set(record.id, record);
    this.files.set(record.id, file);
    return record;
  }

  async removePicture(id: string): Promise<void> {
    this.allPictures.delete(id);
    this.files.delete(id);
  }

  async file(id: string): Promise<Blob> {
    const file = this.files.get(id);
    if (!file) {
      throw new StoreError(`picture ${id}: is gone (expected: one that was added; add it again)`);
    }
    return file;
  }

  async features(key: FeatureKey): Promise<Float32Array | undefined> {
    return this.vectors.get(textOf(key));
  }

  async keepFeatures(key: FeatureKey, features: Float32Array): Promise<void> {
    this.vectors.set(textOf(key), features);
  }

  async session(): Promise<Session> {
    return this.current;
  }

  async saveSession(part: Partial<Session>): Promise<void> {
    this.current = { ...this.current, ...part };
  }

  async memory(memoryId: string, client: string): Promise<Versions> {
    return this.memories.get(memoryKey(memoryId, client)) ?? new Map();
  }

  async keepMemory(memoryId: string, client: string, versions: Versions): Promise<void> {
    this.memories.set(memoryKey(memoryId, client), versions);
  }

  private requireClass(id: string): ClassRecord {
    const found = this.allClasses.get(id);
    if (!found) {
      throw new StoreError(`class ${id}: is gone (expected: one that was made; make it again)`);
    }
    return found;
  }
}

/** The key as one string. */
export function textOf({ sha256, backboneDigest, imageSize }: FeatureKey): string {
  return `${sha256}/${backboneDigest}/${imageSize}`;
}
