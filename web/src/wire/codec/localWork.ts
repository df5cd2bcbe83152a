import {
  Sgd_Form as Form,
  type LocalWork as LocalWorkMessage,
  type Sgd as SgdMessage,
} from "../../gen/headwater/v1/federation_pb";
import { MOST_CANDIDATES, outputs, scalars } from "../../learning/works/localWork";
import type { HeadShape, LocalWork, Protection, Sgd } from "../ports";
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
    case "featureMoments":
      return { kind: "feature-moments" };
    case "gradientSum":
      return { kind: "gradient-sum" };
    case "scores": {
      const { candidates } = message.work.value;
      if (candidates < 1 || candidates > MOST_CANDIDATES) {
        throw new Error(`scores: ${candidates} candidates (expected: 1 to ${MOST_CANDIDATES})`);
      }
      return { kind: "scores", candidates };
    }
    case "clippedMoments":
      throw new Error(
        "work: clipped statistics for one noised release (expected: a node in this tab's place, ./headwater client, or training rounds; tabs do not compute them)",
      );
    default:
      throw new Error(
        "work: of a kind that this version does not know (expected: sgd, gradients, sums of statistics or scores; load this page again from the coordinator)",
      );
  }
}

const FORMS = new Map<Form, Sgd["form"]>([
  [Form.PLAIN, "plain"],
  [Form.CONTROL_VARIATE, "control-variate"],
  [Form.NORMALISED, "normalised"],
  [Form.FAIR, "fair"],
  [Form.DYNAMIC, "dynamic"],
  [Form.PERSONAL, "personal"],
]);

/** Largest q, as Java's `Sgd.MOST_Q`. */
const MOST_Q = 10;

/** Refuses forms whose formulas do not hold for the hyperparameters, as Java's `Sgd`. */
function sgd(message: SgdMessage): Sgd {
  const hyper = decodeHyperparameters(message.hyperparameters);
  const form = FORMS.get(message.form);
  if (form === undefined) {
    throw new Error(
      `work: sgd of form ${message.form} (expected: one that this version knows; load this page again from the coordinator)`,
    );
  }
  const { q } = message;
  if (!(q >= 0 && q <= MOST_Q) || (q > 0 && form !== "fair")) {
    throw new Error(`sgd: q ${q} in form ${form} (expected: 0 to ${MOST_Q} in form fair, 0 in the others)`);
  }
  const { momentum, weightDecay, proximalMu } = hyper;
  if (form === "dynamic" && (!(proximalMu > 0) || weightDecay > 0 || momentum > 0)) {
    throw new Error(
      `dynamic regularisation: alpha ${proximalMu}, momentum ${momentum}, weight decay ${weightDecay} (expected: alpha above 0 and plain SGD, the others 0)`,
    );
  }
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
  return { kind: "sgd", hyper, form, ...(form === "fair" ? { q } : {}) };
}

/**
 * Throws a sentence where the protection does not cover all that the work uploads: Java's `Agreement` refuses such a run, and a client
 * must not rely on that.
 */
export function requireProtected(work: LocalWork, head: HeadShape, protection: Protection): void {
  const { client, example, clippingNorm } = protection;
  const plain = work.kind === "sgd" && work.form === "plain";
  if (example !== undefined && !plain) {
    throw new Error(
      `protection: of single pictures, for ${described(work)} (expected: plain sgd, which alone can be trained so; nothing would be noised)`,
    );
  }
  const uploads = outputs(work, head);
  const single = uploads.length === 1 && scalars(work).length === 0;
  const exact = uploads.some(({ fractionBits }) => fractionBits !== undefined);
  if ((client !== undefined && !single) || ((client ?? clippingNorm) !== undefined && exact)) {
    throw new Error(
      `protection: clipping, for ${described(work)} (expected: a work that uploads a single vector of real numbers and no statistics; what else it uploads would not be clipped)`,
    );
  }
}

/** The work in a word or two. */
export function described(work: LocalWork): string {
  return work.kind === "sgd" && work.form !== "plain" ? `${work.form} sgd` : work.kind;
}
