import { shares } from "../../classify/score";
import type { HeadFile, RunInfo } from "../../model/catalogue";
import type { FeatureKey } from "../../store/records";
import type { Clock } from "../../wire/clock";
import { sentence } from "../words";
import type { Eye } from "./eyes";

/** Milliseconds between two looks: while the person only looks, and while the device also trains now and then. */
export const LOOK_MS = 200;
export const SELDOM_MS = 1000;

/** What the newest model makes of what is shown. */
export interface Verdict {
  readonly round: number;
  /** In the order of the classes, adding up to 1. */
  readonly shares: readonly { readonly label: string; readonly share: number }[];
}

/** What a look needs. */
export interface PreviewParts {
  readonly clock: Clock;
  /** The run whose newest model answers; one that nobody asks for twice. */
  lease(run: RunInfo): Promise<Eye>;
  head(run: RunInfo): Promise<HeadFile>;
  keep(key: FeatureKey, features: Float32Array): Promise<void>;
  /** Looks at what is in front of the camera, or at the chosen picture; undefined where there is nothing. */
  features(extractor: Eye): Promise<Float32Array | undefined>;
  show(verdict: Verdict | undefined): void;
  fault(sentence: string | undefined): void;
}

/** When to look. */
export interface PreviewState {
  readonly run: RunInfo | undefined;
  /** Whether there is something to look at, and somebody who looks. */
  readonly looking: boolean;
  /** Whether the device takes part. */
  readonly busy: boolean;
  /** Whether it trains at this moment: nothing is looked at then. */
  readonly working: boolean;
  /** Whether pictures are recorded: those are looked at, and no others. */
  readonly recording: boolean;
}

/** Classifies what the camera sees with the newest model, as often as the device can without holding up its training. */
export class Preview {
  private state: PreviewState = { run: undefined, looking: false, busy: false, working: false, recording: false };
  private leased: { readonly run: RunInfo; readonly extractor: Eye } | undefined;
  private known: { readonly digest: string; readonly head: HeadFile } | undefined;
  private callOff: (() => void) | undefined;
  private under = false;

  constructor(private readonly parts: PreviewParts) {}

  update(state: PreviewState): void {
    const again = state.run?.head?.digest !== this.state.run?.head?.digest;
    this.state = state;
    if (!this.able()) {
      this.callOff?.();
      this.callOff = undefined;
      if (!this.under) {
        this.rest();
      }
    } else if (this.callOff === undefined && !this.under) {
      this.next(0);
    } else if (again && this.callOff !== undefined) {
      this.callOff();
      this.next(0);
    }
  }

  /** Looks at a picture that has just been kept, once for its class and for the bars; left out while another look is under way. */
  async recorded(file: Blob, name: string, sha256: string): Promise<void> {
    if (this.under || !this.able()) {
      return; // its features come when the person joins
    }
    await this.attempt(async (run, extractor) => {
      const features = await extractor.features(file, name);
      const { digest: backboneDigest } = run.backbone;
      await this.parts.keep({ sha256, backboneDigest, imageSize: run.preprocessing.imageSize }, features);
      return features;
    });
    this.update(this.state);
  }

  private able(): boolean {
    const { run, looking } = this.state;
    return looking && run?.head !== undefined;
  }

  private next(ms: number): void {
    this.callOff = this.parts.clock.after(ms, () => {
      this.callOff = undefined;
      void this.look();
    });
  }

  private async look(): Promise<void> {
    const { working, recording } = this.state;
    if (!working && !recording && !this.under) {
      await this.attempt((_, extractor) => this.parts.features(extractor));
    }
    if (this.able() && this.callOff === undefined) {
      this.next(this.state.busy ? SELDOM_MS : LOOK_MS);
    }
  }

  private async attempt(see: (run: RunInfo, extractor: Eye) => Promise<Float32Array | undefined>): Promise<void> {
    const { run } = this.state;
    if (run === undefined) {
      return;
    }
    this.under = true;
    try {
      const head = await this.newest(run);
      const features = await see(run, await this.extractor(run));
      if (this.able()) {
        this.parts.fault(undefined);
        this.parts.show(features && verdict(features, head));
      }
    } catch (e) {
      this.parts.fault(sentence(e));
    } finally {
      this.under = false;
      if (!this.able()) {
        this.rest();
      }
    }
  }

  private async newest(run: RunInfo): Promise<HeadFile> {
    const digest = `${run.runId} ${run.head?.digest}`;
    if (this.known?.digest !== digest) {
      this.known = { digest, head: await this.parts.head(run) };
    }
    return this.known.head;
  }

  private async extractor(run: RunInfo): Promise<Eye> {
    if (this.leased?.run.backbone.digest !== run.backbone.digest) {
      this.rest();
      this.leased = { run, extractor: await this.parts.lease(run) };
    }
    return this.leased!.extractor;
  }

  private rest(): void {
    this.leased?.extractor.close();
    this.leased = undefined;
  }
}

function verdict(features: Float32Array, head: HeadFile): Verdict {
  const all = shares(features, head);
  return {
    round: head.round,
    shares: Array.from(all, (share, c) => ({ label: head.labels[c] ?? `class ${c + 1}`, share })),
  };
}
