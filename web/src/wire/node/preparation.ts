import { create } from "@bufbuild/protobuf";
import { type JoinRequest, JoinRequestSchema } from "../../gen/headwater/v1/federation_pb";
import { ARITHMETIC, PROTOCOL_VERSION, SOFTWARE_VERSION } from "../protocol";
import { preparesLike, type RunDescription } from "../run";

/** Features `[labels.length x width]`, row-major, with the names of their labels. */
export interface LabelledFeatures {
  readonly matrix: Float32Array;
  readonly labels: readonly string[];
}

/** A client's own data, ready for the head; mirrors Java's `PreparedData`. */
export interface PreparedData {
  /** Of the backbone that computed the features. */
  readonly backboneDigest: string;
  /** Width of one feature vector. */
  readonly features: number;
  /** What it trains on; at least one example, or the coordinator refuses the client. */
  readonly train: LabelledFeatures;
  /** What it only scores; may be empty. */
  readonly heldOut: LabelledFeatures;
  /** Which pictures these are, for the ledger: SHA-256 of them and their labels, in hex. */
  readonly identity: string;
}

/** A preparer throws this when the coordinator went away meanwhile: the node tries again later. */
export class Unavailable extends Error {
  override readonly name = "Unavailable";
}

/** Turns a client's own pictures into features, as a run asks for. Any error but Unavailable ends the node with its message. */
export type Prepare = (run: RunDescription, signal: AbortSignal) => Promise<PreparedData>;

/** A client's data, prepared once for as long as the run asks for the same features. */
export class Preparation {
  private prepared: { readonly run: RunDescription; readonly data: PreparedData } | undefined;

  constructor(private readonly prepare: Prepare) {}

  /** The data for `run`; `starting` hears that it has to be made. */
  async of(run: RunDescription, signal: AbortSignal, starting: () => void): Promise<PreparedData> {
    if (this.prepared === undefined || !preparesLike(run, this.prepared.run)) {
      starting();
      this.prepared = { run, data: requireData(await this.prepare(run, signal)) };
    }
    return this.prepared.data;
  }
}

/**
 * How the client enrols: numbers and names, no data. Hides how many examples it has where the run asks for that, and says
 * that it holds nothing out where it scores no heads of others: an honest coordinator asks it for none.
 *
 * @param scores whether it scores heads of others in the open
 */
export function joinRequest(
  name: string,
  token: string,
  run: RunDescription,
  data: PreparedData,
  scores: boolean,
): JoinRequest {
  const hidden = run.hidesNumExamples;
  return create(JoinRequestSchema, {
    client: name,
    token,
    labels: [...new Set([...data.train.labels, ...data.heldOut.labels])].sort(),
    numExamples: hidden ? 1 : data.train.labels.length,
    numHeldOut: hidden || !scores ? 0 : data.heldOut.labels.length,
    backboneDigest: data.backboneDigest,
    featureLength: data.features,
    softwareVersion: SOFTWARE_VERSION,
    protocolVersion: PROTOCOL_VERSION,
    arithmetic: ARITHMETIC,
  });
}

function requireData(data: PreparedData): PreparedData {
  for (const part of [data.train, data.heldOut]) {
    if (data.features < 1 || part.matrix.length !== part.labels.length * data.features) {
      throw new Error(
        `features: ${part.matrix.length} values for ${part.labels.length} labels (expected: ${data.features} a label)`,
      );
    }
  }
  return data;
}
