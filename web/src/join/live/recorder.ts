import type { Clock } from "../../wire/clock";
import { sentence } from "../words";
import { begun, letGo, MOST, type Recording, taken, untilNext } from "./recording";

/** What recording needs. */
export interface RecorderParts {
  readonly clock: Clock;
  /** Takes one frame and keeps it in the class; gives the picture's id, or undefined where an equal one is there. */
  take(classId: string): Promise<string | undefined>;
  /** Something is to be drawn. */
  changed(): void;
  /** A recording is over; `why` is a sentence if it did not end by letting go. */
  ended(recording: Recording, why: string | undefined): void;
}

/** Takes pictures while a button is held; one recording at a time, one frame after the other. */
export class Recorder {
  private recording: Recording | undefined;
  private why: string | undefined;
  private taking = false;
  private callOff: () => void = () => {};

  constructor(private readonly parts: RecorderParts) {}

  /** The class that is recorded now. */
  get classId(): string | undefined {
    return this.recording?.released === false ? this.recording.classId : undefined;
  }

  /** Whether a frame may still come. */
  get active(): boolean {
    return this.recording !== undefined;
  }

  /** Nothing happens while another recording is not over. */
  start(classId: string): void {
    if (this.recording === undefined) {
      this.recording = begun(classId);
      this.why = undefined;
      this.parts.changed();
      void this.frame();
    }
  }

  /** Lets go. `why` says what ended it, where that was not the person. */
  stop(why?: string): void {
    if (this.recording !== undefined && !this.recording.released) {
      this.recording = letGo(this.recording);
      this.why = why;
      this.parts.changed();
      if (untilNext(this.recording, this.parts.clock.now()) === undefined && !this.taking) {
        this.callOff();
        this.end();
      }
    }
  }

  private async frame(): Promise<void> {
    const { recording } = this;
    if (recording === undefined) {
      return;
    }
    const at = this.parts.clock.now();
    this.taking = true;
    try {
      const id = await this.parts.take(recording.classId);
      this.recording = taken(this.recording ?? recording, at, id);
    } catch (e) {
      this.recording = letGo(taken(this.recording ?? recording, at, undefined));
      this.why ??= sentence(e);
    } finally {
      this.taking = false;
    }
    this.parts.changed();
    this.goOn();
  }

  private goOn(): void {
    const { recording } = this;
    if (recording === undefined) {
      return;
    }
    const wait = untilNext(recording, this.parts.clock.now());
    if (wait !== undefined) {
      this.callOff = this.parts.clock.after(wait, () => void this.frame());
      return;
    }
    if (!recording.released) {
      this.why = `${MOST} pictures are the most of one hold. Let go, and hold again for more.`;
    }
    this.end();
  }

  private end(): void {
    const { recording } = this;
    this.recording = undefined;
    if (recording !== undefined) {
      this.parts.ended(letGo(recording), this.why);
    }
    this.parts.changed();
  }
}
