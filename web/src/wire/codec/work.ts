import { toBinary } from "@bufbuild/protobuf";
import {
  type Assignment,
  AssignmentSchema,
  type Evaluate,
  type Part,
  type Train,
} from "../../gen/headwater/v1/federation_pb";
import type { HeadShape, SecAggSetup, TrainTask } from "../ports";
import { requireRound } from "../protocol";
import { decodeLayout, headSize } from "./layout";
import { decodeGrid, decodeHyperparameters, decodeProtection } from "./protection";
import { decodeSetup } from "./secagg";
import { VectorAssembly } from "./vector";

/**
 * What a client can be asked to do; mirrors Java's `Work`. Two works with the same `key` are the
 * same: it is everything that was announced, the vector's digest included.
 */
export type Work = TrainWork | EvaluateWork;

export interface TrainWork {
  readonly kind: "train";
  readonly key: string;
  readonly round: number;
  readonly task: TrainTask;
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
}

/**
 * The client's end of a Join stream: puts Work together from its messages. A new announcement drops
 * an unfinished one. Mirrors `WorkAssembly`.
 */
export class WorkAssembly {
  private vector: VectorAssembly | undefined;
  private finish: ((values: Float32Array) => Work) | undefined;

  /** For the run that the stream's welcome named. */
  constructor(private readonly runId: string) {}

  /** Takes one train, evaluate or part message; gives the work that it completed. Throws a sentence if it cannot be used. */
  async add(message: Assignment): Promise<Work | undefined> {
    switch (message.work.case) {
      case "train":
        return this.train(message.work.value, this.keyOf(message));
      case "evaluate":
        return this.evaluate(message.work.value, this.keyOf(message));
      case "part":
        return this.part(message.work.value);
      default:
        throw new Error(`assignment: ${message.work.case} (expected: train, evaluate or part)`);
    }
  }

  private keyOf(message: Assignment): string {
    return `${this.runId}\n${new TextDecoder("latin1").decode(toBinary(AssignmentSchema, message))}`;
  }

  private async train(message: Train, key: string): Promise<undefined> {
    this.drop();
    const round = requireRound(message.round);
    const hyper = decodeHyperparameters(message.hyperparameters);
    const head = await decodeLayout(message.layout);
    const protection = decodeProtection(message.protection);
    const grid = decodeGrid(message.grid);
    const masks =
      message.secureAggregation === undefined
        ? undefined
        : decodeSetup(message.secureAggregation, this.runId, round, grid.ringBits, headSize(head));
    this.vector = await VectorAssembly.of(message.vector, head);
    this.finish = (parameters) => ({
      kind: "train",
      key,
      round,
      task: { round, seed: message.seed, head, parameters, hyper, protection, grid },
      ...(masks === undefined ? {} : { masks }),
    });
  }

  private async evaluate(message: Evaluate, key: string): Promise<undefined> {
    this.drop();
    const round = requireRound(message.round);
    const head = await decodeLayout(message.layout);
    this.vector = await VectorAssembly.of(message.vector, head);
    this.finish = (parameters) => ({ kind: "evaluate", key, round, head, parameters });
  }

  private async part(part: Part): Promise<Work | undefined> {
    const { vector, finish } = this;
    if (vector === undefined || finish === undefined) {
      throw new Error(`part: number ${part.index} of nothing (expected: a train or evaluate before it)`);
    }
    vector.add(part);
    if (!vector.complete) {
      return undefined;
    }
    this.drop();
    return finish(await vector.finish());
  }

  private drop(): void {
    this.vector = undefined;
    this.finish = undefined;
  }
}
