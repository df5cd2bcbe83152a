import { type Participant, type RunStatus, Participant_State as State } from "../../gen/headwater/v1/federation_pb";

/** Everybody whom the list of a run has named. */
export class Known {
  private run = "";
  private readonly byName = new Map<string, Participant>();

  /** The list, and after it was named whoever is missing in it now: gone. By name. */
  among(status: RunStatus): Participant[] {
    if (status.runId !== this.run) {
      this.run = status.runId;
      this.byName.clear();
    }
    if (status.participants.length < status.participantsTotal) {
      return status.participants; // who is not listed need not be gone
    }
    const absent = new Set(this.byName.keys());
    for (const one of status.participants) {
      this.byName.set(one.name, one);
      absent.delete(one.name);
    }
    return [...this.byName.values()]
      .map((one) => (absent.has(one.name) ? { ...one, state: State.STATE_UNSPECIFIED, connected: false } : one))
      .sort((a, b) => (a.name < b.name ? -1 : 1));
  }
}
