import type { Transport } from "@connectrpc/connect";
import type { RoundReport, RunStatus } from "../gen/headwater/v1/federation_pb";
import { caution } from "../runs/doubt";
import { NOTHING_YET, reduce, type WatchState } from "../runs/state";
import { percent } from "../runs/words";
import { h } from "../ui/h";
import { watch } from "../wire/watch";
import type { Gathering } from "./pictures/gathering";

/** The room's token out of the address of the QR code, from where it goes at once; undefined without one. */
export function invitation(place: Location): string | undefined {
  const given = place.hash.slice(1);
  if (!/^[\w-]{16,}$/.test(given)) {
    return undefined; // such as #main, a link within the page
  }
  history.replaceState(null, "", place.pathname);
  return given;
}

/** The class's model, as it learns: what pupils see besides their own part. */
export class ClassModel {
  readonly element = h("div", { class: "stack tight" });
  private readonly words = h("p", { class: "lead", role: "status", "data-testid": "class-model" });
  private readonly bar = h("progress", { max: 1, "aria-label": "Rounds done" }) as HTMLProgressElement;
  private state: WatchState = NOTHING_YET;
  private started = false;
  private seen = "";

  constructor(
    private readonly transport: Transport,
    private readonly changed: (round: number | undefined) => void,
  ) {
    this.element.append(this.words, this.bar);
    this.element.hidden = true;
  }

  /** Looks on from here; nothing happens if that is so already. */
  follow(token: string): void {
    if (!this.started) {
      this.started = true;
      void this.look(token);
    }
  }

  /** How good the model is, in words; empty before its first round. */
  get score(): string {
    return modelWords(this.state.status, this.state.rounds);
  }

  private async look(token: string): Promise<void> {
    while (true) {
      for await (const news of watch(this.transport, token, new AbortController().signal)) {
        this.state = reduce(this.state, news, performance.now());
        this.draw();
        const { status, rounds } = this.state;
        const now = `${status?.runId} ${status?.labels?.names.join()} ${rounds.at(-1)?.round}`;
        if (status !== undefined && now !== this.seen) {
          this.seen = now;
          this.changed(rounds.at(-1)?.round);
        }
      }
      await new Promise((done) => setTimeout(done, 5000));
    }
  }

  private draw(): void {
    const { status, rounds } = this.state;
    const text = this.score;
    this.element.hidden = text === "";
    if (this.words.textContent !== text) {
      this.words.textContent = text;
    }
    const planned = status?.roundsPlanned ?? 0;
    this.bar.value = planned === 0 ? 0 : Math.min(1, (rounds.at(-1)?.round ?? 0) / planned);
  }
}

/** How the class's model does, in a sentence or two; empty before its first round. */
export function modelWords(
  status: Pick<RunStatus, "roundsPlanned"> | undefined,
  rounds: readonly Pick<RoundReport, "round" | "evalAccuracy" | "evalExamples">[],
): string {
  const last = rounds.at(-1);
  if (status === undefined || last === undefined) {
    return "";
  }
  const where = `The class's model, round ${last.round} of ${status.roundsPlanned}`;
  if (last.evalAccuracy === undefined) {
    return `${where}.`;
  }
  const right = `${where}: ${percent(last.evalAccuracy)} of the pictures that were kept out are right.`;
  return `${right} ${caution(last.evalAccuracy, Number(last.evalExamples))}`.trimEnd();
}

/** Makes a class of each name that the teacher has set, and takes away empty ones of other names. */
export function namedByTeacher(
  labels: readonly string[],
  classes: readonly { readonly id: string; readonly name: string; readonly pictures: readonly unknown[] }[],
  gathering: Pick<Gathering, "addClass" | "removeClass">,
): void {
  for (const { id, name, pictures } of classes) {
    if (pictures.length === 0 && !labels.includes(name)) {
      gathering.removeClass(id);
    }
  }
  for (const label of labels) {
    if (!classes.some(({ name }) => name === label)) {
      gathering.addClass(label);
    }
  }
}
