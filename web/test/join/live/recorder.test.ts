import { describe, expect, it } from "vitest";
import { Recorder } from "../../../src/join/live/recorder";
import { EVERY_MS, MOST, type Recording } from "../../../src/join/live/recording";
import type { Clock } from "../../../src/wire/clock";

/** A clock that a test turns, and a camera that gives numbers. */
class Scene {
  time = 0;
  taken = 0;
  broken: string | undefined;
  ended: { recording: Recording; why: string | undefined }[] = [];
  private due: { at: number; then: () => void }[] = [];
  readonly clock: Clock = {
    now: () => this.time,
    after: (ms, then) => {
      const one = { at: this.time + ms, then };
      this.due.push(one);
      return () => {
        this.due = this.due.filter((other) => other !== one);
      };
    },
  };
  readonly recorder = new Recorder({
    clock: this.clock,
    take: async () => {
      if (this.broken !== undefined) {
        throw new Error(this.broken);
      }
      return `p${++this.taken}`;
    },
    changed: () => {},
    ended: (recording, why) => this.ended.push({ recording, why }),
  });

  async turn(ms: number): Promise<void> {
    const end = this.time + ms;
    for (;;) {
      await this.settle();
      const next = this.due.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
      if (next === undefined) {
        break;
      }
      this.due = this.due.filter((one) => one !== next);
      this.time = next.at;
      next.then();
    }
    this.time = end;
  }

  /** Lets what is promised be done. */
  async settle(): Promise<void> {
    for (let i = 0; i < 10; i++) {
      await Promise.resolve();
    }
  }
}

describe("holding a class's button", () => {
  it("takesTenPicturesASecondAndStopsWhenItIsLetGo", async () => {
    const scene = new Scene();
    scene.recorder.start("cat");
    await scene.turn(10 * EVERY_MS - 1);
    expect(scene.taken).toBe(10);
    scene.recorder.stop();
    await scene.turn(5000);
    expect(scene.taken).toBe(10);
    expect(scene.ended.map(({ recording, why }) => [recording.pictures.length, why])).toEqual([[10, undefined]]);
    expect(scene.recorder.active).toBe(false);
  });

  it("takesOnePictureOfATouchThatEndsBeforeTheFirst", async () => {
    const scene = new Scene();
    scene.recorder.start("cat");
    scene.recorder.stop();
    await scene.turn(1000);
    expect(scene.ended[0].recording.pictures).toEqual(["p1"]);
  });

  it("endsWithWhatThereIsWhenTheCameraOrTheStorageGivesOut", async () => {
    const scene = new Scene();
    scene.recorder.start("cat");
    await scene.turn(2 * EVERY_MS);
    scene.broken = "the storage is full";
    await scene.turn(1000);
    expect(scene.ended).toHaveLength(1);
    expect(scene.ended[0]).toMatchObject({ why: "the storage is full", recording: { pictures: ["p1", "p2", "p3"] } });
    scene.recorder.stop();
    expect(scene.ended).toHaveLength(1);
  });

  it("endsByItselfAfterManyAndSaysSo", async () => {
    const scene = new Scene();
    scene.recorder.start("cat");
    await scene.turn(EVERY_MS * (MOST + 50));
    expect(scene.taken).toBe(MOST);
    expect(scene.ended[0].why).toContain(`${MOST} pictures are the most`);
  });

  it("recordsOneClassAtATime", async () => {
    const scene = new Scene();
    scene.recorder.start("cat");
    scene.recorder.start("dog");
    await scene.turn(0);
    expect(scene.recorder.classId).toBe("cat");
    scene.recorder.stop("the page was hidden");
    await scene.turn(1000);
    expect(scene.ended).toMatchObject([{ why: "the page was hidden", recording: { classId: "cat" } }]);
  });
});
