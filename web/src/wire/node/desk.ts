import { valuesOf } from "../../learning/sums/schema";
import { yieldToPage } from "../clock";
import type { Step } from "../codec/secagg";
import { encodeWithdrawal } from "../codec/steps";
import { sizeOf } from "../codec/submission";
import type { TrainWork, Work } from "../codec/work";
import { Account } from "../ledger/account";
import type { Ledger } from "../ledger/ledger";
import { type Answerable, ELSEWHERE, GONE, NEW, type Verdict } from "../ledger/rules";
import { anyDemand, type Demands, unmet } from "../policy/demands";
import type { Learning, NewSecAgg } from "../ports";
import { Answer, type Post } from "./answer";
import { type NodeEvent, submitted } from "./events";
import { MaskedWork } from "./maskedWork";
import { type ClientMemory, StaysOut } from "./memory";
import type { PreparedData } from "./preparation";
import { type Ready, sent, Trainer, uploadOf } from "./trainer";

/** What the desk needs of the node. */
export interface DeskOptions {
  readonly name: string;
  readonly demands: Demands;
  readonly learning: Learning;
  readonly memory: ClientMemory;
  readonly ledger: Ledger;
  readonly newSecAgg: NewSecAgg;
  readonly post: Post;
  readonly rest?: () => Promise<void>;
  tell(event: NodeEvent): void;
  refuse(reason: string): void;
}

/**
 * Does what a node is pushed: one work at a time, the newest replaces what has not been begun, the
 * same work again is answered with the kept answer. As Java's `Desk`; it outlives the streams that
 * deliver the work.
 */
export class Desk {
  private runId = "";
  private memoryId = "";
  private labels: readonly string[] = [];
  private data: PreparedData | undefined;
  private account: Account | undefined;
  private trainer: Trainer | undefined;
  private pending: Work | undefined;
  private underWay: Work | undefined;
  private answer: Answer | undefined;
  private masked: MaskedWork | undefined;
  /** Whether it takes part in the round of `masked`. */
  private begun: Promise<Answerable | undefined> = Promise.resolve(NEW);
  private withdrawal: Answer | undefined;
  private newestRound = 0;
  private closed = false;

  constructor(private readonly node: DeskOptions) {}

  /** What there is to train on, and to score; and under what the run's memory is filed. */
  use(data: PreparedData, memoryId: string): void {
    if (memoryId !== this.memoryId) {
      this.pending = undefined; // of another run, and not begun
    }
    if (data !== this.data || memoryId !== this.memoryId) {
      this.data = data;
      this.memoryId = memoryId;
      const numExamples = data.train.labels.length;
      const who = { client: this.node.name, run: memoryId, data: data.identity, numExamples };
      this.account = new Account(this.node.ledger, this.node.demands, who);
      this.trainer = undefined;
    }
  }

  /** Enrolled: in another run nothing of the last counts, in the same one what was not answered is said again. */
  welcomed(runId: string): void {
    if (runId !== this.runId) {
      this.runId = runId;
      this.newestRound = 0;
      this.trainer = undefined;
      this.pending = undefined;
      this.drop();
    }
    this.answer?.resume();
    this.masked?.latest()?.resume();
    this.withdrawal?.resume();
  }

  /** The run's class names; empty while they are not fixed. */
  labelled(names: readonly string[]): void {
    if (names.length !== this.labels.length || names.some((name, i) => name !== this.labels[i])) {
      this.labels = [...names];
      this.trainer = undefined;
      if (names.length > 0) {
        this.node.tell({ kind: "labels", names: this.labels });
      }
    }
  }

  /** Work has come. */
  assigned(work: Work): void {
    const reason = unmet(this.node.demands, work, this.data?.train.labels.length ?? 0);
    if (reason !== undefined) {
      this.node.refuse(reason);
      return;
    }
    this.newestRound = Math.max(this.newestRound, work.round);
    const masks = work.kind === "train" ? work.masks : undefined;
    if (this.masked !== undefined && this.masked.key === work.key) {
      this.masked.latest()?.send();
    } else if (masks === undefined && this.underWay?.key === work.key) {
      this.pending = undefined; // it is the newest again
    } else if (this.answer !== undefined && this.answer.key === work.key) {
      this.answer.again();
    } else {
      this.pending = work;
      this.dropMasked();
      if (work.kind === "train" && masks !== undefined) {
        this.masked = new MaskedWork(work, masks, this.account!, this.node);
        this.begun = this.begin(work, this.account!, this.masked);
      }
      void this.doPending();
    }
  }

  /**
   * At once: training may take longer than the others can wait. Whoever takes no part advertises no keys, so that no round is
   * planned with it.
   */
  private async begin(work: TrainWork, account: Account, steps: MaskedWork): Promise<Answerable | undefined> {
    try {
      const verdict = await this.judged(() => account.check(work), steps);
      if (verdict !== undefined) {
        steps.advertise();
      }
      return verdict;
    } catch (e) {
      this.node.refuse(e instanceof Error ? e.message : String(e));
      return undefined;
    }
  }

  /** The coordinator's step in a masked round. */
  stepped(step: Step): void {
    if (step.round > this.newestRound) {
      this.lostKeys(step.round);
    }
    this.masked?.received(step);
  }

  /** The round began with keys of a page that is gone: it goes on without this client, and nobody needs to wait. */
  private lostKeys(round: number): void {
    this.newestRound = round;
    const reason = `round ${round}: its keys were lost when this page was loaded again (expected: the page stays open during a round; the next round is fresh)`;
    this.withdraw(round, reason);
  }

  private withdraw(round: number, reason: string): void {
    const words = encodeWithdrawal({ runId: this.runId, round, client: this.node.name });
    this.withdrawal?.drop();
    this.withdrawal = new Answer(`withdrawal ${round}`, words, this.node.post, () => {});
    this.withdrawal.send();
    this.node.tell({ kind: "stayedOut", round, reason });
  }

  private async doPending(): Promise<void> {
    if (this.underWay !== undefined) {
      return; // it looks again when that is done
    }
    try {
      while (!this.closed && this.pending !== undefined && this.data !== undefined) {
        this.underWay = this.pending;
        this.pending = undefined;
        this.answer?.drop();
        this.answer = undefined;
        const { underWay, masked, begun, runId } = this;
        await this.doNow(underWay, masked, begun, runId).catch((e: unknown) => this.stayOut(e, underWay.round, runId));
        this.underWay = undefined;
      }
    } catch (e) {
      this.underWay = undefined;
      this.node.refuse(e instanceof Error ? e.message : String(e));
    }
  }

  /** Whoever cannot take part in this round may in the next; whatever else is wrong ends the node. */
  private stayOut(e: unknown, round: number, runId: string): void {
    if (!(e instanceof StaysOut)) {
      throw e;
    }
    if (!this.closed && this.pending === undefined && runId === this.runId) {
      this.withdraw(round, e.message);
    }
  }

  /** `steps` are those of this very work, or undefined: both change together. */
  private async doNow(
    work: Work,
    steps: MaskedWork | undefined,
    begun: Promise<Answerable | undefined>,
    runId: string,
  ): Promise<void> {
    const { round } = work;
    const overtaken = () => this.closed || this.pending !== undefined || runId !== this.runId;
    const account = this.account!; // of this work's run, whichever comes meanwhile
    const verdict = await (work.kind !== "train"
      ? NEW
      : steps === undefined
        ? this.judged(() => account.check(work), undefined)
        : begun);
    if (verdict === undefined || overtaken()) {
      return;
    }
    this.node.tell(
      work.kind === "train" ? { kind: "training", round, upload: uploadOf(work) } : { kind: "evaluating", round },
    );
    const rest = this.node.rest ?? yieldToPage;
    await rest(); // the page shows it before the work takes the thread
    if (overtaken()) {
      return;
    }
    this.trainer ??= new Trainer(
      this.node.learning,
      this.node.memory,
      this.node.name,
      this.runId,
      this.memoryId,
      this.data!,
      this.labels,
      rest,
      anyDemand(this.node.demands),
    );
    if (steps !== undefined) {
      await steps.train(this.trainer);
      return;
    }
    const done = await this.ready(work, account, this.trainer, verdict, overtaken);
    if (done === undefined || overtaken()) {
      return;
    }
    const { messages, summary } = done;
    this.answer = new Answer(
      work.key,
      messages,
      this.node.post,
      (receipt) => this.node.tell(submitted(round, receipt, summary)),
      () => this.node.tell({ kind: "sent", round, summary }),
    );
    this.answer.send();
  }

  /**
   * What the account says, or undefined where this client takes no part in masked work, or none any more.
   *
   * @throws StaysOut where this client takes no part in the open round
   */
  private async judged(ask: () => Promise<Verdict>, steps: MaskedWork | undefined): Promise<Answerable | undefined> {
    let reason: string;
    let exhausted = false;
    try {
      const verdict = await ask();
      if (verdict.kind === "new" || verdict.kind === "again") {
        return verdict;
      }
      reason = verdict.reason;
      if (verdict.kind === "leave") {
        this.node.refuse(reason);
        return undefined;
      }
      exhausted = verdict.exhausted ?? false;
    } catch (e) {
      if (!(e instanceof StaysOut)) {
        throw e;
      }
      reason = e.message;
    }
    if (steps === undefined) {
      throw new StaysOut(reason);
    }
    steps.stayOut(reason, exhausted);
    return undefined;
  }

  /**
   * Does open work, unless an answer was given whose noise cannot be drawn again: then that one is the answer. It is entered
   * when it is ready to leave: a page that is closed while it trains has answered nothing. Undefined if nothing is to leave.
   */
  private async ready(
    work: Work,
    account: Account,
    trainer: Trainer,
    { kind }: Answerable,
    overtaken: () => boolean,
  ): Promise<Ready | undefined> {
    if (work.kind !== "train") {
      return trainer.answer(work);
    }
    const repeatable = await account.repeatable(work);
    if (kind === "again" && !repeatable) {
      const messages = await account.kept(work, this.runId);
      if (messages === undefined) {
        throw new StaysOut(`round ${work.round}: ${GONE}`);
      }
      return { messages, summary: sent(work, sizeOf(messages), valuesOf(work.task.schema)) };
    }
    const fresh = await trainer.answer(work);
    const entered = overtaken()
      ? undefined
      : await this.judged(() => account.enterAnswer(work, fresh.messages), undefined);
    if (entered?.kind === "again" && !repeatable) {
      throw new StaysOut(`round ${work.round}: ${ELSEWHERE}`); // noise that was drawn here does not leave
    }
    return entered && fresh;
  }

  /** Nothing more is done or said. */
  close(): void {
    this.closed = true;
    this.pending = undefined;
    this.drop();
    this.node.learning.close?.();
  }

  private drop(): void {
    this.answer?.drop();
    this.answer = undefined;
    this.withdrawal?.drop();
    this.withdrawal = undefined;
    this.dropMasked();
  }

  private dropMasked(): void {
    this.masked?.drop();
    this.masked = undefined;
  }
}
