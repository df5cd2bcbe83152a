import type { Session } from "../store/records";
import { modelProblem } from "../wire/model";
import type { Demands } from "../wire/policy/demands";
import { clientNameProblem, matchLabel } from "./pictures/labels";
import { listed } from "./words";

/** What joining depends on. */
export interface Situation {
  /** Whether the coordinator has told what its run is. */
  readonly runKnown: boolean;
  /** What the run trains; absent where that is not known. */
  readonly model?: string | undefined;
  /** Why it has not. */
  readonly trouble?: string | undefined;
  readonly tokenRequired: boolean;
  /** The run's labels, empty while they are not fixed. */
  readonly labels: readonly string[];
  readonly classes: readonly { readonly name: string; readonly pictures: number }[];
  readonly session: Session;
  /** Whether pictures come or go at this moment. */
  readonly changing: boolean;
}

/** A class with fewer pictures gets a warning. */
export const FEW = 5;

/** Why one cannot join now, in words that say what to do; undefined if one can. */
export function obstacle(s: Situation): string | undefined {
  const withPictures = s.classes.filter(({ pictures }) => pictures > 0);
  const beyond = s.model === undefined ? undefined : modelProblem(s.model);
  if (beyond !== undefined) {
    return beyond; // first of all: no pictures need be gathered for it
  }
  if (s.changing) {
    return "Pictures are being added or removed. A moment.";
  }
  if (withPictures.length === 0) {
    return s.classes.length === 0 ? "Make a class and add pictures first." : "Add pictures to a class first.";
  }
  const strange = withPictures.filter(({ name }) => s.labels.length > 0 && matchLabel(name, s.labels).kind !== "known");
  if (strange.length > 0) {
    const names = strange.map(({ name }) => name);
    return `The run does not know ${listed(names)}. Rename or remove what is marked; it knows ${listed(s.labels)}.`;
  }
  const problem = clientNameProblem(s.session.name) ?? demandProblem(s.session);
  if (problem !== undefined) {
    return problem;
  }
  if (s.tokenRequired && s.session.token === "") {
    return "This coordinator asks for a token. Whoever runs it can give you one.";
  }
  return s.runKnown
    ? undefined
    : (s.trouble ?? "The coordinator has not said yet what it trains. This page keeps asking.");
}

/** What deserves a second look though one may join; sentences. */
export function warnings(classes: Situation["classes"]): string[] {
  const withPictures = classes.filter(({ pictures }) => pictures > 0);
  const few = withPictures.filter(({ pictures }) => pictures < FEW).map(({ name }) => name);
  const found: string[] = [];
  if (withPictures.length === 1) {
    found.push("Only one class: it helps the run only if others bring a second one. Add another if you can.");
  }
  if (few.length > 0) {
    found.push(`Fewer than ${FEW} pictures of ${listed(few)}: little can be learned from so few. Add some if you can.`);
  }
  return found;
}

/** The typed demands as numbers; a sentence if one is none. */
export function demandProblem(session: Session): string | undefined {
  if (session.secureOnly) {
    const colluders = whole(session.colluders);
    if (colluders === undefined) {
      return `people who may work with the coordinator: ${session.colluders} (expected: a whole number, 0 or more)`;
    }
    const survivors = whole(session.minSurvivors);
    if (survivors === undefined || survivors < colluders + 2) {
      const who =
        colluders === 0
          ? "you and one more"
          : `you, one honest person more and ${colluders} who may work with the coordinator`;
      return `least number of people in a sum: ${session.minSurvivors} (expected: a whole number, ${colluders + 2} or more: ${who})`;
    }
  }
  for (const [what, typed] of [
    ["noise for everything of yours", session.clientNoise],
    ["noise for a picture", session.exampleNoise],
  ]) {
    if (typed !== "" && !(Number(typed) >= 0 && Number.isFinite(Number(typed)))) {
      return `${what}: ${typed} (expected: a number, 0 or more, or nothing)`;
    }
  }
  return undefined;
}

/** Digits alone as a number. */
function whole(typed: string): number | undefined {
  return /^\s*\d{1,6}\s*$/.test(typed) ? Number(typed) : undefined;
}

/** What the node is to insist on. */
export function demands(session: Session): Demands {
  const { minSurvivors, colluders } = session;
  return {
    ...(session.secureOnly
      ? { secureAggregation: true, minSurvivors: Number(minSurvivors), colluders: Number(colluders) }
      : {}),
    ...(Number(session.clientNoise) > 0 ? { clientNoise: Number(session.clientNoise) } : {}),
    ...(Number(session.exampleNoise) > 0 ? { exampleNoise: Number(session.exampleNoise) } : {}),
  };
}

/** A name that is probably unused: `browser-` and four characters that are not mistaken for each other. */
export function randomName(random: Uint8Array = crypto.getRandomValues(new Uint8Array(4))): string {
  const alphabet = "23456789abcdefghjkmnpqrstuvwxyz";
  return `browser-${Array.from(random, (byte) => alphabet[byte % 31]).join("")}`;
}
