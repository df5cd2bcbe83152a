import { h } from "../ui/h";
import { namesOf, type RoomState } from "./room";

/** What the teacher may ask for. */
export interface ControlActions {
  classes(names: string[]): void;
  start(rounds: number): void;
  stop(): void;
}

/** Classes and training: the part of the page that steers. */
export class Controls {
  readonly element: HTMLElement;
  private readonly names = h("textarea", {
    id: "class-names",
    rows: 4,
    "data-testid": "class-names",
    spellcheck: "false",
    placeholder: "cat\ndog",
  }) as HTMLTextAreaElement;
  private readonly set = h(
    "button",
    { type: "submit", "data-testid": "set-classes" },
    "Set classes",
  ) as HTMLButtonElement;
  private readonly rounds = h("input", {
    id: "rounds",
    type: "number",
    min: 1,
    max: 1000,
    "data-testid": "rounds",
  }) as HTMLInputElement;
  private readonly start = h(
    "button",
    { type: "submit", class: "primary", "data-testid": "start" },
    "Start",
  ) as HTMLButtonElement;
  private readonly stop: HTMLButtonElement;
  private readonly said = h("p", { role: "status", class: "said", "data-testid": "said" });
  private shownClasses = "";
  private trained = false;

  constructor(actions: ControlActions) {
    this.stop = h(
      "button",
      { type: "button", class: "danger", "data-testid": "stop", onclick: () => actions.stop() },
      "Stop",
    ) as HTMLButtonElement;
    const form = (submit: () => void, ...children: Node[]) =>
      h(
        "form",
        {
          class: "stack tight",
          novalidate: true,
          onsubmit: (event) => {
            event.preventDefault();
            submit();
          },
        },
        ...children,
      );
    this.element = h(
      "section",
      { class: "card stack steer", "aria-labelledby": "steer-title" },
      h("h2", { id: "steer-title" }, "Lesson"),
      form(
        () => actions.classes(namesOf(this.names.value)),
        h("label", { class: "field", for: "class-names" }, "Classes to tell apart, one a line", this.names),
        h("div", { class: "row" }, this.set),
      ),
      form(
        () => actions.start(Number(this.rounds.value)),
        h("label", { class: "field short", for: "rounds" }, "Rounds", this.rounds),
        h("div", { class: "row" }, this.start, this.stop),
      ),
      this.said,
    );
  }

  update(room: RoomState, sending: boolean): void {
    const classes = room.classes.join("\n");
    if (classes !== this.shownClasses) {
      this.shownClasses = classes;
      this.names.value = classes;
    }
    if (this.rounds.value === "") {
      this.rounds.value = String(room.rounds);
    }
    this.trained ||= room.run !== "" && !room.training;
    this.start.textContent = this.trained ? "New round of training" : "Start";
    this.start.disabled = this.set.disabled = this.names.disabled = this.rounds.disabled = room.training || sending;
    this.stop.hidden = !room.training;
    this.say(room.said);
  }

  say(text: string): void {
    if (this.said.textContent !== text) {
      this.said.textContent = text;
    }
  }
}
