import type { Ledger } from "../wire/ledger/ledger";
import type { ClientKey } from "../wire/node/key";
import type { ClientMemory } from "../wire/node/memory";
import type { ClassRecord, FeatureKey, NewPicture, PictureRecord, Session } from "./records";

/**
 * Where pictures, their features, the session and the account of what was answered are kept: in the browser ({@link IndexedStore}) or, where it keeps nothing, in memory
 * ({@link MemoryStore}). Every change is all or nothing; a change that fails throws a StoreError and leaves what was there.
 */
export interface Store extends ClientMemory, Ledger {
  /** Why a reload would lose everything; absent where it would not. */
  readonly notice?: string;
  /** In the order they were made. */
  classes(): Promise<ClassRecord[]>;
  /** Stores a class at the end. */
  addClass(name: string): Promise<ClassRecord>;
  renameClass(id: string, name: string): Promise<void>;
  /** Removes a class and its pictures. */
  removeClass(id: string): Promise<void>;
  /** In the order they were added. */
  pictures(): Promise<PictureRecord[]>;
  addPicture(picture: NewPicture, file: Blob): Promise<PictureRecord>;
  removePicture(id: string): Promise<void>;
  /** The file's bytes as they were added. */
  file(id: string): Promise<Blob>;
  features(key: FeatureKey): Promise<Float32Array | undefined>;
  /** Keeps features if there is room; they can be computed again, so a full disk is no error here. */
  keepFeatures(key: FeatureKey, features: Float32Array): Promise<void>;
  /** The key of a client name, made on first use; no script can take it out of the browser. */
  clientKey(name: string): Promise<ClientKey>;
  session(): Promise<Session>;
  /** Changes a part of it, and nothing that another tab changed meanwhile. */
  saveSession(part: Partial<Session>): Promise<void>;
}
