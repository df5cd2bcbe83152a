import { describe, expect, it } from "vitest";
import { Participation } from "../../src/join/participation";
import { tally } from "../../src/join/tally";
import { NEW_SESSION } from "../../src/store/records";
import type { NodeEvent, Sent } from "../../src/wire/node/events";
import type { NodeOptions } from "../../src/wire/node/node";

const session = { ...NEW_SESSION, name: "anna", token: "secret" };
const sent: Sent = { kind: "contribution", bytes: 4000, values: 1000, masked: true, clipped: true, noised: false };

function scene(place: "free" | "taken" = "free") {
  const nodes: { options: Omit<NodeOptions, "transport">; started: boolean }[] = [];
  const remembered: boolean[] = [];
  let held = 0;
  const participation = new Participation({
    source: {
      pictures: async () => [],
      file: async () => new Blob(),
      features: async () => undefined,
      keepFeatures: async () => {},
      open: () => Promise.reject(new Error("not wanted here")),
    },
    newNode: (options) => {
      const node = { options, started: false };
      nodes.push(node);
      return {
        start: () => {
          node.started = true;
        },
        leave: () => options.listener({ kind: "ended", outcome: { kind: "left" } }),
      };
    },
    changed: () => {},
    remember: async (joined) => {
      remembered.push(joined);
    },
    place: async () => {
      if (place === "taken") {
        return undefined;
      }
      held++;
      return {
        release: () => {
          held--;
        },
      };
    },
    now: () => 0,
  });
  const tell = (event: NodeEvent) => nodes.at(-1)!.options.listener(event);
  return { participation, nodes, remembered, tell, held: () => held };
}

describe("taking part", () => {
  it("startsANodeAndRemembersItForAReload", async () => {
    const { participation, nodes, remembered } = scene();
    await participation.join(session, false);
    expect(nodes).toHaveLength(1);
    expect(nodes[0].started).toBe(true);
    expect(nodes[0].options).toMatchObject({ name: "anna", token: "secret", demands: {} });
    expect(remembered).toEqual([true]);
    expect(participation.busy).toBe(true);
  });

  it("isOneNodeAtATime", async () => {
    const { participation, nodes } = scene();
    await Promise.all([participation.join(session, false), participation.join(session, false)]);
    expect(nodes).toHaveLength(1);
  });

  it("saysThatItResumes", async () => {
    const { participation } = scene();
    await participation.join(session, true);
    expect(participation.progress.log[0].text).toMatch(/before this page was loaded again/);
  });

  it("doesNotHappenInTwoTabs", async () => {
    const { participation, nodes, remembered } = scene("taken");
    await participation.join(session, true);
    expect(nodes).toHaveLength(0);
    expect(remembered).toEqual([]);
    expect(participation.progress).toMatchObject({ phase: "idle", sentence: expect.stringMatching(/Another tab/) });
  });

  it("endsCleanlyWhenThePersonLeaves", async () => {
    const { participation, remembered, held } = scene();
    await participation.join(session, false);
    participation.leave();
    expect(participation.busy).toBe(false);
    expect(participation.progress.outcome).toBe("left");
    expect(remembered).toEqual([true, false]);
    expect(held()).toBe(0);
  });

  it("isStillWantedWhenTheCoordinatorCouldNotBeReached", async () => {
    const { participation, remembered, tell } = scene();
    await participation.join(session, false);
    tell({ kind: "ended", outcome: { kind: "unreachable", reason: "nobody answers" } });
    expect(remembered).toEqual([true]);
    expect(participation.busy).toBe(false);
  });

  it("givesARefusalWithItsReason", async () => {
    const { participation, tell } = scene();
    await participation.join(session, false);
    tell({ kind: "ended", outcome: { kind: "refused", reason: "label: fish of client anna is not one of the run's" } });
    expect(participation.progress).toMatchObject({ tone: "bad", outcome: "refused" });
    expect(participation.progress.sentence).toMatch(/Label: fish.*Your pictures are still here/);
  });

  it("listsWhatWasSentAndWhatBecameOfIt", async () => {
    const { participation, tell } = scene();
    await participation.join(session, false);
    tell({ kind: "joined", runId: "one" });
    tell({ kind: "training", round: 1, upload: "change" });
    tell({ kind: "sent", round: 1, summary: sent });
    tell({ kind: "submitted", round: 1, receipt: "accepted", summary: sent });
    const open = { ...sent, masked: false };
    tell({ kind: "sent", round: 2, summary: open });
    tell({ kind: "submitted", round: 2, receipt: "late", reason: "the round is closed", summary: open });
    const { rounds, sentence, tone } = participation.progress;
    expect(rounds.map(({ receipt }) => receipt)).toEqual(["accepted", "late"]);
    expect(sentence).toBe("Round 2: 1,000 numbers sent, 4.0 kB, too late: the round is closed.");
    expect(tone).toBe("warn");
    expect(tally(rounds)).toMatchObject({
      changes: { contributions: 2, numbers: 2000, bytes: 8000, masked: 1 },
      sums: { contributions: 0 },
      clipped: 2,
      noised: 0,
    });
  });

  it("tellsSumsAndScoresFromChangesToTheModel", async () => {
    const { participation, tell } = scene();
    await participation.join(session, false);
    tell({ kind: "training", round: 1, upload: "sums" });
    expect(participation.progress.sentence).toBe("Round 1: adding up sums over your pictures.");
    tell({ kind: "sent", round: 1, summary: { ...sent, upload: "sums", values: 70, bytes: 560, masked: false } });
    tell({ kind: "training", round: 2, upload: "scores" });
    expect(participation.progress.sentence).toBe(
      "Round 2: scoring candidates for the model on pictures you kept out of training.",
    );
    tell({ kind: "sent", round: 2, summary: { ...sent, upload: "scores", values: 9, bytes: 72 } });
    expect(tally(participation.progress.rounds)).toMatchObject({
      changes: { contributions: 0, numbers: 0, bytes: 0, masked: 0 },
      sums: { contributions: 1, numbers: 70, bytes: 560, masked: 0 },
      scores: { contributions: 1, numbers: 9, bytes: 72, masked: 1 },
    });
  });

  it("countsWhatLeftThoughItsReceiptComesLateOrNever", async () => {
    const { participation, tell } = scene();
    await participation.join(session, false);
    const [first, second] = [{ ...sent }, { ...sent }];
    tell({ kind: "sent", round: 1, summary: first });
    tell({ kind: "training", round: 2, upload: "change" });
    tell({ kind: "sent", round: 2, summary: second });
    expect(tally(participation.progress.rounds).changes.contributions).toBe(2);
    tell({ kind: "training", round: 3, upload: "change" });
    tell({ kind: "submitted", round: 1, receipt: "accepted", summary: first });
    const { rounds, round, sentence, log } = participation.progress;
    expect(rounds.map(({ receipt }) => receipt)).toEqual(["accepted", undefined]);
    expect(round).toBe(3);
    expect(sentence).toBe("Round 3: training on your pictures.");
    expect(log.at(-1)!.text).toBe("Round 1: 1,000 numbers sent, 4.0 kB, accepted.");
  });

  it("tellsWhenTheCoordinatorComesBackWithAnotherRun", async () => {
    const { participation, tell } = scene();
    await participation.join(session, false);
    tell({ kind: "joined", runId: "one" });
    tell({ kind: "disconnected", reason: "the connection was lost", retryInMs: 1400 });
    expect(participation.progress.sentence).toBe("The connection was lost. Trying again in 2 s.");
    tell({ kind: "joined", runId: "two" });
    expect(participation.progress.sentence).toMatch(/another run: you take part in two/);
  });

  it("startsWithAnEmptyListWhenOneJoinsAgain", async () => {
    const { participation, tell } = scene();
    await participation.join(session, false);
    tell({ kind: "sent", round: 1, summary: sent });
    expect(participation.progress.rounds).toHaveLength(1);
    participation.leave();
    await participation.join(session, false);
    expect(participation.progress.rounds).toEqual([]);
  });
});
