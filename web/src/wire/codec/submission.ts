import { create, type MessageInitShape, toBinary } from "@bufbuild/protobuf";
import { type Submission, SubmissionSchema } from "../../gen/headwater/v1/federation_pb";
import type { Contribution, Evaluation, HeadShape } from "../ports";
import { encodeVector } from "./vector";

/** Whose answer, and to what; every message carries it. The session is set when it is sent. */
export interface Header {
  readonly runId: string;
  readonly round: number;
  readonly client: string;
}

type Body = Exclude<MessageInitShape<typeof SubmissionSchema>["work"], undefined>;

/** One message, which still lacks the session. */
export function submission(header: Header, work: Body): Submission {
  const { runId, round, client } = header;
  return create(SubmissionSchema, { runId, round, client, work });
}

/** One message a part of the vector, to be sent in order; mirrors Java's `SubmissionCodec`. */
export async function encodeContribution(
  contribution: Contribution,
  head: HeadShape,
  runId: string,
): Promise<Submission[]> {
  const { round, client, numExamples, weight, trainLoss, withinNorm } = contribution;
  const vector = await encodeVector(head, contribution.vector);
  return vector.parts.map((part) =>
    submission(
      { runId, round, client },
      {
        case: "contribution",
        value: { numExamples, weight, trainLoss, withinNorm, vector: vector.header, part },
      },
    ),
  );
}

/** One message. */
export function encodeEvaluation(evaluation: Evaluation, header: Header): Submission {
  return submission(header, {
    case: "evaluation",
    value: {
      lossSum: evaluation.lossSum,
      correct: evaluation.correct.map(BigInt),
      total: evaluation.total.map(BigInt),
    },
  });
}

/** Bytes of the messages together, as they travel. */
export function sizeOf(messages: readonly Submission[]): number {
  return messages.reduce((sum, message) => sum + toBinary(SubmissionSchema, message).length, 0);
}
