import type { Receipt as ReceiptMessage, Submission } from "../../gen/headwater/v1/federation_pb";
import { type Backoff, delay } from "../backoff";
import type { Clock } from "../clock";
import { decodeReceipt, type Receipt } from "../codec/receipt";

/** How a node's answers reach the coordinator; mirrors Java's `Post`. */
export interface Post {
  /** Signs a message, once however often it is sent, and makes one call; fails as the connection does. */
  submit(message: Submission, session: Uint8Array): Promise<ReceiptMessage>;
  /** Of the newest enrolment; undefined while there is none. */
  session(): Uint8Array | undefined;
  readonly backoff: Backoff;
  readonly clock: Clock;
}

/**
 * Hands one answer in: part after part, again and again while the coordinator is away. The
 * coordinator counts it once, however often it is sent. Mirrors Java's `Answer`; unlike it, an
 * answer pauses while the node is not enrolled, because it has no valid session.
 */
export class Answer {
  private state: "open" | "answered" | "dropped" = "open";
  private attempt = 0;
  private failures = 0;
  private flyingUnder: Uint8Array | undefined;
  private left = false;
  private callOff: () => void = () => {};

  /**
   * An answer that has not been sent.
   *
   * @param key of the work that it answers
   * @param done receives the coordinator's final receipt
   * @param leaving called once before the first part is sent: from then on the coordinator may have it
   */
  constructor(
    readonly key: string,
    private readonly messages: readonly Submission[],
    private readonly post: Post,
    private readonly done: (receipt: Receipt) => void,
    private readonly leaving: () => void = () => {},
  ) {}

  /** Sends from the first part on, unless that is under way in this very session, or there is none, or nothing to say. */
  send(): void {
    const session = this.post.session();
    if (this.state !== "open" || session === undefined || session === this.flyingUnder) {
      return;
    }
    this.callOff();
    this.flyingUnder = session;
    void this.fly(++this.attempt, session);
  }

  /** Enrolled anew: sends before long, unless the coordinator asks for it sooner by giving the same work again. */
  resume(): void {
    if (this.state === "open") {
      this.callOff();
      this.callOff = this.post.clock.after(delay(this.post.backoff, 1), () => this.send());
    }
  }

  /** The same work has come again: what was answered is said again, whatever was said to it. */
  again(): void {
    if (this.state === "answered") {
      this.state = "open";
    }
    this.send();
  }

  /** The answer is obsolete: nothing more is sent. A receipt that is still on its way is reported. */
  drop(): void {
    this.state = "dropped";
    this.callOff();
  }

  private current(mine: number): boolean {
    return this.state === "open" && this.attempt === mine;
  }

  private async fly(mine: number, session: Uint8Array): Promise<void> {
    if (!this.left) {
      this.left = true;
      this.leaving();
    }
    try {
      for (const message of this.messages) {
        const receipt = decodeReceipt(await this.post.submit(message, session));
        if (this.attempt !== mine) {
          return;
        }
        if (receipt !== undefined) {
          if (this.state === "open") {
            this.state = "answered";
          }
          this.flyingUnder = undefined;
          this.failures = 0;
          this.done(receipt);
          return;
        }
        if (this.state !== "open") {
          return;
        }
      }
      // All parts went out, yet the coordinator lacks one: it dropped them when it lost this client.
    } catch {
      // Whatever it was, the stream tells whether the coordinator is there.
    }
    if (this.current(mine)) {
      this.flyingUnder = undefined;
      this.callOff = this.post.clock.after(delay(this.post.backoff, ++this.failures), () => this.send());
    }
  }
}
