import { beforeEach, describe, expect, test } from "vitest";
import { Catalogue, CoordinatorGone, TokenRequired } from "../../src/model/catalogue";
import { BACKBONE, BACKBONE_URL, FakeSurroundings, headFile, runJson } from "./served";

describe("catalogue", () => {
  let around: FakeSurroundings;
  let catalogue: Catalogue;
  beforeEach(() => {
    around = new FakeSurroundings();
    catalogue = new Catalogue(around);
  });

  test("runIsReadWithAllBitsOfItsSeed", async () => {
    const run = await catalogue.loadRun();
    expect(run.seed).toBe(9007199254740993n);
    expect(run.backbone.featureLength).toBe(3);
    expect(run.keptAt).toBeUndefined();
  });

  test("backboneIsVerifiedToldInStepsAndKept", async () => {
    const steps: number[] = [];
    const bytes = await catalogue.loadBackbone(await catalogue.loadRun(), (loaded) => steps.push(loaded));
    expect(new Uint8Array(bytes)).toEqual(BACKBONE);
    expect(steps.at(-1)).toBe(BACKBONE.length);
    expect(around.copies.get(BACKBONE_URL)).toEqual(BACKBONE);
  });

  test("backboneOfAnotherDigestIsRefusedAndNotKept", async () => {
    around.answers.set(BACKBONE_URL, () => new Response(new Uint8Array(8)));
    await expect(catalogue.loadBackbone(await catalogue.loadRun())).rejects.toThrow(/arrived damaged: SHA-256/);
    expect(around.copies.has(BACKBONE_URL)).toBe(false);
  });

  test("backboneLongerThanPromisedIsCutOff", async () => {
    around.answers.set(BACKBONE_URL, () => new Response(new Uint8Array(9)));
    await expect(catalogue.loadBackbone(await catalogue.loadRun())).rejects.toThrow(/longer than 8 bytes/);
  });

  test("damagedCopyIsFetchedAgain", async () => {
    around.copies.set(BACKBONE_URL, new Uint8Array(8));
    const bytes = await catalogue.loadBackbone(await catalogue.loadRun());
    expect(new Uint8Array(bytes)).toEqual(BACKBONE);
    expect(around.copies.get(BACKBONE_URL)).toEqual(BACKBONE);
  });

  test("intactCopySavesTheNetwork", async () => {
    around.copies.set(BACKBONE_URL, BACKBONE);
    await catalogue.loadBackbone(await catalogue.loadRun());
    expect(around.asked).not.toContain(BACKBONE_URL);
  });

  test("runWithoutBackboneFileSaysSo", async () => {
    const backbone = { digest: "d", arch: "mobilenet_v2", feature_length: 3, file: null };
    around.answers.set("/api/run.json", () => Response.json(runJson({ backbone })));
    await expect(catalogue.loadBackbone(await catalogue.loadRun())).rejects.toThrow(/serves no backbone file/);
  });

  test("headWithHiddenLayersIsRefusedAndNotTakenForItsFirstLayer", async () => {
    const last = { "classifier.3.bias": { dtype: "F32", shape: [0], data_offsets: [32, 32] } };
    around.answers.set("/api/head.safetensors", () => new Response(headFile({}, last)));
    await expect(catalogue.loadHead(await catalogue.loadRun())).rejects.toThrow(
      /hidden layers, which this page cannot use/,
    );
  });

  test("runTellsItsModelWhereItsCoordinatorDoes", async () => {
    expect((await catalogue.loadRun()).model).toBeUndefined();
    around.answers.set("/api/run.json", () => Response.json(runJson({ model: "mlp:200" })));
    expect((await catalogue.loadRun()).model).toBe("mlp:200");
  });

  test("headTellsItsOwnRound", async () => {
    const head = await catalogue.loadHead(await catalogue.loadRun());
    expect(head.round).toBe(13);
    expect(head.labels).toEqual(["cat", "dog"]);
    expect(Array.from(head.parameters)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  });

  test("headOfAnotherDigestOrBackboneIsRefused", async () => {
    const run = await catalogue.loadRun();
    around.answers.set("/api/head.safetensors", () => new Response(headFile({ digest: "0000" })));
    await expect(catalogue.loadHead(run)).rejects.toThrow(/damaged/);
    around.answers.set("/api/head.safetensors", () => new Response(headFile({ backbone_digest: "other" })));
    await expect(catalogue.loadHead(run)).rejects.toThrow(/another backbone/);
  });

  test("goneCoordinatorIsReplacedByTheKeptCopies", async () => {
    const first = await catalogue.loadRun();
    await catalogue.loadBackbone(first);
    await catalogue.loadHead(first);
    around.gone = true;
    const run = await catalogue.loadRun();
    expect(run.keptAt).toBe(900000);
    expect((await catalogue.loadHead(run)).keptAt).toBe(900000);
    expect(new Uint8Array(await catalogue.loadBackbone(run))).toEqual(BACKBONE);
  });

  test("goneCoordinatorWithoutCopiesIsASentence", async () => {
    around.gone = true;
    await expect(catalogue.loadRun()).rejects.toThrow(CoordinatorGone);
  });

  test("fullStorageIsNoErrorButKnown", async () => {
    around.room = "full";
    await catalogue.loadBackbone(await catalogue.loadRun());
    expect(catalogue.keeping).toBe("full");
  });

  test("tokenIsAskedForWithTheCoordinatorsWords", async () => {
    around.answers.set("/api/run.json", () => Response.json({ error: "token: none" }, { status: 401 }));
    await expect(catalogue.loadRun()).rejects.toThrow(new TokenRequired("token: none"));
  });

  test("wrongTokenIsASentenceAndTheRightOneIsSentAsItIs", async () => {
    around.answers.set("/api/session", () => Response.json({ error: "token: wrong" }, { status: 401 }));
    await expect(catalogue.openSession("guess")).rejects.toThrow("token: wrong");
    around.answers.set("/api/session", () => new Response(null, { status: 204 }));
    await catalogue.openSession("secret word");
    expect(around.posted).toBe("secret word");
  });

  test("answersThatAreNoRunAreNamed", async () => {
    around.answers.set("/api/run.json", () => new Response("<html>"));
    await expect(catalogue.loadRun()).rejects.toThrow(/not JSON/);
    around.answers.set("/api/run.json", () => Response.json(runJson({ holdout_share: "0.2" })));
    await expect(catalogue.loadRun()).rejects.toThrow(/holdout_share is "0.2" \(expected: a number/);
  });
});
