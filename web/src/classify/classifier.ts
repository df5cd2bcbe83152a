import { CoordinatorGone, type HeadFile, type OnProgress, type RunInfo } from "../model/catalogue";
import type { Preprocessing } from "../vision/image/preprocessing";
import type { RgbImage } from "../vision/image/rgbImage";
import { type Guess, type LastLayer, shares, topK } from "./score";

/** What this page needs of a VisionEngine. */
export interface Engine {
  readonly backend: string;
  readonly pretrained?: { parameters: Float32Array; labels: string[] };
  features(image: RgbImage, p: Preprocessing): Promise<Float32Array>;
  close(): void;
}

/** Where models and pictures come from; tests put their own here. */
export interface Sources {
  loadRun(): Promise<RunInfo>;
  loadBackbone(run: RunInfo, onProgress: OnProgress): Promise<ArrayBuffer>;
  loadHead(run: RunInfo): Promise<HeadFile>;
  /** `onBackend` is told what computes and why nothing faster does, again whenever that changes. */
  openEngine(file: ArrayBuffer, onBackend: (reason: string) => void): Promise<Engine>;
  decode(file: Blob): Promise<RgbImage>;
  /** Milliseconds since 1970. */
  now(): number;
}

/** Whose last layer answers: the run's newest, or the one that came with the backbone. */
export type Choice = "run" | "pretrained";

/** A picture as the backbone sees it. */
export interface Seen {
  features: Float32Array;
  /** What made them: the backbone's file and the preprocessing. */
  source: string;
  /** From the file's bytes to features, in milliseconds. */
  elapsedMs: number;
}

/** The result of a check with the coordinator. */
export type News = "nothing" | "head" | "backbone";

const TOP = 5;

/** The state of the page without its presentation: run, models, and their age. */
export class Classifier {
  run: RunInfo | undefined;
  head: HeadFile | undefined;
  engine: Engine | undefined;
  /** Why no faster backend computes; empty if the fastest does. */
  backendReason = "";
  choice: Choice = "run";
  /** True once the person has chosen; until then the run's model is taken as soon as there is one. */
  chosen = false;
  /** Set while the coordinator is out of reach: since when what is shown is not known to be the newest. */
  offlineSince: number | undefined;
  private lastSeen: number | undefined;
  private opened: string | undefined;

  constructor(
    private readonly sources: Sources,
    private readonly onBackend: () => void = () => {},
  ) {}

  /**
   * Looks what the coordinator has, and loads what is new. Call again and again. A coordinator that is gone is no error
   * once there is a model.
   *
   * @throws TokenRequired, CoordinatorGone, or Error with a sentence
   */
  async refresh(onProgress: OnProgress = () => {}): Promise<News> {
    try {
      const run = await this.sources.loadRun();
      const backbone = await this.refreshBackbone(run, onProgress);
      const sameRun = run.runId === this.run?.runId;
      this.run = run;
      const head = await this.refreshHead(run, sameRun);
      this.lastSeen = run.keptAt ?? this.sources.now();
      this.offlineSince = run.keptAt;
      if (!this.chosen) {
        this.choice = this.head || !this.layer("pretrained") ? "run" : "pretrained";
      }
      return backbone ? "backbone" : head ? "head" : "nothing";
    } catch (e) {
      if (e instanceof CoordinatorGone && this.engine) {
        this.offlineSince = this.lastSeen;
        return "nothing";
      }
      throw e;
    }
  }

  /**
   * Looks at one picture; {@link refresh} must have opened an engine.
   *
   * @throws PictureError with a sentence if it is none
   */
  async see(file: Blob): Promise<Seen> {
    const { engine, run } = this;
    if (!engine || !run) {
      throw new Error("The model is not there yet (expected: a loaded one; wait a moment).");
    }
    const source = this.source();
    const began = performance.now();
    const image = await this.sources.decode(file);
    const features = await engine.features(image, run.preprocessing);
    return { features, source, elapsedMs: performance.now() - began };
  }

  /** Whether these features still fit the model. */
  isCurrent(seen: Seen): boolean {
    return seen.source === this.source();
  }

  /** The five likeliest classes by the chosen model; nothing while there is none. */
  guesses(seen: Seen): Guess[] | undefined {
    const layer = this.layer(this.choice);
    return layer && topK(shares(seen.features, layer), layer.labels, TOP);
  }

  /** The last layer of a choice, if there is one. */
  layer(choice: Choice): LastLayer | undefined {
    if (choice === "run") {
      return this.head;
    }
    const pretrained = this.engine?.pretrained;
    const names = this.run?.pretrained?.labels ?? [];
    return pretrained && { parameters: pretrained.parameters, labels: names.length > 0 ? names : pretrained.labels };
  }

  private async refreshBackbone(run: RunInfo, onProgress: OnProgress): Promise<boolean> {
    const sha256 = run.backbone.file?.sha256;
    if (this.engine && sha256 === this.opened) {
      return false;
    }
    const file = await this.sources.loadBackbone(run, onProgress);
    // A page has one graphics context for this: the old engine lets it go before the new one asks.
    this.engine?.close();
    this.engine = undefined;
    this.opened = undefined;
    this.engine = await this.sources.openEngine(file, (reason) => {
      this.backendReason = reason;
      this.onBackend();
    });
    this.opened = sha256;
    this.head = undefined; // made for the old one
    return true;
  }

  private source(): string {
    const { imageSize, mean, std } = this.run?.preprocessing ?? {};
    return [this.opened, imageSize, mean, std].join("/");
  }

  private async refreshHead(run: RunInfo, sameRun: boolean): Promise<boolean> {
    const before = this.head?.digest;
    if (!run.head) {
      this.head = undefined;
    } else if (run.head.digest !== before || !sameRun) {
      this.head = await this.sources.loadHead(run);
    }
    return this.head?.digest !== before;
  }
}
