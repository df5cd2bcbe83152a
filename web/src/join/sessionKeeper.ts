import type { Session } from "../store/records";
import type { Store } from "../store/store";

/** What is typed, in memory and, one write after the other, in the store: a reload loses nothing. */
export class SessionKeeper {
  private writing: Promise<void> = Promise.resolve();

  constructor(
    private readonly store: Store,
    public current: Session,
    private readonly failed: (e: unknown) => void,
  ) {}

  /** Changes a part; the promise ends when it is stored, or could not be. */
  change(part: Partial<Session>): Promise<void> {
    this.current = { ...this.current, ...part };
    this.writing = this.writing.then(() => this.store.saveSession(part)).catch(this.failed);
    return this.writing;
  }
}
