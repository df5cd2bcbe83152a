import { type Participant, type RunStatus, Participant_State as State } from "../../gen/headwater/v1/federation_pb";
import { h } from "../../ui/h";
import { counted } from "../words";
import { Known } from "./known";
import { keyedPanel, type Panel, table } from "./panel";

const WORDS: Record<State, [word: string, tone: string]> = {
  [State.STATE_UNSPECIFIED]: ["–", "quiet"],
  [State.ENROLLED]: ["enrolled", "quiet"],
  [State.RESTING]: ["resting", "quiet"],
  [State.WORKING]: ["working", "busy"],
  [State.ANSWERED]: ["answered", "good"],
  [State.REFUSED]: ["refused", "bad"],
  [State.MISSING]: ["missing", "warn"],
};

/**
 * The participants and their activities.
 *
 * @param remember whether those who took part in the run stay in the list when they are gone; of a
 *     room, not of a run of thousands
 */
export function people(remember = false): Panel {
  const known = new Known();
  return keyedPanel(
    "Participants",
    "people",
    ({ status }) => status && [status.participants, status.participantsTotal, status.secretCohort],
    ({ status }) => (status === undefined ? [] : content(status, remember ? known.among(status) : status.participants)),
  );
}

function content(status: RunStatus, participants: Participant[]): Node[] {
  const lines: Node[] = [h("p", { class: "muted" }, summary(status))];
  if (status.secretCohort) {
    lines.push(
      h(
        "p",
        { class: "muted" },
        "Who is asked in a round is not shown: this run's privacy guarantee counts on nobody knowing it.",
      ),
    );
  }
  if (participants.length === 0) {
    lines.push(h("p", {}, "Nobody yet. ", h("a", { href: "/join" }, "Take part from this browser"), "."));
    return lines;
  }
  const columns = [{ name: "Client" }, { name: "State" }, { name: "Connection" }];
  const rows = participants.map((one) => row(one, !status.hidesNumExamples));
  lines.push(
    table(
      "Clients and what they are doing",
      status.hidesNumExamples ? columns : [...columns, { name: "Examples", number: true }],
      rows,
    ),
  );
  return lines;
}

function row(one: Participant, examples: boolean): (Node | string)[] {
  const [word, tone] = WORDS[one.state] ?? WORDS[State.STATE_UNSPECIFIED];
  const cells = [one.name, h("span", { class: `state ${tone}` }, word), one.connected ? "connected" : "gone"];
  return examples ? [...cells, String(one.numExamples)] : cells;
}

/** "8 clients, 7 connected: 3 working, 4 answered, 1 missing", by what the list shows. */
function summary(status: RunStatus): string {
  const counts = new Map<string, number>();
  for (const { state } of status.participants) {
    const word = (WORDS[state] ?? WORDS[State.STATE_UNSPECIFIED])[0];
    counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  const shown = status.participants.length;
  const all = `${counted(status.participantsTotal, "client")}, ${status.connected} connected`;
  const states = [...counts].map(([word, count]) => `${count} ${word}`).join(", ");
  const first = shown < status.participantsTotal ? ` (the first ${shown} by name are listed)` : "";
  return states === "" ? all : `${all}${first}: ${states}`;
}
