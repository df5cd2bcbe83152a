import { type Client, Code, ConnectError, createClient, type Transport } from "@connectrpc/connect";
import type { Assignment, JoinRequest, Receipt, Submission } from "../../gen/headwater/v1/federation_pb";
import { Federation } from "../../gen/headwater/v1/federation_pb";
import { decodeRun, type RunDescription } from "../run";

const DESCRIBE_MS = 30_000;
const SUBMIT_MS = 60_000;

/** The coordinator's no, or a run that cannot be used: trying again without a change is of no use. */
export class Refused extends Error {
  override readonly name = "Refused";
}

/** The calls of the contract that a node makes, as it needs them. */
export class Connection {
  private readonly client: Client<typeof Federation>;
  /** Of the last description; a join signs it. */
  challenge: Uint8Array<ArrayBuffer> = new Uint8Array();

  constructor(
    transport: Transport,
    private readonly token: string,
  ) {
    this.client = createClient(Federation, transport);
  }

  /** What the run is. Throws ConnectError if there is no answer, Refused if it cannot be used. */
  async describe(signal: AbortSignal): Promise<RunDescription> {
    const what = { case: "run", value: {} } as const;
    for await (const part of this.client.getModel({ token: this.token, what }, { signal, timeoutMs: DESCRIBE_MS })) {
      if (part.content.case === "run") {
        this.challenge = new Uint8Array(part.content.value.challenge);
        try {
          return decodeRun(part.content.value);
        } catch (e) {
          throw new Refused((e as Error).message);
        }
      }
    }
    throw new ConnectError("the coordinator did not say what the run is", Code.Unavailable);
  }

  /** Enrols, and gives what the coordinator pushes for as long as the stream lives. */
  join(request: JoinRequest, signal: AbortSignal): AsyncIterable<Assignment> {
    return this.client.join(request, { signal });
  }

  /** Hands in one message. */
  submit(message: Submission): Promise<Receipt> {
    return this.client.submit(message, { timeoutMs: SUBMIT_MS });
  }
}
