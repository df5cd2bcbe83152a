import type { Submission } from "../../gen/headwater/v1/federation_pb";
import type { Receipt } from "../codec/receipt";
import type { Step } from "../codec/secagg";
import {
  encodeAdvertisement,
  encodeConfirmation,
  encodeMaskedInput,
  encodeShares,
  encodeUnmasking,
  encodeWithdrawal,
} from "../codec/steps";
import { type Header, sizeOf } from "../codec/submission";
import type { TrainWork } from "../codec/work";
import type { Account } from "../ledger/account";
import type { Confirmations, Inbox, NewSecAgg, SecAggClient, SecAggSetup, Survivors } from "../ports";
import { Answer, type Post } from "./answer";
import { type NodeEvent, type Sent, STAGES, type Stage, submitted } from "./events";
import { sent, type Trainer } from "./trainer";

/** What a masked round needs of the node. */
export interface Surroundings {
  readonly name: string;
  readonly post: Post;
  readonly newSecAgg: NewSecAgg;
  tell(event: NodeEvent): void;
  /** This browser, or this run, cannot be masked at all: the node ends. */
  refuse(reason: string): void;
}

/**
 * The client's side of one masked round: fresh keys, one step for each of the coordinator's, in order. A repeated step
 * is answered with the same message. Any error ends this client's part in the round; the coordinator learns that, but
 * not the reason. Mirrors
 * Java's `MaskedWork`: where that has a lock, steps here wait in line for each other.
 */
export class MaskedWork {
  readonly key: string;
  private readonly header: Header;
  private readonly client: Promise<SecAggClient | undefined>;
  private line: Promise<void> = Promise.resolve();
  private done = -1;
  private inbox: Inbox | undefined;
  private units: BigInt64Array | undefined;
  /** Of the masked input, until it is told what became of it. */
  private input: Sent | undefined;
  private survivors: Survivors | undefined;
  private last: Answer | undefined;
  private over = false;

  /**
   * A round that has not begun; its keys are being made.
   *
   * @param account where the round is entered before its input leaves
   */
  constructor(
    private readonly work: TrainWork,
    private readonly masks: SecAggSetup,
    private readonly account: Account,
    private readonly node: Surroundings,
  ) {
    this.key = work.key;
    this.header = { runId: masks.runId, round: masks.round, client: node.name };
    this.client = this.makeKeys();
  }

  private async makeKeys(): Promise<SecAggClient | undefined> {
    try {
      return await this.node.newSecAgg(this.masks, this.node.name);
    } catch (e) {
      if (!this.over) {
        this.node.refuse(`round ${this.work.round}: no masks can be made here: ${message(e)}`);
      }
      return undefined;
    }
  }

  /** What was said last, to be said again on a new stream. */
  latest(): Answer | undefined {
    return this.last;
  }

  /** Step 1. */
  advertise(): void {
    this.take("advertise", async (client) => encodeAdvertisement(this.header, await client.advertise()));
  }

  /** Trains, and masks if the others have shared meanwhile. Takes long. */
  async train(trainer: Trainer): Promise<void> {
    if (this.over) {
      return;
    }
    try {
      const units = await trainer.units(this.work);
      if (!this.over) {
        this.units = units;
        this.mask();
      }
    } catch (e) {
      await this.line; // what was begun is said first
      this.stayOut(message(e));
    }
  }

  /** Steps 2 to 5, as the coordinator asks for them. */
  received(step: Step): void {
    if (step.round !== this.work.round || this.over) {
      return;
    }
    switch (step.kind) {
      case "roster":
        this.take("share", async (client) => encodeShares(this.header, await client.share(step.roster)));
        break;
      case "inbox":
        this.inbox = step.inbox;
        this.mask();
        break;
      case "survivors":
        this.take("confirm", async (client) => {
          this.survivors = step.survivors;
          const confirmation = await client.confirm(step.survivors);
          this.counted({ kind: "accepted" }); // this client is among them, whether or not the receipt has come
          return encodeConfirmation(this.header, confirmation);
        });
        break;
      case "confirmations":
        this.take("unmask", (client) => this.unmask(client, step.confirmations));
    }
  }

  private mask(): void {
    const { inbox, units } = this;
    if (inbox === undefined || (units === undefined && !this.took("mask"))) {
      return;
    }
    this.take("mask", async (client) => {
      this.units = undefined; // in the open, and large
      await this.enter();
      const messages = encodeMaskedInput(this.header, await client.mask(inbox, units!));
      this.input = sent(this.work, sizeOf(messages), this.masks.length);
      return messages;
    });
  }

  /** On the disk before the input leaves. */
  private async enter(): Promise<void> {
    const verdict = await this.account.enter(this.work);
    if (verdict.kind === "stayOut" || verdict.kind === "leave") {
      throw new Error(verdict.reason);
    }
  }

  private async unmask(client: SecAggClient, confirmations: Confirmations): Promise<Submission[]> {
    if (this.survivors === undefined) {
      throw new Error(`round ${this.work.round}: confirmations of no survivors (expected: the survivors first)`);
    }
    return encodeUnmasking(this.header, await client.unmask(this.survivors, confirmations));
  }

  private took(stage: Stage): boolean {
    return this.done >= STAGES.indexOf(stage);
  }

  /** Takes a step once, after those before it, and says it again when it is asked for again. */
  private take(stage: Stage, step: (client: SecAggClient) => Promise<Submission[]>): void {
    this.line = this.line.then(async () => {
      const client = await this.client;
      if (this.over || client === undefined) {
        return;
      }
      if (this.took(stage)) {
        if (this.done === STAGES.indexOf(stage)) {
          this.last?.send();
        }
        return;
      }
      this.node.tell({ kind: "securing", round: this.work.round, stage });
      let messages: Submission[];
      try {
        messages = await step(client);
      } catch (e) {
        this.stayOut(message(e));
        return;
      }
      if (!this.over) {
        this.done = STAGES.indexOf(stage);
        const summary = stage === "mask" ? this.input : undefined;
        this.say(
          messages,
          (receipt) => this.answered(stage, receipt),
          () => summary && this.node.tell({ kind: "sent", round: this.work.round, summary }),
        );
      }
    });
  }

  private say(messages: Submission[], done: (receipt: Receipt) => void, leaving?: () => void): void {
    this.last?.drop(); // the coordinator has gone on, so it has it
    this.last = new Answer(this.key, messages, this.node.post, done, leaving);
    this.last.send();
  }

  private answered(stage: Stage, receipt: Receipt): void {
    const { round } = this.work;
    if (stage === "mask") {
      this.counted(receipt); // also when the next round has begun
    }
    if (this.over || this.done > STAGES.indexOf(stage)) {
      return; // the round or the step is over: the answer is too late to change anything
    }
    if (receipt.kind === "refused") {
      this.stayOut(receipt.reason); // keys of a page that was loaded again are refused like this
    } else if (stage === "mask") {
      if (receipt.kind === "late") {
        this.drop();
      }
    } else if (receipt.kind === "late") {
      this.drop();
      // Once the input counts, a late receipt for a later step does not affect it: enough other clients had answered.
      if (STAGES.indexOf(stage) < STAGES.indexOf("mask")) {
        const reason = `round ${round}: this device's ${stage === "advertise" ? "keys" : "shares"} came too late (expected: before the step's deadline; the next round is fresh)`;
        this.node.tell({ kind: "stayedOut", round, reason });
      }
    }
  }

  /** Tells what became of the masked input, once. */
  private counted(receipt: Receipt): void {
    if (this.input !== undefined) {
      this.node.tell(submitted(this.work.round, receipt, this.input));
      this.input = undefined;
    }
  }

  /** Ends this client's part and says so, so that the others need not wait. */
  stayOut(reason: string, exhausted = false): void {
    if (!this.over) {
      this.drop();
      this.say(encodeWithdrawal(this.header, exhausted), () => {});
      this.node.tell({ kind: "stayedOut", round: this.work.round, reason });
    }
  }

  /** This client's part is over; its secrets are overwritten once no step is using them. */
  drop(): void {
    this.over = true;
    this.last?.drop();
    this.last = undefined;
    this.units = undefined;
    this.inbox = undefined;
    this.line = this.line.then(async () => (await this.client)?.forget());
  }
}

function message(e: unknown): string {
  return e instanceof Error ? e.message : String(e);
}
