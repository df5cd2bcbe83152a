import { toBinary } from "@bufbuild/protobuf";
import {
  type Assignment,
  AssignmentSchema,
  type Evaluate,
  type NamedVector,
  type Part,
  type Train,
} from "../../gen/headwater/v1/federation_pb";
import { headLayout } from "../../learning/head";
import { type Layout, sizeOf } from "../../learning/sums/layout";
import { lengthOf } from "../../learning/sums/schema";
import { broadcasts, keepsMemory, MOST_CANDIDATES } from "../../learning/works/localWork";
import { requireModel } from "../model";
import type { HeadShape, LocalWork, SecAggSetup, TrainTask } from "../ports";
import { requireRound } from "../protocol";
import { hex, sha256 } from "../sha256";
import { decodeLayout } from "./layout";
import { decodeLocalWork, described, requireProtected } from "./localWork";
import { decodeProtection } from "./protection";
import { decodeSchema, requireCompressible } from "./schema";
import { decodeSetup } from "./secagg";
import { VectorAssembly } from "./vector";

/**
 * What a client can be asked to do; mirrors Java's `Work`. Two works with the same `key` are the
 * same: it is everything that was announced, the digests of vectors included.
 */
export type Work = TrainWork | EvaluateWork;

export interface TrainWork {
  readonly kind: "train";
  readonly key: string;
  readonly round: number;
  /**
   * SHA-256 in hex of everything that was announced (digests of vectors, masks and the memory's round included), but not
   * of the run's id: it changes when the coordinator is started again, the task does not.
   */
  readonly setup: string;
  readonly task: TrainTask;
  /** Where the work keeps memory: the round whose outcome the client goes on from, 0 for none. */
  readonly memoryRound?: number;
  /** How the contribution is masked; absent where it goes in the open. */
  readonly masks?: SecAggSetup;
}

/** Score `parameters`, the outcome of `round`, on the held-out examples. */
export interface EvaluateWork {
  readonly kind: "evaluate";
  readonly key: string;
  readonly round: number;
  readonly head: HeadShape;
  readonly parameters: Float32Array;
  /** Where the client's own head is scored too: the round in whose memory it is, 0 for none. */
  readonly memoryRound?: number;
}

/** Broadcast vectors that a task may have, a bound for the room that they need. */
const MAX_BROADCAST = 8;

/** A work whose vectors are still coming, one after the other. */
interface Unfinished {
  readonly vectors: readonly VectorAssembly[];
  readonly values: Float32Array[];
  /** Takes the values of all vectors. */
  finish(values: readonly Float32Array[]): Work;
}

/**
 * The client's end of a Join stream: puts Work together from its messages. A new announcement drops
 * an unfinished one. Mirrors `WorkAssembly`.
 */
export class WorkAssembly {
  private unfinished: Unfinished | undefined;
  /** What the last memory message said; it is for the next work alone. */
  private memoryRound: number | undefined;

  /** For the run that the stream's welcome named. */
  constructor(private readonly runId: string) {}

  /** Takes one memory, train, evaluate or part message; gives the work that it completed. Throws a sentence if it cannot be used. */
  async add(message: Assignment): Promise<Work | undefined> {
    switch (message.work.case) {
      case "memory":
        this.memoryRound = message.work.value.round;
        return undefined;
      case "train": {
        const { memoryRound } = this;
        this.memoryRound = undefined;
        return this.train(message.work.value, memoryRound, message);
      }
      case "evaluate": {
        const { memoryRound } = this;
        this.memoryRound = undefined;
        return this.evaluate(message.work.value, memoryRound, this.keyOf(message));
      }
      case "part":
        return this.part(message.work.value);
      default:
        throw new Error(`assignment: ${message.work.case} (expected: memory, train, evaluate or part)`);
    }
  }

  private keyOf(message: Assignment): string {
    return `${this.runId}\n${new TextDecoder("latin1").decode(toBinary(AssignmentSchema, message))}`;
  }

  private async train(message: Train, told: number | undefined, announced: Assignment): Promise<undefined> {
    this.unfinished = undefined;
    const round = requireRound(message.round);
    requireModel(message.model);
    const work = decodeLocalWork(message.work);
    const head = await decodeLayout(message.layout);
    const protection = decodeProtection(message.protection);
    requireProtected(work, head, protection);
    const schema = decodeSchema(message.schema, work, head);
    const { ringBits } = schema.vectors[0]!.grid;
    const { secureAggregation } = message;
    const masks = secureAggregation && {
      ...decodeSetup(secureAggregation, this.runId, round, ringBits, lengthOf(schema)),
      // As this client has it: with peers that were given another task no keys are shared.
      task: hex(await sha256(new Uint8Array(toBinary(AssignmentSchema, announced)))),
    };
    requireCompressible(schema, protection, masks !== undefined);
    const keeps =
      keepsMemory(work) ||
      schema.vectors.some(({ compression }) => compression?.kind === "top-k" && compression.feedback);
    const memoryRound = keeps ? requireMemory(told, round, described(work)) : undefined;
    const names = requireBroadcast(message.broadcast, work);
    const key = this.keyOf(announced);
    const setup = await setupOf(announced, memoryRound);
    const vectors = [await VectorAssembly.of(message.vector, headLayout(head))];
    for (const sent of message.broadcast) {
      vectors.push(await named(sent.name, () => VectorAssembly.of(sent.vector, layoutOf(sent, headLayout(head)))));
    }
    this.unfinished = {
      vectors,
      values: [],
      finish: ([parameters, ...others]) => ({
        kind: "train",
        key: memoryRound === undefined ? key : `${key}\n${memoryRound}`,
        round,
        setup,
        task: {
          round,
          seed: message.seed,
          head,
          parameters: parameters!,
          broadcast: new Map(names.map((name, i) => [name, others[i]!])),
          work,
          protection,
          schema,
        },
        ...(memoryRound === undefined ? {} : { memoryRound }),
        ...(masks === undefined ? {} : { masks }),
      }),
    };
  }

  private async evaluate(message: Evaluate, told: number | undefined, key: string): Promise<undefined> {
    this.unfinished = undefined;
    const round = requireRound(message.round);
    requireModel(message.model);
    const head = await decodeLayout(message.layout);
    const memoryRound = message.personal ? requireMemory(told, round, "scores of a personal head", round) : undefined;
    const vector = await VectorAssembly.of(message.vector, headLayout(head));
    this.unfinished = {
      vectors: [vector],
      values: [],
      finish: ([parameters]) => ({
        kind: "evaluate",
        key: memoryRound === undefined ? key : `${key}\n${memoryRound}`,
        round,
        head,
        parameters: parameters!,
        ...(memoryRound === undefined ? {} : { memoryRound }),
      }),
    };
  }

  private async part(part: Part): Promise<Work | undefined> {
    const { unfinished } = this;
    if (unfinished === undefined) {
      throw new Error(`part: number ${part.index} of nothing (expected: a train or evaluate before it)`);
    }
    const { vectors, values } = unfinished;
    const vector = vectors[values.length]!;
    vector.add(part);
    if (!vector.complete) {
      return undefined;
    }
    values.push(await vector.finish());
    if (values.length < vectors.length) {
      return undefined;
    }
    this.unfinished = undefined;
    return unfinished.finish(values);
  }
}

async function setupOf(announced: Assignment, memoryRound: number | undefined): Promise<string> {
  const memory = new TextEncoder().encode(`${memoryRound ?? "none"}\n`);
  return hex(await sha256(memory, new Uint8Array(toBinary(AssignmentSchema, announced))));
}

/** The round that the client was told to go on from: an earlier one, or up to `latest`. */
function requireMemory(told: number | undefined, round: number, what: string, latest = round - 1): number {
  if (told === undefined) {
    throw new Error(
      `round ${round}: ${what} without word of which memory to go on from (expected: a memory message before it)`,
    );
  }
  if (told > latest) {
    throw new Error(
      `memory: of round ${told}, for round ${round} (expected: ${latest < round ? "an earlier round" : "no later round"}, or 0 for none)`,
    );
  }
  return told;
}

/** The names of what is broadcast: each once, and all that the work needs. */
function requireBroadcast(broadcast: readonly NamedVector[], work: LocalWork): readonly string[] {
  if (broadcast.length > MAX_BROADCAST) {
    throw new Error(`broadcast: ${broadcast.length} vectors (expected: at most ${MAX_BROADCAST})`);
  }
  const names = broadcast.map(({ name }) => name);
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) {
    throw new Error(`broadcast: ${twice.slice(0, 40)} appears twice (expected: names that differ)`);
  }
  const missing = broadcasts(work).find((name) => !names.includes(name));
  if (missing !== undefined) {
    throw new Error(`broadcast: no ${missing} (expected: what ${described(work)} needs)`);
  }
  return names;
}

/** What a broadcast vector's positions mean: the model's, or as many values as are announced. */
function layoutOf({ name, length }: NamedVector, model: Layout): Layout {
  const most = MOST_CANDIDATES * sizeOf(model);
  if (length > most) {
    throw new Error(`${length} values (expected: at most ${most}, ${MOST_CANDIDATES} times the model's)`);
  }
  return length === 0 ? model : [{ name, shape: [length] }];
}

/** Puts the broadcast vector's name before what is wrong with it. */
async function named<T>(name: string, make: () => Promise<T>): Promise<T> {
  try {
    return await make();
  } catch (e) {
    throw new Error(`broadcast ${name}: ${(e as Error).message}`);
  }
}
