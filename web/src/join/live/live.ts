import type { HeadFile, RunInfo } from "../../model/catalogue";
import type { Store } from "../../store/store";
import { type Camera, cameraObstacle, openCamera } from "../../ui/camera";
import type { Clock } from "../../wire/clock";
import type { Collection } from "../pictures/collection";
import type { IntakeTools } from "../pictures/intake";
import { LiveView } from "../views/liveView";
import { counted, sentence } from "../words";
import type { Eye } from "./eyes";
import { glance, shoot } from "./frames";
import { Preview } from "./preview";
import { Recorder } from "./recorder";
import type { Recording } from "./recording";
import type { Undoing } from "./undoing";

/** What the live camera works on. */
export interface LiveParts {
  readonly clock: Clock;
  readonly store: Store;
  readonly collection: Collection;
  readonly undoing: Undoing;
  readonly tools: Pick<IntakeTools, "digest">;
  lease(run: RunInfo): Promise<Eye>;
  head(run: RunInfo): Promise<HeadFile>;
  changed(): void;
}

/** What the page knows. */
export interface LiveState {
  readonly run: RunInfo | undefined;
  readonly busy: boolean;
  readonly working: boolean;
}

/** Milliseconds that a camera gets until its first picture. */
const PATIENCE_MS = 8000;

/** Pictures of a hold after which their number is said: who does not see it hears it. */
const TOLD_EVERY = 20;

/** A pupil's camera: records into a class while its button is held, and shows what the class's model makes of what it sees. */
export class Live {
  readonly view: LiveView;
  private readonly recorder: Recorder;
  private readonly preview: Preview;
  private camera: Camera | undefined;
  private opening: Promise<void> | undefined;
  private chosen: { readonly file: File; features?: Promise<Float32Array>; by?: Eye } | undefined;
  private wanted: string | undefined;
  private state: LiveState = { run: undefined, busy: false, working: false };
  private frames = 0;
  private ofHold = 0;

  constructor(private readonly parts: LiveParts) {
    const { clock, changed } = parts;
    this.recorder = new Recorder({
      clock,
      changed,
      take: (classId) => this.take(classId),
      ended: (recording, why) => this.ended(recording, why),
    });
    this.view = new LiveView({
      on: () => void this.turnOn(),
      off: () => this.turnOff(undefined),
      turn: () => void this.camera?.turn().catch((e: unknown) => this.turnOff(sentence(e))),
      choose: (file) => this.choose(file),
    });
    this.preview = new Preview({
      clock,
      lease: parts.lease,
      head: parts.head,
      keep: (key, features) => parts.store.keepFeatures(key, features),
      features: (extractor) => this.look(extractor),
      show: (verdict) => this.view.show(verdict),
      fault: (text) => this.view.fault(text),
    });
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "hidden") {
        this.letGo("The page was hidden or the screen went off: recording has stopped. What was recorded is here.");
      }
      this.parts.changed();
    });
    addEventListener("pagehide", () => this.turnOff(undefined));
  }

  /** The class that is recorded now, or will be once the camera is there. */
  get held(): string | undefined {
    return this.recorder.classId ?? this.wanted;
  }

  /** Whether a frame may still come. */
  get recording(): boolean {
    return this.recorder.active;
  }

  /** Whether pictures can be recorded here at all. */
  get possible(): boolean {
    return cameraObstacle() === undefined;
  }

  /** A class's button goes down. */
  async press(classId: string): Promise<void> {
    if (this.state.busy || !this.possible) {
      return;
    }
    this.wanted = classId;
    this.parts.changed();
    if (this.camera === undefined) {
      await this.turnOn();
      if (this.wanted === undefined && this.camera !== undefined) {
        this.view.say("The camera is on. Hold a class's button to record.");
      }
    }
    if (this.wanted === classId && this.camera !== undefined) {
      this.wanted = undefined;
      this.choose(undefined);
      this.ofHold = 0;
      this.view.say(`Recording ${this.nameOf(classId)}.`);
      this.recorder.start(classId);
    }
    this.wanted = undefined;
    this.parts.changed();
  }

  /** The button is let go; `why` says why, where that was not the person. */
  letGo(why?: string): void {
    this.wanted = undefined;
    this.recorder.stop(why);
    this.parts.changed();
  }

  update(state: LiveState): void {
    if (state.busy) {
      this.letGoQuietly();
      if (!this.state.busy) {
        this.view.say("");
      }
    }
    this.state = state;
    const { run, busy, working } = state;
    const seen = document.visibilityState === "visible";
    const looking = seen && (this.camera !== undefined || this.chosen !== undefined);
    this.preview.update({ run, looking, busy, working, recording: this.recording });
    this.view.update({
      obstacle: cameraObstacle(),
      on: this.camera !== undefined,
      opening: this.opening !== undefined,
      recording: this.recorder.classId !== undefined,
      labels: run?.labels ?? [],
      round: run?.head?.round,
      looking,
      busy,
    });
  }

  private letGoQuietly(): void {
    if (this.recorder.classId !== undefined) {
      this.recorder.stop();
    }
    this.wanted = undefined;
  }

  private turnOn(): Promise<void> {
    this.opening ??= this.open().finally(() => {
      this.opening = undefined;
      this.parts.changed();
    });
    this.parts.changed();
    return this.opening;
  }

  private async open(): Promise<void> {
    try {
      const camera = await openCamera(() =>
        this.turnOff("The camera was taken away (expected: one that stays; turn it on again, or choose pictures)."),
      );
      this.choose(undefined);
      this.view.live(camera.video);
      this.camera = camera;
      await firstFrame(camera.video);
      this.view.say("The camera is on.");
    } catch (e) {
      this.turnOff(sentence(e));
    }
  }

  private turnOff(why: string | undefined): void {
    this.letGo(why);
    this.camera?.close();
    this.camera = undefined;
    this.view.live(undefined);
    if (why !== undefined) {
      this.view.trouble(why);
    }
    this.parts.changed();
  }

  private choose(file: File | undefined): void {
    if (file !== undefined) {
      this.chosen = { file };
      this.view.picture(file);
    } else if (this.chosen !== undefined) {
      this.chosen = undefined;
      this.view.picture(undefined);
    }
    this.parts.changed();
  }

  /** Of a chosen picture once, however often the model changes. */
  private async look(extractor: Eye): Promise<Float32Array | undefined> {
    const { chosen, camera } = this;
    if (chosen === undefined) {
      return camera && extractor.look(glance(camera));
    }
    if (chosen.features === undefined || chosen.by !== extractor) {
      chosen.by = extractor;
      chosen.features = extractor.features(chosen.file, chosen.file.name);
    }
    return chosen.features;
  }

  private async take(classId: string): Promise<string | undefined> {
    const { camera, parts } = this;
    if (camera === undefined) {
      throw new Error("The camera is off.");
    }
    const { file, thumbnail } = await shoot(camera);
    const sha256 = await parts.tools.digest(file);
    if (parts.collection.holderOf(sha256) !== undefined) {
      return undefined; // the very same frame
    }
    const name = `camera-${new Date(parts.clock.now()).toISOString().replace(/[:.]/g, "-")}-${String(++this.frames).padStart(4, "0")}.jpg`;
    const { id } = await parts.collection.addPicture({ classId, name, sha256, thumbnail }, file);
    void this.preview.recorded(file, name, sha256);
    if (++this.ofHold % TOLD_EVERY === 0) {
      this.view.say(`Recording ${this.nameOf(classId)}: ${this.ofHold} pictures.`);
    }
    return id;
  }

  private ended({ classId, pictures }: Recording, why: string | undefined): void {
    this.parts.undoing.recorded(classId, pictures);
    const now = this.parts.collection.all().find(({ id }) => id === classId);
    const all = now === undefined ? "" : `; ${now.pictures.length} in all`;
    const done = `${counted(pictures.length, "picture")} of ${this.nameOf(classId)} recorded${all}.`;
    if (why === undefined) {
      this.view.say(done);
    } else {
      this.view.trouble(pictures.length === 0 ? why : `${why} ${done}`);
    }
  }

  private nameOf(classId: string): string {
    return this.parts.collection.all().find(({ id }) => id === classId)?.name ?? "a class that is gone";
  }
}

/** @throws Error with a sentence if none comes */
function firstFrame(video: HTMLVideoElement): Promise<void> {
  return new Promise((done, failed) => {
    if (video.readyState >= HTMLMediaElement.HAVE_CURRENT_DATA) {
      done();
      return;
    }
    const late = setTimeout(
      () =>
        failed(
          new Error("The camera shows nothing (expected: a picture; close other programs that use it, try again)."),
        ),
      PATIENCE_MS,
    );
    video.addEventListener(
      "loadeddata",
      () => {
        clearTimeout(late);
        done();
      },
      { once: true },
    );
  });
}
