import { beforeEach, describe, expect, test } from "vitest";
import { Classifier, type Engine, type Sources } from "../../src/classify/classifier";
import { CoordinatorGone, type HeadFile, type RunInfo } from "../../src/model/catalogue";
import { parseRun } from "../../src/model/runInfo";
import { runJson } from "../model/served";

const head = (round: number): HeadFile => ({
  round,
  digest: `d${round}`,
  labels: ["cat", "dog"],
  parameters: Float32Array.from([round, 0, 0, 0, 0, 0, 0, 0]),
  bytes: new ArrayBuffer(0),
  keptAt: undefined,
});

/** A coordinator whose round and backbone the test turns. */
class FakeSources implements Sources {
  round = 0;
  backbone = "b1";
  gone = false;
  keptAt: number | undefined;
  pretrained: Engine["pretrained"];
  engines = { opened: 0, closed: 0 };
  time = 50_000;

  loadRun = async (): Promise<RunInfo> => {
    if (this.gone) {
      throw new CoordinatorGone("gone");
    }
    const run = parseRun(runJson(), this.keptAt);
    run.head = this.round > 0 ? { round: this.round, digest: `d${this.round}`, url: "/h" } : undefined;
    run.backbone.file = { url: "/b", sha256: this.backbone, size: 8 };
    return run;
  };
  loadBackbone = async () => new ArrayBuffer(8);
  loadHead = async () => head(this.round);
  openEngine = async (): Promise<Engine> => {
    this.engines.opened++;
    expect(this.engines.opened - this.engines.closed, "engines open at a time").toBe(1);
    return {
      backend: "wasm",
      ...(this.pretrained && { pretrained: this.pretrained }),
      features: async () => Float32Array.from([1, 0, 0]),
      close: () => {
        this.engines.closed++;
      },
    };
  };
  decode = async () => ({ width: 1, height: 1, data: new Uint8ClampedArray(4) });
  now = () => this.time;
}

describe("classifier", () => {
  let sources: FakeSources;
  let classifier: Classifier;
  beforeEach(() => {
    sources = new FakeSources();
    classifier = new Classifier(sources);
  });

  test("beforeTheFirstRoundPicturesAreSeenButNotNamed", async () => {
    await classifier.refresh();
    expect(classifier.guesses(await classifier.see(new Blob()))).toBeUndefined();
  });

  test("pretrainedAnswersUntilTheRunHasAModel", async () => {
    sources.pretrained = { parameters: new Float32Array(8), labels: ["x", "y"] };
    await classifier.refresh();
    expect(classifier.choice).toBe("pretrained");
    sources.round = 1;
    expect(await classifier.refresh()).toBe("head");
    expect(classifier.choice).toBe("run");
  });

  test("choiceOfThePersonStays", async () => {
    sources.pretrained = { parameters: new Float32Array(8), labels: ["x", "y"] };
    await classifier.refresh();
    classifier.choice = "pretrained";
    classifier.chosen = true;
    sources.round = 1;
    await classifier.refresh();
    expect(classifier.choice).toBe("pretrained");
  });

  test("newHeadAnswersAboutPicturesSeenBefore", async () => {
    sources.round = 1;
    await classifier.refresh();
    const seen = await classifier.see(new Blob());
    const before = classifier.guesses(seen)![0].share;
    sources.round = 3;
    await classifier.refresh();
    expect(classifier.isCurrent(seen)).toBe(true);
    expect(classifier.guesses(seen)![0].share).toBeGreaterThan(before);
    expect(sources.engines.opened).toBe(1);
  });

  test("newBackboneReplacesTheEngineAndOutdatesFeatures", async () => {
    await classifier.refresh();
    const seen = await classifier.see(new Blob());
    sources.backbone = "b2";
    expect(await classifier.refresh()).toBe("backbone");
    expect(sources.engines).toEqual({ opened: 2, closed: 1 });
    expect(classifier.isCurrent(seen)).toBe(false);
  });

  test("goneCoordinatorIsNoErrorOnceThereIsAModelAndTellsSinceWhen", async () => {
    sources.round = 12;
    await classifier.refresh();
    sources.gone = true;
    sources.time = 90_000;
    expect(await classifier.refresh()).toBe("nothing");
    expect(classifier.offlineSince).toBe(50_000);
    sources.gone = false;
    await classifier.refresh();
    expect(classifier.offlineSince).toBeUndefined();
  });

  test("goneCoordinatorFromTheBeginningIsAnError", async () => {
    sources.gone = true;
    await expect(classifier.refresh()).rejects.toThrow(CoordinatorGone);
  });

  test("keptCopyTellsItsAge", async () => {
    sources.keptAt = 20_000;
    await classifier.refresh();
    expect(classifier.offlineSince).toBe(20_000);
  });
});
