import type { RunDescription as RunMessage } from "../gen/headwater/v1/federation_pb";
import { requireModel } from "./model";
import { requireLabels } from "./names";
import { ARITHMETIC, PROTOCOL_VERSION } from "./protocol";

/**
 * What a client must know of a run before it can prepare its data; mirrors Java's `RunDescription`.
 *
 * `labels` are the run's class names (a class index is a position), empty while they are not fixed;
 * `mean` and `std` are three channel values on the [0, 1] scale; `holdoutShare` in [0, 1).
 */
export interface RunDescription {
  readonly runId: string;
  readonly softwareVersion: string;
  readonly labels: readonly string[];
  readonly preprocessing: {
    readonly imageSize: number;
    readonly mean: readonly number[];
    readonly std: readonly number[];
  };
  readonly backbone: {
    readonly digest: string;
    readonly arch: string;
    readonly featureLength: number;
    readonly fileAvailable: boolean;
  };
  readonly holdoutShare: number;
  readonly seed: bigint;
  readonly hidesNumExamples: boolean;
  /** Names the run over all its resumptions: what this tab remembers of it is filed under it. */
  readonly memoryId: string;
}

/** The run as a value; throws a sentence if it is of another protocol version or cannot be used. */
export function decodeRun(message: RunMessage): RunDescription {
  if (message.protocolVersion !== PROTOCOL_VERSION) {
    throw new Error(
      `protocol version: the coordinator (version ${message.softwareVersion}) speaks ${message.protocolVersion} (expected: ${PROTOCOL_VERSION}; load this page again from the coordinator)`,
    );
  }
  if (message.arithmetic !== ARITHMETIC) {
    throw new Error(
      `arithmetic: the coordinator (version ${message.softwareVersion}) computes by ${message.arithmetic} (expected: ${ARITHMETIC}; load this page again from the coordinator)`,
    );
  }
  requireModel(message.model);
  if (message.countsUsers) {
    throw new Error(
      "privacy: this run protects users, and a page does not know whose each picture is (expected: a node, ./headwater client, with an index.csv that names them)",
    );
  }
  const { imageSize = 0, mean = [], std = [] } = message.preprocessing ?? {};
  const { digest = "", arch = "", featureLength = 0, fileAvailable = false } = message.backbone ?? {};
  const labels = requireLabels(message.labels?.names ?? []);
  if (message.runId.trim() === "") {
    throw new Error("run id: blank (expected: a name)");
  }
  if (labels.length === 1) {
    throw new Error(`labels: only ${labels[0]} (expected: at least 2, or none while they are not fixed)`);
  }
  if (imageSize < 1) {
    throw new Error(`image size: ${imageSize} (expected: at least 1 pixel)`);
  }
  if (mean.length !== 3 || std.length !== 3) {
    throw new Error(`preprocessing: ${mean.length} means and ${std.length} deviations (expected: 3 and 3)`);
  }
  if (!/^[0-9a-fA-F]{64}$/.test(digest)) {
    throw new Error(`backbone digest: '${digest.slice(0, 80)}' (expected: 64 hex digits)`);
  }
  if (featureLength < 1) {
    throw new Error(`backbone: ${featureLength} features (expected: at least 1)`);
  }
  if (!(message.holdoutShare >= 0 && message.holdoutShare < 1)) {
    throw new Error(`holdout share: ${message.holdoutShare} (expected: at least 0 and below 1)`);
  }
  return {
    runId: message.runId,
    softwareVersion: message.softwareVersion,
    labels,
    preprocessing: { imageSize, mean: [...mean], std: [...std] },
    backbone: { digest, arch, featureLength, fileAvailable },
    holdoutShare: message.holdoutShare,
    seed: message.seed,
    hidesNumExamples: message.hidesNumExamples,
    memoryId: message.memoryId,
  };
}

/** Whether data that was prepared for `b` can be used for `a`. */
export function preparesLike(a: RunDescription, b: RunDescription): boolean {
  const same = (x: readonly number[], y: readonly number[]) => x.every((v, i) => v === y[i]);
  return (
    a.preprocessing.imageSize === b.preprocessing.imageSize &&
    same(a.preprocessing.mean, b.preprocessing.mean) &&
    same(a.preprocessing.std, b.preprocessing.std) &&
    a.backbone.digest === b.backbone.digest &&
    a.holdoutShare === b.holdoutShare &&
    a.seed === b.seed &&
    a.hidesNumExamples === b.hidesNumExamples
  );
}
