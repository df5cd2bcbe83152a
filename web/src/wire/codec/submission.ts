import { create, type MessageInitShape, toBinary } from "@bufbuild/protobuf";
import { type Submission, SubmissionSchema } from "../../gen/headwater/v1/federation_pb";
import type { Contribution, Evaluation, SumSchema } from "../ports";
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

/** One message a part, vector by vector, to be sent in order; mirrors Java's `SubmissionCodec`. */
export async function encodeContribution(
  contribution: Contribution,
  schema: SumSchema,
  runId: string,
): Promise<Submission[]> {
  const { round, client, numExamples, weight, trainLoss, withinNorm } = contribution;
  const scalars = [...contribution.scalars];
  const encoded = await Promise.all(
    schema.vectors.map(({ layout, compression }, i) => encodeVector(layout, contribution.vectors[i]!, compression)),
  );
  const vectors = encoded.map(({ header }) => header);
  return encoded.flatMap(({ parts }, vector) =>
    parts.map((part) =>
      submission(
        { runId, round, client },
        {
          case: "contribution",
          value: { numExamples, weight, trainLoss, withinNorm, vectors, vector, part, scalars },
        },
      ),
    ),
  );
}

/** One message, with the scores of the client's own head where there are some. */
export function encodeEvaluation(evaluation: Evaluation, header: Header, personal?: Evaluation): Submission {
  return submission(header, {
    case: "evaluation",
    value: { ...scores(evaluation), ...(personal === undefined ? {} : { personal: scores(personal) }) },
  });
}

function scores({ lossSum, correct, total }: Evaluation) {
  return { lossSum, correct: correct.map(BigInt), total: total.map(BigInt) };
}

/** Bytes of the messages together, as they travel. */
export function sizeOf(messages: readonly Submission[]): number {
  return messages.reduce((sum, message) => sum + toBinary(SubmissionSchema, message).length, 0);
}
