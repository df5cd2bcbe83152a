import { describe, expect, it } from "vitest";
import { LOOK_MS, Preview, type PreviewState, SELDOM_MS, type Verdict } from "../../../src/join/live/preview";
import type { HeadFile } from "../../../src/model/catalogue";
import { parseRun, type RunInfo } from "../../../src/model/runInfo";
import { runJson } from "../../model/served";

/** A model of two features and two classes that prefers the second one. */
const head = (round: number): HeadFile => ({
  round,
  digest: `d${round}`,
  labels: ["cat", "dog"],
  parameters: Float32Array.of(0, 0, 0, 0, 0, 3),
  bytes: new ArrayBuffer(0),
  keptAt: undefined,
});

function run(round: number | undefined): RunInfo {
  const { head: _, ...rest } = parseRun(runJson());
  return { ...rest, head: round === undefined ? undefined : { round, digest: `d${round}`, url: "/head" } };
}

class Scene {
  time = 0;
  looks = 0;
  fetched = 0;
  leases = 0;
  kept: string[] = [];
  shown: (Verdict | undefined)[] = [];
  private due: { at: number; then: () => void }[] = [];
  state: PreviewState = { run: run(undefined), looking: true, busy: false, working: false, recording: false };
  private readonly eye = {
    featureLength: 2,
    features: async () => Float32Array.of(1, 1),
    look: async () => Float32Array.of(1, 1),
    close: () => this.leases--,
  };
  readonly preview = new Preview({
    clock: {
      now: () => this.time,
      after: (ms, then) => {
        const one = { at: this.time + ms, then };
        this.due.push(one);
        return () => {
          this.due = this.due.filter((other) => other !== one);
        };
      },
    },
    lease: async () => {
      this.leases++;
      return this.eye;
    },
    head: async ({ head: of }) => {
      this.fetched++;
      return head(of!.round);
    },
    keep: async ({ sha256 }) => void this.kept.push(sha256),
    features: async (eye) => {
      this.looks++;
      return eye.look(undefined as never);
    },
    show: (verdict) => this.shown.push(verdict),
    fault: () => {},
  });

  now(part: Partial<PreviewState>): void {
    this.state = { ...this.state, ...part };
    this.preview.update(this.state);
  }

  async turn(ms: number): Promise<void> {
    const end = this.time + ms;
    for (;;) {
      for (let i = 0; i < 20; i++) await Promise.resolve();
      const next = this.due.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
      if (next === undefined) break;
      this.due = this.due.filter((one) => one !== next);
      this.time = next.at;
      next.then();
    }
    this.time = end;
  }
}

describe("the preview", () => {
  it("looksAtNothingBeforeTheFirstRoundAndThenAtASteadyRate", async () => {
    const scene = new Scene();
    scene.now({});
    await scene.turn(10_000);
    expect([scene.looks, scene.leases, scene.fetched]).toEqual([0, 0, 0]);
    scene.now({ run: run(1) });
    await scene.turn(10 * LOOK_MS - 1);
    expect([scene.looks, scene.fetched]).toEqual([10, 1]);
    const { shares, round } = scene.shown.at(-1)!;
    expect(round).toBe(1);
    expect(shares.map(({ label }) => label)).toEqual(["cat", "dog"]);
    expect(shares[1].share).toBeCloseTo(Math.exp(3) / (1 + Math.exp(3)), 6);
  });

  it("takesTheNewestModelOnceARound", async () => {
    const scene = new Scene();
    scene.now({ run: run(1) });
    await scene.turn(1000);
    scene.now({ run: run(2) });
    await scene.turn(1000);
    expect(scene.fetched).toBe(2);
    expect(scene.shown.at(-1)?.round).toBe(2);
  });

  it("restsWhileTheDeviceTrainsAndLooksSeldomBetween", async () => {
    const scene = new Scene();
    scene.now({ run: run(1), busy: true, working: true });
    await scene.turn(10_000);
    expect(scene.looks).toBe(0);
    scene.now({ working: false });
    await scene.turn(5 * SELDOM_MS);
    expect(scene.looks).toBeLessThanOrEqual(6);
    expect(scene.looks).toBeGreaterThanOrEqual(4);
  });

  it("seesRecordedPicturesOnceForTheirClassAndForTheBars", async () => {
    const scene = new Scene();
    scene.now({ run: run(1), recording: true });
    await scene.turn(1000);
    expect(scene.looks).toBe(0);
    await scene.preview.recorded(new Blob([]), "a.jpg", "aa");
    expect(scene.kept).toEqual(["aa"]);
    expect(scene.shown).toHaveLength(1);
  });

  it("givesTheBackboneBackWhenNobodyLooks", async () => {
    const scene = new Scene();
    scene.now({ run: run(1) });
    await scene.turn(1000);
    expect(scene.leases).toBe(1);
    scene.now({ looking: false });
    await scene.turn(1000);
    expect(scene.leases).toBe(0);
  });
});
