import { caution } from "../runs/doubt";
import type { WatchState } from "../runs/state";
import { percent } from "../runs/words";
import type { RoomState } from "./room";

/** What the class does now, in a sentence for the beamer. */
export function lessonWords(room: RoomState, { status, rounds, connection }: WatchState): string {
  if (connection.kind === "gone") {
    return "The connection to the classroom's program is interrupted. Trying again.";
  }
  if (connection.kind === "over") {
    return "The lesson is over.";
  }
  const here = status?.connected ?? 0;
  const pupils = here === 1 ? "1 is in" : `${here} are in`;
  const last = rounds.at(-1);
  const accuracy = last?.evalAccuracy;
  const right = accuracy === undefined ? "" : `, ${percent(accuracy)} of the pictures that were kept out are right`;
  const doubt = caution(accuracy, Number(last?.evalExamples ?? 0));
  const end = doubt === "" ? "." : `. ${doubt}`;
  if (room.training) {
    const planned = status?.roundsPlanned ?? 0;
    return last === undefined
      ? `Training ${room.run} begins; ${pupils}.`
      : `Training ${room.run}: round ${last.round} of ${planned}${right}; ${pupils}${end}`;
  }
  if (room.classes.length === 0) {
    return "Set the classes first: what is the model to tell apart?";
  }
  return last === undefined
    ? `Gathering pictures of ${room.classes.join(", ")}; ${pupils}.`
    : `After ${last.round} rounds${right}; ${pupils}${end}`;
}
