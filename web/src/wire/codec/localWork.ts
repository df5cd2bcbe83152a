import {
  Sgd_Form as Form,
  type LocalWork as LocalWorkMessage,
  type Sgd as SgdMessage,
} from "../../gen/headwater/v1/federation_pb";
import type { LocalWork, Protection, Sgd } from "../ports";
import { decodeHyperparameters } from "./protection";

/** What the client is to do; throws a sentence for a kind or form that this version does not know: never guessed. */
export function decodeLocalWork(message: LocalWorkMessage | undefined): LocalWork {
  switch (message?.work.case) {
    case "sgd":
      return sgd(message.work.value);
    case "gradient":
      return { kind: "gradient" };
    case "moments":
      return { kind: "moments" };
    case "classSums":
      return { kind: "class-sums" };
    default:
      throw new Error(
        "work: of a kind that this version does not know (expected: sgd, gradient, moments or class sums; load this page again from the coordinator)",
      );
  }
}

const FORMS = new Map<Form, Sgd["form"]>([
  [Form.PLAIN, "plain"],
  [Form.CONTROL_VARIATE, "control-variate"],
  [Form.NORMALISED, "normalised"],
]);

/** Refuses forms whose formulas do not hold for the hyperparameters, as Java's `Sgd`. */
function sgd(message: SgdMessage): Sgd {
  const hyper = decodeHyperparameters(message.hyperparameters);
  const form = FORMS.get(message.form);
  if (form === undefined) {
    throw new Error(
      `work: sgd of form ${message.form} (expected: one that this version knows; load this page again from the coordinator)`,
    );
  }
  const { momentum, weightDecay, proximalMu } = hyper;
  const pulled = weightDecay > 0 || proximalMu > 0;
  if (form === "control-variate" && (pulled || momentum > 0)) {
    throw new Error(
      `control variates: momentum ${momentum}, weight decay ${weightDecay}, proximal mu ${proximalMu} (expected: plain SGD, all of them 0)`,
    );
  }
  if (form === "normalised" && pulled) {
    throw new Error(
      `normalised deltas: weight decay ${weightDecay}, proximal mu ${proximalMu} (expected: 0; what a gradient counts is known for plain SGD and for momentum)`,
    );
  }
  return { kind: "sgd", hyper, form };
}

/**
 * Throws a sentence where the protection does not cover all that the work uploads: Java's `Agreement` refuses such a run, and a client
 * must not rely on that.
 */
export function requireProtected(work: LocalWork, { client, example }: Protection): void {
  const plain = work.kind === "sgd" && work.form === "plain";
  if (example !== undefined && !plain) {
    throw new Error(
      `protection: of single pictures, for ${described(work)} (expected: plain sgd, which alone can be trained so; nothing would be noised)`,
    );
  }
  if (client !== undefined && !plain && work.kind !== "gradient") {
    throw new Error(
      `protection: clipping, for ${described(work)} (expected: a work that uploads a single vector of real numbers; what else it uploads would not be clipped)`,
    );
  }
}

/** The work in a word or two. */
export function described(work: LocalWork): string {
  return work.kind === "sgd" && work.form !== "plain" ? `${work.form} sgd` : work.kind;
}
