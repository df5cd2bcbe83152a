/** A class as the person made it; pictures name it by `id`, so that renaming touches nothing else. */
export interface ClassRecord {
  readonly id: string;
  readonly name: string;
  /** Position on the page; not the class index of a run. */
  readonly order: number;
}

/** A picture without its file: small enough to hold all of them in memory. */
export interface PictureRecord {
  readonly id: string;
  readonly classId: string;
  /** Path below its class folder with `/` between folders, or a made-up name for a camera's frame; in composed form (NFC). */
  readonly name: string;
  /** 64 hex digits, of the file's bytes. */
  readonly sha256: string;
  /** Counts up with every picture added. */
  readonly added: number;
  /** Bytes of the file. */
  readonly size: number;
  /** A small JPEG for the grid; absent where none could be made. */
  readonly thumbnail?: Blob;
}

/** A picture that is not stored yet. */
export type NewPicture = Omit<PictureRecord, "id" | "added" | "size">;

/** What a vector of features is filed under; mirrors Java's `FeatureCache`. */
export interface FeatureKey {
  /** Of the picture's file. */
  readonly sha256: string;
  /** Names the function from pictures to features, 64 hex digits. */
  readonly backboneDigest: string;
  readonly imageSize: number;
}

/** What the person typed and chose on the page, and whether they take part now. */
export interface Session {
  readonly name: string;
  readonly token: string;
  /** Whether the person pressed Join and has not left since: a reload then joins again. */
  readonly joined: boolean;
  /** A class name that is typed but not added yet. */
  readonly draft: string;
  /** Only with secure aggregation. */
  readonly secureOnly: boolean;
  /** Least masked contributions a sum must be of, as typed. */
  readonly minSurvivors: string;
  /** Others that may work with the coordinator, as typed. */
  readonly colluders: string;
  /** Least noise multiplier for the whole contribution, as typed; empty for none. */
  readonly clientNoise: string;
  /** Least noise multiplier for a picture (DP-SGD), as typed; empty for none. */
  readonly exampleNoise: string;
}

/** Before anything was typed. */
export const NEW_SESSION: Session = {
  name: "",
  token: "",
  joined: false,
  draft: "",
  secureOnly: false,
  minSurvivors: "3",
  colluders: "1",
  clientNoise: "",
  exampleNoise: "",
};

/** Nothing was stored, and what was there is still there; the message is a sentence for people. */
export class StoreError extends Error {
  override name = "StoreError";
}
