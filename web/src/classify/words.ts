import type { RunInfo } from "../model/catalogue";
import { formatAgo, formatBytes, formatDuration, formatRun, remaining } from "../ui/format";
import type { Choice } from "./classifier";

/** The names of the two models for people. */
export function nameOf(choice: Choice, run: RunInfo, round: number | undefined, classes: number): string {
  return choice === "run"
    ? `Run ${formatRun(run.runId)}, ${round === undefined ? "no round yet" : `round ${round}`}`
    : classes === 1000
      ? "ImageNet, 1000 classes"
      : `Pretrained, ${classes} classes`;
}

/** What is said while the coordinator is out of reach. */
export function offlineSentence(choice: Choice, round: number | undefined, agoMs: number): string {
  const ago = formatAgo(agoMs);
  return choice === "run" && round !== undefined
    ? `Offline: using the model of round ${round}, from ${ago}.`
    : `Offline: using the kept model; the coordinator last answered ${ago}.`;
}

/** What is said where the run's model is to answer and there is none. */
export function noHeadSentence(run: RunInfo, hasPretrained: boolean): string {
  const meanwhile = hasPretrained ? " Until then the model that it starts from can answer." : "";
  return `Run ${formatRun(run.runId)} has no model of its own yet: its first round has not finished. This page looks again by itself.${meanwhile}`;
}

/** How far loading has come, in words: `4.2 MB of 14.2 MB, about 3 s left`. */
export function progressSentence(loaded: number, total: number, elapsedMs: number): string {
  const left = remaining(loaded, total, elapsedMs);
  const eta = left === undefined ? "" : `, about ${formatSeconds(left)} left`;
  return `Loading the model: ${formatBytes(loaded)} of ${formatBytes(total)}${eta}`;
}

function formatSeconds(ms: number): string {
  const seconds = Math.max(1, Math.ceil(ms / 1000));
  return seconds < 60 ? `${seconds} s` : formatDuration(1000 * seconds);
}

/** Backends as people know them. */
export function backendName(backend: string): string {
  const names: Record<string, string> = { webgl: "WebGL", wasm: "WebAssembly", cpu: "JavaScript" };
  return names[backend] ?? backend;
}
