import { create, type MessageInitShape, toBinary } from "@bufbuild/protobuf";
import { Code, ConnectError, createConnectRouter, type Transport } from "@connectrpc/connect";
import { createFetchHandler } from "@connectrpc/connect/protocol";
import {
  type Assignment,
  AssignmentSchema,
  ClientPrivacy_NoisePlace,
  Federation,
  type JoinRequest,
  type Receipt,
  Receipt_Status,
  ReceiptSchema,
  type RunDescription,
  RunDescriptionSchema,
  Sgd_Form,
  type Submission,
} from "../../src/gen/headwater/v1/federation_pb";
import { headLayout, parameterCount } from "../../src/learning/head";
import { encodeLayout } from "../../src/wire/codec/layout";
import { encodeVector } from "../../src/wire/codec/vector";
import type { HeadShape } from "../../src/wire/ports";
import { ARITHMETIC, PROTOCOL_VERSION } from "../../src/wire/protocol";
import { ByteMeter, openTransport } from "../../src/wire/transport";

export const RUN = "run-1";
export const BACKBONE = "ab".repeat(32);
export const ORIGIN = "http://coordinator.test";

export type Work = Exclude<MessageInitShape<typeof AssignmentSchema>["work"], undefined>;

/** One Join stream as the coordinator holds it. */
export class FakeStream {
  private readonly queue: (Assignment | ConnectError | "end")[] = [];
  private arrived = () => {};
  /** Breaks the connection off, without a status. */
  cut: () => void = () => {};
  cancelled = false;

  constructor(
    readonly request: JoinRequest,
    readonly session: Uint8Array,
  ) {}

  push(...works: Work[]): void {
    for (const work of works) {
      this.put(create(AssignmentSchema, { work }));
    }
  }

  welcome(labels: string[] = ["cat", "dog"], runId = RUN): void {
    const fixed = labels.length === 0 ? {} : { labels: { names: labels } };
    this.push({ case: "welcome", value: { runId, session: this.session, ...fixed } });
  }

  put(item: Assignment | ConnectError | "end"): void {
    this.queue.push(item);
    this.arrived();
  }

  fail(code: Code, sentence: string): void {
    this.put(new ConnectError(sentence, code));
  }

  async *messages(signal: AbortSignal): AsyncGenerator<Assignment> {
    signal.addEventListener("abort", () => {
      this.cancelled = true;
      this.arrived();
    });
    for (;;) {
      const next = this.queue.shift();
      if (this.cancelled || next === "end") {
        return;
      }
      if (next instanceof ConnectError) {
        throw next;
      }
      if (next === undefined) {
        await new Promise<void>((resolve) => {
          this.arrived = resolve;
        });
      } else {
        yield next;
      }
    }
  }
}

/** A coordinator in memory, behind real gRPC-Web: every byte that a node sends is in `bodies`. */
export class FakeCoordinator {
  readonly streams: FakeStream[] = [];
  readonly submissions: Submission[] = [];
  readonly bodies: { readonly path: string; readonly body: Uint8Array }[] = [];
  readonly meter = new ByteMeter();
  token = "";
  down = false;
  /** Refuses the next joins. */
  refusal: ConnectError | undefined;
  run: RunDescription = create(RunDescriptionSchema, {
    runId: RUN,
    softwareVersion: "0.1.0",
    protocolVersion: PROTOCOL_VERSION,
    arithmetic: ARITHMETIC,
    memoryId: "memory-1",
    model: "linear",
    labels: { names: ["cat", "dog"] },
    preprocessing: { imageSize: 32, mean: [0.5, 0.5, 0.5], std: [0.25, 0.25, 0.25] },
    backbone: { digest: BACKBONE, arch: "mobilenet_v2", featureLength: 3, fileAvailable: true },
    holdoutShare: 0.2,
    seed: 7n,
  });
  /** What a submission is answered; takes parts and accepts the rest. */
  answer: (message: Submission) => Receipt | Promise<Receipt> = accept;

  private readonly handlers = createConnectRouter({ connect: false, grpc: false, grpcWeb: true }).service(Federation, {
    getModel: (request) => this.getModel(request.token),
    join: (request, context) => this.join(request, context.signal),
    submit: async (request) => {
      this.submissions.push(request);
      return this.answer(request);
    },
  }).handlers;

  transport(): Transport {
    return openTransport(ORIGIN, this.meter, (input, init) => this.fetch(String(input), init!));
  }

  /** The stream that a node opened last. */
  get stream(): FakeStream {
    return this.streams[this.streams.length - 1]!;
  }

  /** The kinds of what was submitted. */
  get kinds(): (string | undefined)[] {
    return this.submissions.map((message) => message.work.case);
  }

  private async fetch(url: string, init: RequestInit): Promise<Response> {
    if (this.down) {
      throw new TypeError("fetch failed");
    }
    const path = new URL(url).pathname;
    this.bodies.push({ path, body: init.body as Uint8Array });
    const handler = this.handlers.find((h) => h.requestPath === path)!;
    const before = this.streams.length;
    const response = await createFetchHandler(handler)(new Request(url, init));
    if (!path.endsWith("/Join") || response.body === null) {
      return response;
    }
    let cut = () => {};
    const wire = new TransformStream<Uint8Array, Uint8Array>({
      start: (controller) => {
        cut = () => controller.error(new TypeError("network error"));
      },
    });
    const body = response.body.pipeThrough(wire);
    // The handler runs when the body is first read.
    void until(() => this.streams.length > before).then(
      () => {
        this.streams[before]!.cut = cut;
      },
      () => {},
    );
    return new Response(body, { status: response.status, headers: response.headers });
  }

  private async *getModel(token: string) {
    if (token !== this.token) {
      throw new ConnectError(
        "token: wrong (expected: the coordinator's token; ask whoever runs it)",
        Code.Unauthenticated,
      );
    }
    yield { content: { case: "run" as const, value: this.run } };
  }

  private async *join(request: JoinRequest, signal: AbortSignal) {
    if (this.refusal !== undefined) {
      throw this.refusal;
    }
    const stream = new FakeStream(request, new TextEncoder().encode(`session-${this.streams.length}`));
    this.streams.push(stream);
    yield* stream.messages(signal);
  }
}

export const receipt = (status: Receipt_Status, reason = ""): Receipt => create(ReceiptSchema, { status, reason });

/** Keeps parts, and takes the last. */
export function accept(message: Submission): Receipt {
  const { work } = message;
  const last =
    work.case !== "contribution" ||
    (work.value.vector === work.value.vectors.length - 1 &&
      work.value.part!.index === work.value.vectors[work.value.vector]!.parts - 1);
  return receipt(last ? Receipt_Status.ACCEPTED : Receipt_Status.PART_RECEIVED);
}

export const HEAD: HeadShape = { classes: 2, features: 3 };

/** What is asked for in a round, as the coordinator would say it. */
export interface Asked {
  readonly work: Extract<Work, { case: "train" }>["value"]["work"];
  readonly vectors: readonly string[];
  /** Slots beside the usual ones. */
  readonly slots?: readonly string[];
  readonly broadcast?: readonly string[];
  /** Values of each broadcast vector, where it is not of the head's layout. */
  readonly length?: number;
  /** Whether vectors are integers. */
  readonly integers?: boolean;
  /** Whether the client keeps memory. */
  readonly remembers?: boolean;
  /** Fraction bits of each vector, where the work says which. */
  readonly bits?: readonly number[];
}

const HYPER = { localEpochs: 1, batchSize: 4, learningRate: 0.1 };

/** Of every kind of work. */
export const ASKED = {
  plain: {
    work: { work: { case: "sgd", value: { form: Sgd_Form.PLAIN, hyperparameters: HYPER } } },
    vectors: ["delta"],
  },
  control: {
    work: { work: { case: "sgd", value: { form: Sgd_Form.CONTROL_VARIATE, hyperparameters: HYPER } } },
    vectors: ["delta", "control"],
    broadcast: ["control"],
    remembers: true,
  },
  normalised: {
    work: {
      work: { case: "sgd", value: { form: Sgd_Form.NORMALISED, hyperparameters: { ...HYPER, momentum: 0.5 } } },
    },
    vectors: ["delta"],
    slots: ["steps"],
  },
  fair: {
    work: { work: { case: "sgd", value: { form: Sgd_Form.FAIR, hyperparameters: HYPER, q: 2 } } },
    vectors: ["delta"],
    slots: ["curvature"],
  },
  dynamic: {
    work: {
      work: { case: "sgd", value: { form: Sgd_Form.DYNAMIC, hyperparameters: { ...HYPER, proximalMu: 0.5 } } },
    },
    vectors: ["delta"],
    remembers: true,
  },
  personal: {
    work: {
      work: { case: "sgd", value: { form: Sgd_Form.PERSONAL, hyperparameters: { ...HYPER, proximalMu: 0.5 } } },
    },
    vectors: ["delta"],
    remembers: true,
  },
  gradient: { work: { work: { case: "gradient", value: {} } }, vectors: ["gradient"] },
  moments: { work: { work: { case: "moments", value: {} } }, vectors: ["second", "class"], integers: true },
  classSums: { work: { work: { case: "classSums", value: {} } }, vectors: ["class"], integers: true, bits: [18] },
  featureMoments: {
    work: { work: { case: "featureMoments", value: {} } },
    vectors: ["first", "squares"],
    integers: true,
    bits: [18, 36],
  },
  gradientSum: { work: { work: { case: "gradientSum", value: {} } }, vectors: ["gradient"], bits: [36] },
  scores: {
    work: { work: { case: "scores", value: { candidates: 2 } } },
    vectors: ["correct"],
    broadcast: ["candidates"],
    length: 2 * 8,
    integers: true,
    bits: [16],
  },
} as const satisfies Record<string, Asked>;

/** What is summed, on grids that fit. */
export function schemaOf({ vectors, slots = [], integers = false, bits }: Asked) {
  const [maxPerWeight, usual] = integers ? [64, 36] : [1, 20];
  const grid = { maxPerWeight, maxTotalWeight: 100, ringBits: 64, noiseDeviation: 0 };
  return {
    vectors: vectors.map((name, i) => ({ name, grid: { ...grid, fractionBits: bits?.[i] ?? usual }, integers })),
    slots: [
      { name: "weight", maxPerWeight: 1, fractionBits: 0 },
      { name: "loss", maxPerWeight: 64, fractionBits: 16 },
      { name: "within_norm", maxPerWeight: 1, fractionBits: 0 },
      ...slots.map((name) => ({ name, maxPerWeight: 1e6, fractionBits: 32 })),
    ],
  };
}

/** The messages of a train, the parts of its vectors last. */
export async function train(
  round: number,
  options: {
    asked?: Asked;
    masked?: boolean;
    head?: HeadShape;
    protection?: "local" | "masked";
    secureNoise?: boolean;
    /** Elements of what is masked; by default as many as there are. */
    length?: number;
  } = {},
): Promise<Work[]> {
  const { masked = false, head = HEAD, protection, secureNoise = false } = options;
  const asked: Asked = options.asked ?? ASKED.plain;
  const values = new Float32Array(parameterCount(head)).fill(round);
  const vector = await encodeVector(headLayout(head), values);
  const others = await Promise.all(
    (asked.broadcast ?? []).map((name, i) =>
      encodeVector(
        asked.length === undefined ? headLayout(head) : [{ name, shape: [asked.length] }],
        new Float32Array(asked.length ?? values.length).fill(0.25 * (i + 1)),
      ),
    ),
  );
  const noisePlace = protection === "local" ? ClientPrivacy_NoisePlace.LOCAL : ClientPrivacy_NoisePlace.MASKED;
  const client = { clippingNorm: 1, noisePlace, noiseDeviation: 0.5, reportsNorm: false };
  const schema = schemaOf(asked);
  const secureAggregation = {
    ringBits: 64,
    length: options.length ?? asked.vectors.length * values.length + schema.slots.length,
    cohort: 3,
    neighbours: 2,
    threshold: 3,
    minSurvivors: 3,
  };
  return [
    {
      case: "train",
      value: {
        round,
        seed: 7n,
        model: "linear",
        work: asked.work,
        layout: await encodeLayout(headLayout(head)),
        vector: vector.header,
        broadcast: (asked.broadcast ?? []).map((name, i) => ({
          name,
          vector: others[i]!.header,
          length: asked.length ?? 0,
        })),
        protection: {
          weightCap: protection === undefined ? 0 : 1,
          secureNoise,
          ...(protection === undefined ? {} : { client }),
        },
        schema,
        ...(masked ? { secureAggregation } : {}),
      },
    },
    ...[vector, ...others].flatMap(({ parts }) => parts.map((value) => ({ case: "part" as const, value }))),
  ];
}

/** The word of which round's memory to go on from. */
export const memory = (round: number): Work => ({ case: "memory", value: { round } });

/** The messages of an evaluate. */
export async function evaluate(round: number, personal = false): Promise<Work[]> {
  const vector = await encodeVector(headLayout(HEAD), new Float32Array(8).fill(round));
  const layout = await encodeLayout(headLayout(HEAD));
  return [
    { case: "evaluate", value: { round, model: "linear", layout, vector: vector.header, personal } },
    ...vector.parts.map((value) => ({ case: "part" as const, value })),
  ];
}

/** Waits, without a clock, for what is under way in this process. */
export async function until(condition: () => boolean): Promise<void> {
  const end = Date.now() + 25_000;
  while (!condition()) {
    if (Date.now() > end) {
      throw new Error(`never came true: ${condition}`);
    }
    await new Promise<void>((resolve) => setImmediate(resolve));
  }
}

/** Lets whatever is under way come to rest, where nothing is expected to come. */
export async function quiet(): Promise<void> {
  for (let i = 0; i < 50; i++) {
    await crypto.subtle.digest("SHA-256", new Uint8Array(1)); // as those that a node waits for
    await new Promise<void>((resolve) => setImmediate(resolve));
  }
}

export const bytesOf = (message: Assignment): Uint8Array => toBinary(AssignmentSchema, message);
