import { describe, expect, it } from "vitest";
import { fetchPast, noneWords, type PastRun, promiseWords } from "../../src/runs/panels/past";

const asked =
  (status: number, body: unknown): typeof fetch =>
  async () =>
    new Response(JSON.stringify(body), { status });

const run: PastRun = { id: "20260101-demo", promised: false, files: [] };

describe("past runs", () => {
  it("areThoseThatTheCoordinatorPublishes", async () => {
    expect(await fetchPast(asked(200, { published: true, runs: [run] }))).toEqual({
      kind: "runs",
      published: true,
      runs: [run],
    });
  });

  it("areSaidNotToBePublishedWhereTheOperatorPublishesNone", async () => {
    const answer = await fetchPast(asked(200, { published: false, runs: [] }));
    expect(answer).toEqual({ kind: "runs", published: false, runs: [] });
    expect(noneWords(false)).toBe("This coordinator publishes no past runs. What runs now is shown above.");
    expect(noneWords(true)).toBe(
      "None yet: a run is listed here once it is over, if its folder is among the published.",
    );
  });

  it("areNotAskedForWithoutTheToken", async () => {
    expect(await fetchPast(asked(401, {}))).toEqual({ kind: "token" });
  });

  it("thatCannotBeListedAreASentence", async () => {
    expect(await fetchPast(asked(500, {}))).toMatchObject({ kind: "failed", reason: expect.stringContaining("500") });
    const away = (async () => {
      throw new TypeError("fetch failed");
    }) as typeof fetch;
    expect(await fetchPast(away)).toMatchObject({ kind: "failed", reason: expect.stringContaining("does not answer") });
  });

  it("underAPromiseAreExplained", () => {
    expect(promiseWords([run])).toBeUndefined();
    expect(promiseWords([run, { ...run, promised: true }])).toMatch(/privacy guarantee.*model/);
  });
});
