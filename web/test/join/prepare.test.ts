import { describe, expect, it } from "vitest";
import { byChannel } from "../../src/join/pictures/channels";
import { type LabelledPicture, type PreparationSource, prepare } from "../../src/join/pictures/prepare";
import { holdout } from "../../src/learning/holdout";
import { PictureError } from "../../src/vision/image/decode";
import type { RunDescription } from "../../src/wire/run";

const run: RunDescription = {
  runId: "run",
  softwareVersion: "0.1.0",
  labels: [],
  preprocessing: { imageSize: 32, mean: [0.5, 0.5, 0.5], std: [0.5, 0.5, 0.5] },
  backbone: { digest: "d".repeat(64), arch: "fake", featureLength: 2, fileAvailable: false },
  holdoutShare: 0,
  seed: 7n,
  hidesNumExamples: false,
  memoryId: "memory-1",
};

const picture = (label: string, name: string, added = 0): LabelledPicture => ({
  id: `${label}/${name}`,
  label,
  name,
  added,
  sha256: `${label}/${name}`,
});

/** Features are the code of the label's and of the name's first letter. */
class FakeSource implements PreparationSource {
  readonly kept = new Map<string, Float32Array>();
  opened = 0;
  closed = 0;
  computed: string[] = [];
  unreadable = new Set<string>();
  width = 2;

  constructor(readonly list: LabelledPicture[]) {}

  async pictures() {
    return this.list;
  }
  async file(id: string) {
    return new Blob([id]);
  }
  async features(key: { sha256: string; backboneDigest: string; imageSize: number }) {
    return this.kept.get(JSON.stringify(key));
  }
  async keepFeatures(key: object, features: Float32Array) {
    this.kept.set(JSON.stringify(key), features);
  }
  async open() {
    this.opened++;
    return {
      featureLength: this.width,
      features: async (file: Blob, name: string) => {
        const id = await file.text();
        if (this.unreadable.has(id)) {
          throw new PictureError(`${name}: damaged (expected: an intact picture)`);
        }
        this.computed.push(id);
        return new Float32Array([id.charCodeAt(0), name.charCodeAt(0)]);
      },
      close: () => {
        this.closed++;
      },
    };
  }
}

const go = (source: FakeSource, over: Partial<RunDescription> = {}, signal = new AbortController().signal) =>
  prepare(
    { ...run, ...over },
    "anna",
    source,
    signal,
    () => {},
    async () => {},
  );
const text = ({ matrix, labels }: { matrix: Float32Array; labels: readonly string[] }) =>
  labels.map((label, i) => `${label}:${String.fromCharCode(...matrix.subarray(2 * i, 2 * i + 2))}`);

describe("a preparation", () => {
  it("givesRowsInTheCanonicalOrder", async () => {
    const source = new FakeSource([picture("dog", "b"), picture("cat", "z"), picture("dog", "a"), picture("cat", "y")]);
    const data = await go(source);
    expect(text(data.train)).toEqual(["cat:cy", "cat:cz", "dog:da", "dog:db"]);
    expect(data).toMatchObject({ backboneDigest: run.backbone.digest, features: 2 });
    expect(text(data.heldOut)).toEqual([]);
    expect(data.heldOut.matrix).toHaveLength(0);
  });

  it("holdsOutThePositionsThatSeedAndClientChoose", async () => {
    const list = [..."abcdefghij"].map((name) => picture("cat", name));
    const data = await go(new FakeSource(list), { holdoutShare: 0.3 });
    const expected = holdout(10, 0.3, 7n, "anna");
    expect(text(data.heldOut)).toEqual(Array.from(expected.heldOut, (i) => `cat:c${list[i].name}`));
    expect(text(data.train)).toEqual(Array.from(expected.train, (i) => `cat:c${list[i].name}`));
    expect(data.heldOut.labels).toHaveLength(3);
  });

  it("computesFeaturesOnceAndOpensNothingWhenAllAreKnown", async () => {
    const source = new FakeSource([picture("cat", "a"), picture("dog", "b")]);
    const first = await go(source);
    const second = await go(source);
    expect(second).toEqual(first);
    expect(source.computed).toHaveLength(2);
    expect([source.opened, source.closed]).toEqual([1, 1]);
  });

  it("computesAgainForAnotherBackboneOrSize", async () => {
    const source = new FakeSource([picture("cat", "a")]);
    await go(source);
    await go(source, { backbone: { ...run.backbone, digest: "e".repeat(64) } });
    await go(source, { preprocessing: { ...run.preprocessing, imageSize: 33 } });
    expect(source.computed).toHaveLength(3);
  });

  it("namesPicturesByTheirBytesAndLabelsWhateverTheirOrderNamesAndBackbone", async () => {
    const identity = async (list: LabelledPicture[], over: Partial<RunDescription> = {}) =>
      (await go(new FakeSource(list), over)).identity;
    const [a, b] = [picture("cat", "a"), picture("dog", "b")];
    const both = await identity([a, b]);
    expect(both).toMatch(/^[0-9a-f]{64}$/);
    expect(await identity([b, { ...a, name: "z", added: 5 }], { holdoutShare: 0.5 })).toBe(both);
    expect(await identity([a, b], { backbone: { ...run.backbone, digest: "e".repeat(64) } })).toBe(both);
    expect(await identity([a])).not.toBe(both);
    expect(await identity([a, { ...b, label: "cat" }])).not.toBe(both);
    expect(await identity([a, { ...b, sha256: "other" }])).not.toBe(both);
  });

  it("leavesUnreadablePicturesOutBeforeAnyIsHeldOut", async () => {
    const source = new FakeSource([picture("cat", "a"), picture("cat", "b"), picture("cat", "c")]);
    source.unreadable.add("cat/b");
    expect(text((await go(source)).train)).toEqual(["cat:ca", "cat:cc"]);
  });

  it("endsWhenTooManyAreUnreadableAndNamesThem", async () => {
    const source = new FakeSource([picture("cat", "a"), picture("cat", "b")]);
    source.unreadable.add("cat/a").add("cat/b");
    await expect(go(source)).rejects.toThrow(/^2 unreadable pictures \(expected: at most 1; .*cat: a: damaged/);
    expect(source.closed).toBe(1);
  });

  it("needsAPicture", async () => {
    await expect(go(new FakeSource([]))).rejects.toThrow(/^pictures: none \(expected: /);
  });

  it("refusesABackboneOfAnotherWidth", async () => {
    const source = new FakeSource([picture("cat", "a")]);
    source.width = 3;
    await expect(go(source)).rejects.toThrow(/gives 3 features \(expected: 2/);
    expect(source.closed).toBe(1);
  });

  it("endsBetweenTwoPicturesWhenThePersonLeaves", async () => {
    const source = new FakeSource([picture("cat", "a"), picture("cat", "b"), picture("cat", "c")]);
    const abort = new AbortController();
    const done = prepare(
      run,
      "anna",
      source,
      abort.signal,
      () => abort.abort(),
      async () => {},
    );
    await expect(done).rejects.toThrow(/abort/);
    expect(source.computed).toEqual(["cat/a"]);
    expect(source.closed).toBe(1);
  });

  it("tellsHowFarItIs", async () => {
    const source = new FakeSource([picture("cat", "a"), picture("cat", "b")]);
    const told: string[] = [];
    await prepare(
      run,
      "anna",
      source,
      new AbortController().signal,
      ({ done, total, cached }) => told.push(`${done}/${total} ${cached}`),
      async () => {},
    );
    expect(told).toEqual(["1/2 0", "2/2 0"]);
  });
});

describe("pixels", () => {
  it("areFlattenedChannelByChannelAsJavaDoes", () => {
    expect([...byChannel(new Float32Array([1, 2, 3, 4, 5, 6]))]).toEqual([1, 4, 2, 5, 3, 6]);
  });
});
