import { RunStatus_Phase as Phase } from "../../gen/headwater/v1/federation_pb";
import { formatRun } from "../../ui/format";
import { h } from "../../ui/h";
import { phaseWord, progress } from "../facts";
import type { WatchState } from "../state";
import { counted, seconds } from "../words";
import type { Panel } from "./panel";

/** The run's name, what it does, what it waits for, and how far it is. */
export function headline(retryNow: () => void): Panel {
  const title = h("h1", {}, "Watch");
  const badge = h("span", { class: "phase" });
  const sentence = h("p", { class: "sentence", role: "status" });
  const bar = h("progress", { max: 1, "aria-label": "Rounds done" }) as HTMLProgressElement;
  const far = h("p", { class: "far" });
  const step = h("p", { class: "muted" });
  const again = h("button", { type: "button", onclick: retryNow }, "Try now");
  const countdown = h("span", {});
  const notice = h("div", { class: "notice" }, h("p", { role: "status" }), h("p", {}, countdown, " ", again));
  const reason = notice.firstElementChild as HTMLElement;
  notice.hidden = true;

  return {
    element: h(
      "header",
      { class: "headline" },
      h("div", { class: "title" }, title, badge),
      notice,
      sentence,
      bar,
      far,
      step,
    ),
    update(state, now) {
      const status = state.status;
      setText(title, status === undefined ? "Watch" : `Run ${formatRun(status.runId)}`);
      setText(badge, badgeWord(state));
      badge.dataset.phase = state.connection.kind === "live" ? "live" : state.connection.kind;
      setText(
        sentence,
        status?.sentence ?? (state.connection.kind === "connecting" ? "Looking for the coordinator …" : ""),
      );
      sentence.hidden = sentence.textContent === "" || state.connection.kind === "over";

      const { done, planned, remaining } = progress(state, now);
      bar.hidden = planned === 0;
      bar.value = planned === 0 ? 0 : Math.min(1, done / planned);
      setText(far, status === undefined ? "" : farSentence(done, planned, remaining));
      setText(step, stepSentence(state, now));

      const trouble = noticeOf(state, now);
      notice.hidden = trouble === undefined;
      notice.dataset.kind = state.connection.kind;
      if (trouble !== undefined) {
        setText(reason, trouble.reason);
        setText(countdown, trouble.countdown);
        again.textContent = trouble.button;
      }
    },
  };
}

/** Writes only what is another text: live regions speak at every write. */
function setText(element: HTMLElement, text: string): void {
  if (element.textContent !== text) {
    element.textContent = text;
  }
}

function badgeWord(state: WatchState): string {
  switch (state.connection.kind) {
    case "connecting":
      return "Connecting";
    case "gone":
    case "refused":
      return "Not connected";
    default:
      return state.status === undefined ? "Live" : phaseWord(state.status);
  }
}

function farSentence(done: number, planned: number, remaining: number | undefined): string {
  const rounds = planned === 0 ? `${counted(done, "round")} done` : `${done} of ${counted(planned, "round")} done`;
  return remaining === undefined ? rounds : `${rounds}, about ${seconds(Math.max(1, remaining))} left`;
}

function stepSentence(state: WatchState, now: number): string {
  const status = state.status;
  if (status === undefined || state.connection.kind !== "live" || status.stepDeadlineSeconds === 0) {
    return "";
  }
  const since = status.stepSeconds + (now - state.statusAt) / 1000;
  const what =
    status.phase === Phase.EVALUATING
      ? "clients score the new head"
      : `clients ${status.secureStep === "" ? "train" : status.secureStep}`;
  return `Round ${status.round}: ${what}, ${since < 60 ? `${Math.floor(since)} s` : seconds(since)} of at most ${seconds(status.stepDeadlineSeconds)}`;
}

function noticeOf(state: WatchState, now: number): { reason: string; countdown: string; button: string } | undefined {
  const connection = state.connection;
  if (connection.kind === "gone") {
    const left = Math.max(0, Math.ceil((connection.retryAt - now) / 1000));
    const seen = state.status === undefined ? "" : " What you see is how the run was when it was last heard.";
    return { reason: sentenceCase(connection.reason) + seen, countdown: `Next try in ${left} s.`, button: "Try now" };
  }
  if (connection.kind === "over") {
    return { reason: state.status?.sentence || "The run is over.", countdown: "", button: "Look for a new run" };
  }
  return connection.kind === "refused" && !connection.token
    ? { reason: sentenceCase(connection.reason), countdown: "", button: "Try again" }
    : undefined;
}

function sentenceCase(text: string): string {
  const sentence = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.!?)]$/.test(sentence) ? sentence : `${sentence}.`;
}
