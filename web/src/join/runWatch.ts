import { CoordinatorGone, loadRun, type RunInfo, TokenRequired } from "../model/catalogue";
import { withSession } from "./pictures/extractor";
import { sentence } from "./words";

/** What is known of the coordinator's run. */
export interface RunKnowledge {
  readonly run: RunInfo | undefined;
  /** Why it is not known, or not fresh; a sentence. */
  readonly trouble: string | undefined;
  /** Whether the coordinator wants a token that it has not got, or not the right one. */
  readonly tokenWanted: boolean;
}

const EVERY_MS = 20_000;
const SOON_MS = 4_000;

/** Asks the coordinator what its run is, again and again: labels are fixed when a run starts, and a coordinator may start another. */
export class RunWatch {
  knowledge: RunKnowledge = { run: undefined, trouble: undefined, tokenWanted: false };
  private timer: ReturnType<typeof setTimeout> | undefined;
  private asking: Promise<void> | undefined;

  constructor(
    private readonly token: () => string,
    private readonly changed: () => void,
  ) {
    document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && void this.ask());
    addEventListener("online", () => void this.ask());
  }

  /** Asks now; the promise ends when there is an answer, and never fails. */
  ask(): Promise<void> {
    clearTimeout(this.timer);
    this.asking ??= this.once().finally(() => {
      this.asking = undefined;
      this.changed();
      const wait = this.knowledge.trouble === undefined ? EVERY_MS : SOON_MS;
      // A wrong token is asked about again when it has been changed, not by the clock.
      if (!this.knowledge.tokenWanted) {
        this.timer = setTimeout(() => void (document.visibilityState === "visible" && this.ask()), wait);
      }
    });
    return this.asking;
  }

  private async once(): Promise<void> {
    const token = this.token();
    try {
      const run = await withSession(token, loadRun);
      const trouble =
        run.keptAt === undefined
          ? undefined
          : `The coordinator does not answer. This is what it asked for on ${new Date(run.keptAt).toLocaleString("en")}; joining waits for it.`;
      this.knowledge = { run, trouble, tokenWanted: false };
    } catch (e) {
      const wanted = e instanceof TokenRequired;
      this.knowledge = {
        run: e instanceof CoordinatorGone ? this.knowledge.run : undefined,
        trouble:
          wanted && token === ""
            ? "This coordinator shows its run only to who has its token. Type it below and press Enter."
            : sentence(e),
        tokenWanted: wanted,
      };
    }
  }
}
