import { describe, expect, it } from "vitest";
import { Eyes, type Seeing } from "../../../src/join/live/eyes";

const run = (digest: string): Seeing => ({
  preprocessing: { imageSize: 64, mean: [0, 0, 0], std: [1, 1, 1] },
  backbone: { arch: "mobilenet_v2", digest },
});

function opened() {
  const log: string[] = [];
  let fails = false;
  const eyes = new Eyes(async ({ backbone: { digest } }: Seeing) => {
    log.push(`open ${digest}`);
    if (fails) {
      throw new Error("no network");
    }
    return {
      featureLength: 1,
      features: async () => Float32Array.of(1),
      look: async () => Float32Array.of(1),
      close: () => log.push(`close ${digest}`),
    };
  });
  return { eyes, log, failing: (now: boolean) => (fails = now) };
}

describe("a page's eyes", () => {
  it("openTheBackboneOnceForAllWhoLookAndLetItGoWithTheLast", async () => {
    const { eyes, log } = opened();
    const [one, two] = await Promise.all([eyes.lease(run("a")), eyes.lease(run("a"))]);
    one.close();
    one.close();
    await Promise.resolve();
    expect(log).toEqual(["open a"]);
    two.close();
    await Promise.resolve();
    expect(log).toEqual(["open a", "close a"]);
  });

  it("openAnotherBackboneForAnotherRun", async () => {
    const { eyes, log } = opened();
    const one = await eyes.lease(run("a"));
    await eyes.lease(run("b"));
    one.close();
    await Promise.resolve();
    expect(log).toEqual(["open a", "open b", "close a"]);
  });

  it("tryAgainAfterAFailure", async () => {
    const { eyes, log, failing } = opened();
    failing(true);
    await expect(eyes.lease(run("a"))).rejects.toThrow("no network");
    failing(false);
    await eyes.lease(run("a"));
    expect(log).toEqual(["open a", "open a"]);
  });
});
