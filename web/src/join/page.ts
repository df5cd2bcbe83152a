import { loadBackbone, loadHead, loadRun, type RunInfo } from "../model/catalogue";
import { askToStay, openStore } from "../store/open";
import { TakeHome } from "../takeaway/takeHome";
import { formatBytes } from "../ui/format";
import { h } from "../ui/h";
import { shell } from "../ui/shell";
import { BROWSER_CLOCK } from "../wire/clock";
import { ClientNode } from "../wire/node/node";
import { openTransport, PAGE_METER } from "../wire/transport";
import { AccountWords } from "./accountWords";
import { ClassModel, invitation, namedByTeacher } from "./classroom";
import { Eyes, type Seeing } from "./live/eyes";
import { Live } from "./live/live";
import { undoWords } from "./live/undo";
import { Undoing } from "./live/undoing";
import { Participation } from "./participation";
import { Collection } from "./pictures/collection";
import { openExtractor, withSession } from "./pictures/extractor";
import { Gathering } from "./pictures/gathering";
import type { Extractor } from "./pictures/prepare";
import { BROWSER_TOOLS } from "./pictures/thumbnails";
import { obstacle, randomName } from "./readiness";
import { RunWatch } from "./runWatch";
import { SessionKeeper } from "./sessionKeeper";
import { type ClassesActions, ClassesView } from "./views/classesView";
import { JoinView, type RunAsks } from "./views/joinView";
import { TrainingView } from "./views/trainingView";
import { ScreenLock } from "./wakeLock";

/** Builds and starts the page; resumes a participation that a reload interrupted. */
export async function openJoinPage(): Promise<void> {
  const notices = h("div", { class: "stack tight", "aria-live": "polite" });
  const say = (text: string, tone: string) => {
    const box = h("div", { class: `notice ${tone}` }, h("p", {}, text));
    box.append(h("button", { type: "button", class: "quiet", onclick: () => box.remove() }, "Dismiss"));
    notices.append(box);
    if (notices.children.length > 6) {
      notices.firstElementChild!.remove();
    }
  };
  const store = await openStore((lost) => say(lost, "bad"));
  let drawn = false;
  const redraw = () => {
    // Many changes at once are drawn once.
    if (!drawn) {
      drawn = true;
      setTimeout(() => {
        drawn = false;
        draw();
      });
    }
  };
  const saved = await store.session();
  const invited = invitation(location);
  const keeper = new SessionKeeper(store, saved, (e) => say(e instanceof Error ? e.message : String(e), "bad"));
  if (saved.name === "") {
    void keeper.change({ name: randomName() });
  }
  if (invited !== undefined) {
    void keeper.change({ token: invited });
  }
  const others = otherTabs(() => void collection.reload().then(redraw));
  const collection = await Collection.open(store, () => {
    others();
    redraw();
  });
  const undoing = new Undoing(collection, redraw);
  const gathering = new Gathering(collection, undoing, BROWSER_TOOLS, {
    say,
    changed: redraw,
    undone: (text) => live.view.say(text),
  });
  const watch = new RunWatch(() => keeper.current.token, redraw);
  const transport = openTransport();
  const model = new ClassModel(transport, () => void watch.ask());
  const account = new AccountWords(store, redraw);
  const eyes = new Eyes((seen: Seeing) =>
    openExtractor(seen, keeper.current.token, {
      download: (loaded, total) => {
        if (loaded === total) {
          participation.note(`The backbone is here: ${formatBytes(total)}, its digest is right.`);
        }
      },
      backend: (name, reason) => participation.note(`Computing with ${name}${reason ? ` (${reason})` : ""}.`),
    }),
  );
  const live = new Live({
    ...{ clock: BROWSER_CLOCK, store, collection, undoing, tools: BROWSER_TOOLS, changed: redraw },
    lease: (run) => eyes.lease(run),
    head: (run) => withSession(keeper.current.token, () => loadHead(run)),
  });
  const participation = new Participation({
    source: {
      pictures: async () => collection.labelled(),
      file: (id) => store.file(id),
      features: (key) => store.features(key),
      keepFeatures: (key, features) => store.keepFeatures(key, features),
      open: (run, signal) => leased(eyes, run, signal),
    },
    newNode: (options) =>
      new ClientNode({
        ...options,
        transport,
        memory: store,
        ledger: store,
        key: (name) => store.clientKey(name),
      }),
    changed: redraw,
    remember: (joined) => keeper.change({ joined }),
  });
  const screen = new ScreenLock();
  let wasBusy = false;
  const join = async () => {
    if (blocked() === undefined) {
      askToStay();
      training.focus();
      await participation.join(keeper.current, false);
    }
  };
  const classActions: ClassesActions = {
    addClass: (name) => {
      const problem = gathering.addClass(name);
      if (problem === undefined) {
        askToStay();
        void keeper.change({ draft: "" });
      }
      return problem;
    },
    draft: (draft) => void keeper.change({ draft }),
    rename: (id, name) => gathering.rename(id, name),
    removeClass: (id) => gathering.removeClass(id),
    removePicture: (id) => gathering.removePicture(id),
    choose: (id, files) => gathering.choose(id, files),
    camera: (id) => gathering.camera(id),
    folder: (files) => gathering.folder(files),
    dropped: (drop, id) => gathering.dropped(drop, id),
    hold: (id, down) => (down ? void live.press(id) : live.letGo()),
    undo: () => gathering.undo(),
  };
  const classes = new ClassesView(keeper.current.draft, classActions, live.view.element);
  const joining = new JoinView(keeper.current, {
    changed: (part) => {
      void keeper.change(part);
      redraw();
    },
    tokenTyped: () => void watch.ask(),
    join: () => void join(),
  });
  const home = new TakeHome({
    run: () => withSession(keeper.current.token, loadRun),
    head: loadHead,
    backbone: loadBackbone,
    score: () => model.score,
  });
  const training = new TrainingView(() => participation.leave(), home);
  const blocked = () =>
    obstacle({
      runKnown: watch.knowledge.run !== undefined,
      model: watch.knowledge.run?.model,
      trouble: watch.knowledge.trouble,
      tokenRequired: watch.knowledge.tokenWanted || (watch.knowledge.run?.tokenRequired ?? false),
      labels: watch.knowledge.run?.labels ?? [],
      classes: counts(collection),
      session: keeper.current,
      changing: gathering.adding !== undefined || undoing.busy || live.recording,
    });
  const steps = h("div", { class: "steps" });
  let named = "";
  const draw = () => {
    const { busy } = participation;
    const { run, trouble } = watch.knowledge;
    const pupil = run?.classroom !== undefined;
    if (pupil) {
      title.textContent = `Take part: ${run.classroom}`;
      model.follow(keeper.current.token);
      if (!busy && named !== run.labels.join()) {
        named = run.labels.join();
        namedByTeacher(run.labels, collection.all(), gathering);
      }
      if (busy !== (steps.firstElementChild === training.element)) {
        steps.prepend(...(busy ? [training.element] : [classes.element, joining.element]));
      }
    }
    account.follow(participation.progress);
    classes.update({
      classes: collection.all(),
      labels: run?.labels ?? [],
      locked: busy,
      pupil,
      adding: gathering.adding,
      undo: undoing.next && undoWords(undoing.next),
      hold: live,
    });
    if (pupil) {
      live.update({ run, busy, working: participation.progress.working });
    }
    joining.update({
      run: run && asks(run),
      trouble,
      obstacle: blocked(),
      busy,
      again: participation.progress.outcome === "unreachable",
      pupil,
    });
    const pictures = collection.all().flatMap((record) => record.pictures);
    training.update({
      progress: participation.progress,
      features: participation.features,
      busy,
      pupil,
      bytes: PAGE_METER.total(),
      account: account.words,
      pictures: { count: pictures.length, bytes: pictures.reduce((sum, { size }) => sum + size, 0) },
    });
    screen.want(busy);
    if (wasBusy && !busy) {
      void watch.ask(); // why it ended may stand there: other labels, another run
    }
    wasBusy = busy;
  };
  const title = h("h1", {}, "Take part");
  steps.append(classes.element, joining.element, training.element);
  training.room.append(model.element);
  shell(
    "join",
    h(
      "div",
      { class: "stack loose" },
      h(
        "div",
        { class: "stack tight" },
        title,
        h(
          "p",
          { class: "lead" },
          "Teach the shared model with your own pictures. They stay in this browser: only what was learned from them is sent.",
        ),
      ),
      ...(store.notice ? [h("p", { class: "notice warn", role: "status" }, store.notice)] : []),
      notices,
      steps,
    ),
  );
  draw();
  setInterval(() => participation.busy && redraw(), 1000); // bytes move without events
  addEventListener("online", () => {
    if (keeper.current.joined && !participation.busy) {
      void participation.join(keeper.current, true);
    }
  });
  if (saved.joined) {
    void participation.join(keeper.current, true);
  }
  await watch.ask();
}

/** An extractor for a preparation, which may be called off meanwhile. */
async function leased(eyes: Eyes<Seeing>, run: Seeing, signal: AbortSignal): Promise<Extractor> {
  const extractor = await eyes.lease(run);
  if (signal.aborted) {
    extractor.close();
  }
  signal.throwIfAborted();
  return extractor;
}

/** Tells this browser's other tabs that pictures have changed, and hears it from them. */
function otherTabs(changed: () => void): () => void {
  const channel = new BroadcastChannel("headwater-pictures");
  let late: ReturnType<typeof setTimeout> | undefined;
  channel.onmessage = () => {
    clearTimeout(late);
    late = setTimeout(changed, 300); // after a recording, not after each of its pictures
  };
  return () => channel.postMessage(null);
}

function counts(collection: Collection): { name: string; pictures: number }[] {
  return collection.all().map(({ name, pictures }) => ({ name, pictures: pictures.length }));
}

function asks(run: RunInfo): RunAsks {
  return {
    runId: run.runId,
    labels: run.labels,
    imageSize: run.preprocessing.imageSize,
    arch: run.backbone.arch,
    featureLength: run.backbone.featureLength,
    backboneBytes: run.backbone.file?.size,
    holdoutShare: run.holdoutShare,
    hidesNumExamples: run.hidesNumExamples,
    tokenRequired: run.tokenRequired,
    secureAggregation: run.secureAggregation,
  };
}
