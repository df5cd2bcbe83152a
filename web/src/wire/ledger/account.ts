import { fromBinary, toBinary } from "@bufbuild/protobuf";
import { type Submission, SubmissionSchema } from "../../gen/headwater/v1/federation_pb";
import type { TrainWork } from "../codec/work";
import { staying } from "../node/memory";
import { colludersOf, type Demands } from "../policy/demands";
import { hex, sha256 } from "../sha256";
import type { Ledger } from "./ledger";
import { type Participant, type Participation, participationOf } from "./participation";
import { judge, type Verdict } from "./rules";

/**
 * A device's own account of its answers in the run at hand; mirrors Java's `Account`. Whatever is wrong with the ledger is
 * thrown as StaysOut: nothing leaves that could not be entered.
 */
export class Account {
  private readonly who: Participant;
  /** Its digests are of the whole task. */
  private readonly known = new WeakMap<TrainWork, Promise<Participation>>();

  constructor(
    private readonly ledger: Ledger,
    private readonly demands: Demands,
    who: Omit<Participant, "colluders">,
  ) {
    this.who = { ...who, colluders: colludersOf(demands) };
  }

  /** What `enter` would say; changes nothing. */
  async check(work: TrainWork): Promise<Verdict> {
    const next = await this.of(work);
    return staying(async () => judge(await this.ledger.participations(), next, this.demands));
  }

  /** Enters the masked answer to `work`, which is never given again, before anything of it leaves. */
  async enter(work: TrainWork): Promise<Verdict> {
    return this.enterWith(work);
  }

  /**
   * Enters this answer to `work` before anything of it leaves, and keeps it if doing the work again would give other bytes.
   */
  async enterAnswer(work: TrainWork, messages: readonly Submission[]): Promise<Verdict> {
    const bytes = messages.map((message) => toBinary(SubmissionSchema, message));
    const nameless = messages.map((message) => toBinary(SubmissionSchema, { ...message, runId: "" }));
    const answer = hex(await sha256(...nameless.map((message) => new Uint8Array(message))));
    return this.enterWith(work, (await this.repeatable(work)) ? undefined : bytes, answer);
  }

  private async enterWith(work: TrainWork, kept?: readonly Uint8Array[], answer?: string): Promise<Verdict> {
    const next = { ...(await this.of(work)), time: Date.now(), ...(answer === undefined ? {} : { answer }) };
    return staying(() => this.ledger.enter(next, this.demands, kept));
  }

  /** Whether doing the work again would give the same bytes. */
  async repeatable(work: TrainWork): Promise<boolean> {
    return (await this.of(work)).repeatable;
  }

  /** The answer that was kept, for the run as it is called now; else undefined. */
  async kept(work: TrainWork, runId: string): Promise<Submission[] | undefined> {
    const next = await this.of(work);
    const bytes = await staying(() => this.ledger.keptAnswer(next));
    return bytes?.map((message) => ({ ...fromBinary(SubmissionSchema, message), runId }));
  }

  private of(work: TrainWork): Promise<Participation> {
    const known = this.known.get(work) ?? participationOf(work, this.who, Date.now());
    this.known.set(work, known);
    return known;
  }
}
