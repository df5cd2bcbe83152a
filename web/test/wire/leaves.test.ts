import { fromBinary, toBinary } from "@bufbuild/protobuf";
import { ConnectError } from "@connectrpc/connect";
import { afterEach, describe, expect, test, vi } from "vitest";
import { JoinRequestSchema, ModelRequestSchema, SubmissionSchema } from "../../src/gen/headwater/v1/federation_pb";
import { ByteMeter, gate, openTransport } from "../../src/wire/transport";
import { evaluate, FakeCoordinator, ORIGIN, train, until } from "./fakeCoordinator";
import { DATA, fakeNode } from "./fakeNode";

/** A field of 64 bytes. */
const SIGNATURE = 66;

afterEach(() => {
  vi.unstubAllGlobals();
});

describe("what leaves a client", () => {
  test("is JoinRequests, Submissions and ModelRequests, and no feature occurs in them", async () => {
    const coordinator = new FakeCoordinator();
    const { node, last } = fakeNode(coordinator);
    node.start();
    await until(() => coordinator.streams.length === 1);
    coordinator.stream.welcome();
    coordinator.stream.push(...(await train(1)));
    await until(() => coordinator.submissions.length === 1);
    coordinator.stream.push(...(await evaluate(1)));
    await until(() => coordinator.submissions.length === 2);
    coordinator.stream.push(...(await train(2, { masked: true })));
    await until(() => coordinator.submissions.length === 3);
    coordinator.stream.push({ case: "finished", value: { summary: "done" } });
    await until(() => last("ended") !== undefined);

    const schemas = { GetModel: ModelRequestSchema, Join: JoinRequestSchema, Submit: SubmissionSchema };
    const calls = coordinator.bodies.map(({ path }) => path.replace("/headwater.v1.Federation/", ""));
    expect(calls).toEqual(["GetModel", "Join", "Submit", "Submit", "Submit"]);
    for (const { path, body } of coordinator.bodies) {
      const schema = schemas[path.split("/")[2] as keyof typeof schemas];
      const message = body.subarray(5); // behind gRPC-Web's flag and length
      expect(new DataView(body.buffer, body.byteOffset).getUint32(1)).toBe(message.length);
      const known = fromBinary<typeof schema>(schema, message, { readUnknownFields: false });
      expect(toBinary<typeof schema>(schema, known)).toEqual(message);
      for (const { matrix } of [DATA.train, DATA.heldOut]) {
        for (const value of matrix) {
          expect(Buffer.from(body).includes(Buffer.from(new Float32Array([value]).buffer))).toBe(false);
          expect(Buffer.from(body).includes(Buffer.from(new Float64Array([value]).buffer))).toBe(false);
        }
      }
    }
  });

  test("is counted by call, as is what comes back", async () => {
    const coordinator = new FakeCoordinator();
    const { node, last } = fakeNode(coordinator);
    node.start();
    await until(() => coordinator.streams.length === 1);
    coordinator.stream.welcome();
    coordinator.stream.push(...(await train(1)));
    await until(() => last("submitted") !== undefined);
    node.leave();
    const up = (call: string) =>
      coordinator.bodies.filter(({ path }) => path.endsWith(call)).reduce((sum, { body }) => sum + body.length, 0);
    const { meter } = coordinator;
    expect(meter.of("Submit").up).toBe(up("/Submit"));
    expect(meter.of("Join").up).toBe(up("/Join"));
    expect(meter.total().up).toBe(up(""));
    expect(meter.of("Join").down).toBeGreaterThan(100);
    expect(meter.of("Watch")).toEqual({ up: 0, down: 0 });
    // The envelope, session and signature are all that is added to what the page is told.
    expect(meter.of("Submit").up - last("submitted")!.summary.bytes).toBe(
      5 + coordinator.stream.session.length + 2 + SIGNATURE,
    );
  });
});

describe("the gate", () => {
  const post = { method: "POST", body: new Uint8Array(3) };

  async function refused(url: string, init: RequestInit): Promise<void> {
    const meter = new ByteMeter();
    const fetcher = vi.fn();
    await expect(gate(new URL(ORIGIN), meter, fetcher)(url, init)).rejects.toThrow(ConnectError);
    expect(fetcher).not.toHaveBeenCalled();
    expect(meter.total().up).toBe(0);
  }

  test("lets the four calls through, without following redirects", async () => {
    for (const call of ["Join", "Submit", "GetModel", "Watch"] as const) {
      const meter = new ByteMeter();
      const fetcher = vi.fn(async () => new Response(null));
      await gate(new URL(ORIGIN), meter, fetcher)(`${ORIGIN}/headwater.v1.Federation/${call}`, post);
      expect(fetcher.mock.calls[0]![1 as never]).toMatchObject({ redirect: "error", credentials: "same-origin" });
      expect(meter.of(call).up).toBe(3);
    }
  });

  test("refuses another origin, another path, another method, a query and a body of text", async () => {
    const submit = "/headwater.v1.Federation/Submit";
    await refused(`http://elsewhere.test${submit}`, post);
    await refused(`${ORIGIN}/api/session`, post);
    await refused(`${ORIGIN}${submit}/more`, post);
    await refused(`${ORIGIN}${submit}?picture=1`, post);
    await refused(`${ORIGIN}${submit}`, { method: "GET" });
    await refused(`${ORIGIN}${submit}`, { method: "POST", body: "text" });
  });

  test("opens only to where the page is from", () => {
    vi.stubGlobal("location", new URL("http://page.test/join"));
    expect(() => openTransport(ORIGIN)).toThrow("coordinator: http://coordinator.test (expected: http://page.test");
    openTransport();
  });
});
