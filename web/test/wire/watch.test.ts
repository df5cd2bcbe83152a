import { create } from "@bufbuild/protobuf";
import { Code, ConnectError, createRouterTransport, type HandlerContext } from "@connectrpc/connect";
import { expect, test } from "vitest";
import {
  Federation,
  type WatchEvent,
  WatchEventSchema,
  type WatchRequest,
} from "../../src/gen/headwater/v1/federation_pb";
import { type WatchNews, watch } from "../../src/wire/watch";

type Handler = (request: WatchRequest, context: HandlerContext) => AsyncGenerator<WatchEvent>;

function transport(handler: Handler) {
  return createRouterTransport(({ rpc }) => rpc(Federation.method.watch, handler));
}

function event(round: number): WatchEvent {
  return create(WatchEventSchema, { event: { case: "round", value: { round } } });
}

async function all(news: AsyncIterable<WatchNews>): Promise<string[]> {
  const heard: string[] = [];
  for await (const one of news) {
    heard.push(
      one.kind === "gone" ? `gone ${one.retryInMs}` : one.kind === "round" ? `round ${one.report.round}` : one.kind,
    );
  }
  return heard;
}

const atOnce = { pause: async () => {}, random: () => 0 };

test("comesBackAfterABreakAndWaitsLongerEachTime", async () => {
  let calls = 0;
  const answers = transport(async function* () {
    calls++;
    if (calls < 4) {
      throw new ConnectError("down", Code.Unavailable);
    }
    yield event(1);
    if (calls === 4) {
      throw new ConnectError("down", Code.Unavailable);
    }
  });
  expect(await all(watch(answers, undefined, new AbortController().signal, atOnce))).toEqual([
    "connecting",
    "gone 500",
    "connecting",
    "gone 1000",
    "connecting",
    "gone 2000",
    "connecting",
    "round 1",
    "gone 500",
    "connecting",
    "round 1",
    "completed",
  ]);
});

test("wrongTokenIsFinalAndCarriesTheCoordinatorsSentence", async () => {
  const answers = transport(async function* (request) {
    if (request.token !== "right") {
      throw new ConnectError("token: wrong (expected: the right one)", Code.Unauthenticated);
    }
    yield event(1);
  });
  const news: WatchNews[] = [];
  for await (const one of watch(answers, "wrong", new AbortController().signal, atOnce)) {
    news.push(one);
  }
  expect(news.at(-1)).toEqual({ kind: "refused", reason: "token: wrong (expected: the right one)", token: true });
  expect(await all(watch(answers, "right", new AbortController().signal, atOnce))).toContain("round 1");
});

test("abortingEndsItWithoutAWord", async () => {
  const abort = new AbortController();
  const answers = transport(async function* (_request, context) {
    yield event(1);
    await new Promise((resolve) => context.signal.addEventListener("abort", resolve));
  });
  const heard: string[] = [];
  for await (const one of watch(answers, undefined, abort.signal, atOnce)) {
    heard.push(one.kind);
    if (one.kind === "round") {
      abort.abort();
    }
  }
  expect(heard).toEqual(["connecting", "round"]);
});

test("aStreamThatSaysNothingIsTakenForDead", async () => {
  let calls = 0;
  const answers = transport(async function* (_request, context) {
    if (++calls === 1) {
      await new Promise((resolve) => context.signal.addEventListener("abort", resolve));
    }
    yield event(1);
  });
  const options = { ...atOnce, silenceMs: 20 };
  expect(await all(watch(answers, undefined, new AbortController().signal, options))).toEqual([
    "connecting",
    "gone 500",
    "connecting",
    "round 1",
    "completed",
  ]);
});
