import type { Transport } from "@connectrpc/connect";
import { modelWords } from "../join/classroom";
import { loadBackbone, loadHead, loadRun } from "../model/catalogue";
import { chart } from "../runs/panels/chart";
import type { Panel } from "../runs/panels/panel";
import { fetchPast, past } from "../runs/panels/past";
import { people } from "../runs/panels/people";
import { trouble } from "../runs/panels/rounds";
import { NOTHING_YET, reduce, type WatchState } from "../runs/state";
import { openSession } from "../runs/token";
import { percent } from "../runs/words";
import { TakeHome } from "../takeaway/takeHome";
import { h } from "../ui/h";
import { shell } from "../ui/shell";
import { watch } from "../wire/watch";
import { Controls } from "./controls";
import { Doors } from "./doors";
import { Room, type RoomAnswer, type RoomState } from "./room";
import { keepSecret, secretForm, secretOf } from "./secret";
import { lessonWords } from "./words";

/** Fills the teacher's page and keeps it up to date. */
export function classroomPage(transport: Transport): void {
  const title = h("h1", {}, "Classroom");
  const sentence = h("p", { class: "lead", role: "status", "data-testid": "lesson" });
  const bar = h("progress", { max: 1, "aria-label": "Rounds done" }) as HTMLProgressElement;
  bar.hidden = true;
  const problem = h("p", { class: "notice bad", role: "alert", hidden: true });
  const doors = new Doors();
  const pastRuns = past(() => void showPast());
  const panels: Panel[] = [
    chart({
      title: "Accuracy by round",
      className: "accuracy",
      lines: [{ name: "Accuracy", colour: "--accent", value: (report) => report.evalAccuracy }],
      format: percent,
    }),
    people(true),
    trouble(),
  ];
  let room: Room | undefined;
  let known: RoomState | undefined;
  let state: WatchState = NOTHING_YET;
  let sending = false;
  let seen = "";

  const controls = new Controls({
    classes: (names) => void order((it) => it.classes(names)),
    start: (rounds) => void order((it) => it.start(rounds)),
    stop: () => void order((it) => it.stop()),
  });
  const home = new TakeHome({
    run: async () => {
      if (room !== undefined) {
        await openSession(room.secret); // the model is read with the cookie
      }
      return loadRun();
    },
    head: loadHead,
    backbone: loadBackbone,
    score: () => modelWords(state.status, state.rounds),
  });
  const homeRow = h("div", { class: "stack tight", hidden: true }, h("div", { class: "row" }, home.button), home.said);
  controls.element.append(homeRow);
  const open = h(
    "div",
    { class: "stack loose", hidden: true },
    h("div", { class: "two lesson" }, doors.element, controls.element),
    h("div", { class: "panels" }, ...panels.map(({ element }) => element), pastRuns.element),
  );
  const form = secretForm((secret) => void enter(secret));
  shell(
    "classroom",
    h("div", { class: "stack" }, h("div", { class: "stack tight" }, title, sentence, bar), problem, form.element, open),
  );

  async function showPast(): Promise<void> {
    if (room !== undefined) {
      await openSession(room.secret); // links to files show the cookie
      pastRuns.show(await fetchPast());
    }
  }

  function complain(text: string): void {
    problem.hidden = text === "";
    problem.textContent = text;
  }

  function take(answer: RoomAnswer): boolean {
    if ("problem" in answer) {
      complain(answer.problem);
      return false;
    }
    const ended = known?.training === true && !answer.room.training;
    known = answer.room;
    complain("");
    draw();
    if (ended) {
      void showPast();
    }
    return true;
  }

  async function order(call: (it: Room) => Promise<RoomAnswer>): Promise<void> {
    if (room === undefined || sending) {
      return;
    }
    sending = true;
    draw();
    const answer = await call(room);
    sending = false;
    take(answer);
    draw();
  }

  function draw(): void {
    if (known === undefined) {
      return;
    }
    title.textContent = known.room;
    document.title = `${known.room} - Headwater`;
    doors.update(known);
    controls.update(known, sending);
    const words = lessonWords(known, state);
    if (sentence.textContent !== words) {
      sentence.textContent = words;
    }
    const planned = state.status?.roundsPlanned ?? 0;
    bar.hidden = planned === 0;
    bar.value = planned === 0 ? 0 : Math.min(1, (state.rounds.at(-1)?.round ?? 0) / planned);
    homeRow.hidden = !state.rounds.some(({ noSum }) => noSum === "");
    const now = performance.now();
    for (const panel of panels) {
      panel.update(state, now);
    }
  }

  async function follow(it: Room): Promise<void> {
    while (true) {
      for await (const news of watch(transport, it.secret, new AbortController().signal)) {
        state = reduce(state, news, performance.now());
        // What the room says changes with what is seen here: no clock asks for it.
        const { status } = state;
        const now = `${status?.runId} ${status?.phase} ${status?.sentence} ${state.connection.kind}`;
        if (now !== seen) {
          seen = now;
          take(await it.state());
        }
        draw();
      }
      await new Promise((done) => setTimeout(done, 3000)); // the lesson is over; perhaps another begins
    }
  }

  async function enter(secret: string): Promise<void> {
    const tried = new Room(secret);
    const answer = await tried.state();
    const right = take(answer);
    form.element.hidden = right;
    open.hidden = !right;
    if (right) {
      keepSecret(secret);
      room = tried;
      void showPast();
      void follow(tried);
    }
  }

  const secret = secretOf(location);
  if (secret === undefined) {
    sentence.textContent = "This page is the teacher's.";
  } else {
    form.element.hidden = true;
    void enter(secret);
  }
}
