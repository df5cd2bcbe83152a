/** One hold of a class's button: pictures are taken at a steady rate until it is let go. Pure: times come from outside. */
export interface Recording {
  readonly classId: string;
  /** Ids of the pictures that were kept, in their order. */
  readonly pictures: readonly string[];
  /** When the last frame was taken, in milliseconds; undefined before the first. */
  readonly lastAt: number | undefined;
  readonly released: boolean;
}

/** Milliseconds between two frames: ten a second, and fewer where keeping one takes longer. */
export const EVERY_MS = 100;

/** Pictures of one hold. A finger that fell asleep fills no device. */
export const MOST = 200;

export function begun(classId: string): Recording {
  return { classId, pictures: [], lastAt: undefined, released: false };
}

/** After a frame; `id` is undefined where it was not kept, such as one that is there already. */
export function taken(recording: Recording, at: number, id: string | undefined): Recording {
  return {
    ...recording,
    lastAt: at,
    pictures: id === undefined ? recording.pictures : [...recording.pictures, id],
  };
}

export function letGo(recording: Recording): Recording {
  return { ...recording, released: true };
}

/** Milliseconds until the next frame, or undefined if there is none. The shortest touch gives one picture. */
export function untilNext(recording: Recording, now: number): number | undefined {
  const { pictures, lastAt, released } = recording;
  if (lastAt === undefined) {
    return 0;
  }
  return released || pictures.length >= MOST ? undefined : Math.max(0, lastAt + EVERY_MS - now);
}
