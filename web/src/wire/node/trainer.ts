import type { Submission } from "../../gen/headwater/v1/federation_pb";
import { valuesOf } from "../../learning/sums/schema";
import { NOTHING } from "../../learning/works/input";
import { isStatistics, PERSONAL } from "../../learning/works/localWork";
import { encodeContribution, encodeEvaluation, sizeOf } from "../codec/submission";
import type { EvaluateWork, TrainWork, Work } from "../codec/work";
import type { Contribution, Evaluation, Learning } from "../ports";
import type { Sent, Upload } from "./events";
import { type ClientMemory, from, StaysOut, staying, type Versions, withOutcome } from "./memory";
import type { LabelledFeatures, PreparedData } from "./preparation";

/** An answer that is ready to be sent, but for the session. */
export interface Ready {
  readonly messages: readonly Submission[];
  readonly summary: Sent;
}

/** A client's examples under the run's class indices, and what it does with them; mirrors Java's `Trainer`. */
export class Trainer {
  private readonly train: unknown;
  private readonly heldOut: unknown;
  private readonly blanks: () => [unknown, unknown];

  /** Looks every label up; throws a sentence if one is not among `labels`. */
  constructor(
    private readonly learning: Learning,
    private readonly memory: ClientMemory,
    private readonly client: string,
    private readonly runId: string,
    private readonly memoryId: string,
    data: PreparedData,
    labels: readonly string[],
    private readonly rest: () => Promise<void>,
    /** Whether it answers even where its training fails: whether it does would tell of the pictures, and no noise hides that. */
    private readonly steadfast: boolean,
  ) {
    const indexOf = new Map(labels.map((label, index) => [label, index]));
    const indexed = ({ matrix, labels: names }: LabelledFeatures) =>
      learning.examples({
        matrix,
        labels: Int32Array.from(names, (name) => index(indexOf, name)),
        width: data.features,
      });
    this.train = indexed(data.train);
    this.heldOut = indexed(data.heldOut);
    const blank = ({ labels: { length } }: LabelledFeatures) =>
      learning.examples({
        matrix: new Float32Array(length * data.features),
        labels: new Int32Array(length),
        width: data.features,
      });
    this.blanks = () => [blank(data.train), blank(data.heldOut)];
  }

  /**
   * The answer of the pictures or, if that fails and it must not be told, of as many blank ones, with the same noise. What
   * fails on blank ones, too, fails for all pictures.
   */
  private async ofPictures<T>(work: TrainWork, answer: (contribution: Contribution) => Promise<T>): Promise<T> {
    try {
      return await answer(await this.contribution(work, this.train, this.heldOut));
    } catch (e) {
      if (!this.steadfast || e instanceof StaysOut) throw e;
      return answer(await this.contribution(work, ...this.blanks()));
    }
  }

  /** The contribution as the integers that are masked; throws if the training has diverged: masked, nobody could refuse it. */
  async units(work: TrainWork): Promise<BigInt64Array> {
    return this.ofPictures(work, async (contribution) => {
      await this.rest();
      return this.learning.encodeMasked(contribution, work.task);
    });
  }

  /** Does the work in the open. */
  async answer(work: Work): Promise<Ready> {
    if (work.kind === "train") {
      const messages = await this.ofPictures(work, async (contribution) => {
        await this.rest();
        return encodeContribution(contribution, work.task.schema, this.runId);
      });
      return { messages, summary: sent(work, sizeOf(messages), valuesOf(work.task.schema)) };
    }
    const scores = await this.learning.evaluate(work.parameters, work.head, this.heldOut);
    const personal = await this.personal(work);
    const header = { runId: this.runId, round: work.round, client: this.client };
    const messages = [encodeEvaluation(scores, header, personal)];
    const values = (personal === undefined ? 1 : 2) * (1 + 2 * scores.total.length);
    return {
      messages,
      summary: { kind: "evaluation", bytes: sizeOf(messages), values, masked: false, noised: false },
    };
  }

  /**
   * The scores of the client's own head, of the last round in which it was counted; undefined if it has none. One that
   * is lost is not scored: the client says so when it is next asked to train.
   */
  private async personal({ memoryRound, head }: EvaluateWork): Promise<Evaluation | undefined> {
    if (memoryRound === undefined || memoryRound === 0) return undefined;
    const kept = (await this.remembered()).get(memoryRound);
    const own = kept?.get(PERSONAL);
    return own === undefined ? undefined : this.learning.evaluate(own, head, this.heldOut, kept);
  }

  /**
   * Works from the memory that the task says, and keeps the outcome before anything of it leaves.
   *
   * @throws StaysOut if that memory is lost, or the outcome cannot be kept
   */
  private async contribution(
    { task, memoryRound }: TrainWork,
    train: unknown,
    heldOut: unknown,
  ): Promise<Contribution> {
    if (memoryRound === undefined) {
      return (await this.learning.contribute(this.client, train, heldOut, task, NOTHING)).contribution;
    }
    const before = from(await this.remembered(), memoryRound, this.client);
    const memory = before.get(memoryRound) ?? NOTHING;
    const done = await this.learning.contribute(this.client, train, heldOut, task, memory);
    await staying(() =>
      this.memory.keepMemory(this.memoryId, this.client, withOutcome(before, task.round, done.memory)),
    );
    return done.contribution;
  }

  private remembered(): Promise<Versions> {
    return staying(() => this.memory.memory(this.memoryId, this.client));
  }
}

function index(indexOf: ReadonlyMap<string, number>, label: string): number {
  const found = indexOf.get(label);
  if (found === undefined) {
    throw new Error(
      `label: ${label} is not among the run's ${indexOf.size} labels (expected one of: ${[...indexOf.keys()].join(", ")})`,
    );
  }
  return found;
}

/** What the work uploads, in one word. */
export function uploadOf({ task }: TrainWork): Upload {
  if (task.work.kind === "scores") return "scores";
  return isStatistics(task.work) ? "sums" : "change";
}

/** What a contribution held, for people. */
export function sent(work: TrainWork, bytes: number, values: number): Sent {
  const { client, example } = work.task.protection;
  return {
    kind: "contribution",
    upload: uploadOf(work),
    bytes,
    values,
    masked: work.masks !== undefined,
    clipped: client !== undefined,
    noised: (client !== undefined && client.noisePlace !== "none") || (example?.noiseMultiplier ?? 0) > 0,
  };
}
