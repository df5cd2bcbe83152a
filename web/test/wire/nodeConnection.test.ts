import { Code, ConnectError } from "@connectrpc/connect";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { Receipt_Status } from "../../src/gen/headwater/v1/federation_pb";
import type { ClientNode } from "../../src/wire/node/node";
import { accept, FakeCoordinator, quiet, receipt, train, until } from "./fakeCoordinator";
import { FakeWork, fakeNode } from "./fakeNode";

let coordinator: FakeCoordinator;
const nodes: ClientNode[] = [];

beforeEach(() => {
  coordinator = new FakeCoordinator();
});

afterEach(() => {
  for (const node of nodes.splice(0)) {
    node.leave();
  }
});

function start(changes: Parameters<typeof fakeNode>[1] = {}) {
  const fake = fakeNode(coordinator, changes);
  nodes.push(fake.node);
  fake.node.start();
  return fake;
}

async function joined(changes: Parameters<typeof fakeNode>[1] = {}) {
  const fake = start(changes);
  await until(() => coordinator.streams.length === 1);
  coordinator.stream.welcome();
  await until(() => fake.last("joined") !== undefined);
  return fake;
}

describe("a connection that ends", () => {
  test("is opened again with growing waits, and the run goes on", async () => {
    const { clock, events, last } = await joined();
    coordinator.down = true;
    coordinator.stream.cut();
    await until(() => last("disconnected") !== undefined);
    for (const wait of [1000, 2000, 4000, 8000]) {
      const seen = events.length;
      clock.advance(wait);
      await until(() => events.length > seen + 1);
    }
    expect(events.find((e) => e.kind === "disconnected")!.reason).toBe("the connection to the coordinator broke off");
    const waits = events.flatMap((e) => (e.kind === "disconnected" ? [e.retryInMs] : []));
    expect(waits).toEqual([1000, 2000, 4000, 8000, 8000]);
    expect(last("disconnected")!.reason).toBe(
      "the coordinator cannot be reached; is it running, and is this device connected?",
    );
    expect(last("connecting")!.attempt).toBe(5);
    coordinator.down = false;
    clock.advance(8000);
    await until(() => coordinator.streams.length === 2);
    coordinator.stream.welcome();
    coordinator.stream.push(...(await train(1)));
    await until(() => last("submitted") !== undefined);
  });

  test("during training: the answer goes out in the new session, once", async () => {
    const { clock, work, last } = await joined();
    work.hold();
    coordinator.stream.push(...(await train(1)));
    await until(() => work.trained.length === 1);
    coordinator.stream.fail(Code.Unavailable, "the coordinator is shutting down; it may come back");
    await until(() => last("disconnected")?.reason === "the coordinator is shutting down; it may come back");
    work.release();
    await quiet();
    expect(coordinator.submissions).toHaveLength(0);
    clock.advance(1000);
    await until(() => coordinator.streams.length === 2);
    coordinator.stream.welcome();
    coordinator.stream.push(...(await train(1)));
    await until(() => last("submitted") !== undefined);
    await quiet();
    expect(work.trained).toEqual([1]);
    expect(coordinator.submissions.map((s) => new TextDecoder().decode(s.session))).toEqual(["session-1"]);
  });

  test("after an answer that nobody asks for again: it is said all the same", async () => {
    const { clock, work, last } = await joined();
    work.hold();
    coordinator.stream.push(...(await train(1)));
    await until(() => work.trained.length === 1);
    coordinator.stream.put("end");
    await until(() => last("disconnected") !== undefined);
    work.release();
    await quiet();
    clock.advance(1000);
    await until(() => coordinator.streams.length === 2);
    coordinator.answer = () => receipt(Receipt_Status.LATE);
    coordinator.stream.welcome();
    await quiet();
    clock.advance(1000);
    await until(() => last("submitted")?.receipt === "late");
  });

  test("during a submission: it is repeated until it is answered", async () => {
    const { clock, last } = await joined();
    let failures = 2;
    coordinator.answer = (message) => {
      if (failures-- > 0) {
        throw new ConnectError("away", Code.Unavailable);
      }
      return accept(message);
    };
    coordinator.stream.push(...(await train(1)));
    for (const [sent, wait] of [
      [1, 1000],
      [2, 2000],
    ] as const) {
      await until(() => coordinator.submissions.length === sent);
      await quiet();
      clock.advance(wait);
    }
    await until(() => last("submitted")?.receipt === "accepted");
    expect(coordinator.submissions).toHaveLength(3);
  });

  test("of another run afterwards: nothing of the first is said", async () => {
    const { clock, work, last } = await joined();
    work.hold();
    coordinator.stream.push(...(await train(1)));
    await until(() => work.trained.length === 1);
    coordinator.stream.put("end");
    await until(() => last("disconnected") !== undefined);
    clock.advance(1000);
    await until(() => coordinator.streams.length === 2);
    coordinator.stream.welcome(["cat", "dog"], "run-2");
    await until(() => last("joined")?.runId === "run-2");
    work.release();
    await quiet();
    expect(coordinator.submissions).toHaveLength(0);
    coordinator.stream.push(...(await train(1)));
    await until(() => last("submitted") !== undefined);
    expect(coordinator.submissions[0]!.runId).toBe("run-2");
  });

  test("ends the node after as many failures as it was allowed", async () => {
    coordinator.down = true;
    const backoff = { firstMs: 1000, longestMs: 8000, jitter: 0, maxAttempts: 2, random: () => 0 };
    const { clock, last } = start({ backoff });
    await until(() => last("disconnected") !== undefined);
    clock.advance(1000);
    await until(() => last("ended") !== undefined);
    expect(last("ended")!.outcome.kind).toBe("unreachable");
  });
});

describe("a page that was away", () => {
  test("tries again at once when the network is back or it is looked at", async () => {
    coordinator.down = true;
    const { signals, events, last } = start();
    await until(() => last("disconnected") !== undefined);
    signals.shown();
    await until(() => events.filter((e) => e.kind === "disconnected").length === 2);
    coordinator.down = false;
    signals.online();
    await until(() => coordinator.streams.length === 1);
  });

  test("opens a stream anew after a sleep, because a dead one says nothing", async () => {
    const { clock, last } = await joined();
    clock.sleep(3_600_000);
    await until(() => coordinator.streams.length === 2);
    expect(coordinator.streams[0]!.cancelled).toBe(true);
    expect(last("disconnected")).toEqual({
      kind: "disconnected",
      reason: "this device slept; the connection is opened anew",
      retryInMs: 0,
    });
  });

  test("lets a stream go when the network is gone, because it may never say so", async () => {
    const { signals, last } = await joined();
    signals.offline();
    await until(() => coordinator.streams.length === 2);
    expect(coordinator.streams[0]!.cancelled).toBe(true);
    expect(last("disconnected")!.reason).toBe("this device is offline; the connection is opened anew");
  });

  test("opens a stream anew on another network, and after a long silence", async () => {
    const { clock, signals, events, last } = await joined();
    signals.online();
    await until(() => coordinator.streams.length === 2);
    coordinator.stream.welcome();
    await until(() => events.filter((e) => e.kind === "joined").length === 2); // heard, so the silence begins here
    await quiet();
    clock.advance(590_000);
    await quiet();
    expect(coordinator.streams).toHaveLength(2);
    clock.advance(20_000);
    await until(() => coordinator.streams.length === 3);
    expect(last("disconnected")!.reason).toContain("nothing was heard");
  });

  test("is not taken for asleep while its timers are held back to one a minute", async () => {
    const { clock, signals } = await joined();
    signals.hidden = true;
    clock.advance(5_000);
    clock.sleep(60_000);
    clock.sleep(60_000);
    await quiet();
    expect(coordinator.streams).toHaveLength(1);
  });
});

describe("the end", () => {
  test("of the run is told with the coordinator's summary, and nothing follows", async () => {
    const { last, kinds, clock } = await joined();
    coordinator.stream.push({ case: "finished", value: { summary: "20 rounds" } });
    coordinator.stream.put("end");
    await until(() => last("ended") !== undefined);
    expect(last("ended")!.outcome).toEqual({ kind: "finished", summary: "20 rounds" });
    clock.advance(100_000);
    await quiet();
    expect(kinds().at(-1)).toBe("ended");
    expect(coordinator.streams).toHaveLength(1);
  });

  test("by leaving closes the stream, also amid training", async () => {
    const { node, last, work } = await joined();
    work.hold();
    coordinator.stream.push(...(await train(1)));
    await until(() => work.trained.length === 1);
    node.leave();
    expect(last("ended")!.outcome).toEqual({ kind: "left" });
    await until(() => coordinator.stream.cancelled);
    work.release();
    await quiet();
    expect(coordinator.submissions).toHaveLength(0);
  });

  test("before the start is an end all the same", () => {
    const { node, events } = fakeNode(coordinator);
    node.leave();
    expect(() => node.start()).toThrow("make a new one");
    expect(events.map((e) => e.kind)).toEqual(["ended"]);
  });

  test("ends the thread that trains", async () => {
    let closed = 0;
    const { node } = await joined({ learning: { ...new FakeWork(), close: () => closed++ } });
    node.leave();
    expect(closed).toBe(1);
  });

  test("does not come from a fault of the listener", async () => {
    const { last } = await joined();
    const faulty = fakeNode(coordinator, {
      listener: () => {
        throw new Error("the page's own");
      },
    });
    nodes.push(faulty.node);
    faulty.node.start();
    await until(() => coordinator.streams.length === 2);
    expect(last("ended")).toBeUndefined();
  });

  test("comes only once, and a node starts only once", async () => {
    const { node, events } = await joined();
    node.leave();
    node.leave();
    expect(events.filter((e) => e.kind === "ended")).toHaveLength(1);
    expect(() => node.start()).toThrow("make a new one");
  });
});
