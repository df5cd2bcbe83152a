import type { RoundReport } from "../../gen/headwater/v1/federation_pb";
import { h } from "../../ui/h";
import { caution } from "../doubt";
import { troubles } from "../facts";
import { bytes, figure, percent, seconds } from "../words";
import { type Column, keyedPanel, type Panel, table } from "./panel";

const SHOWN = 20;
const TROUBLES = 100;

/** The newest rounds in figures. */
export function rounds(): Panel {
  let all = false;
  const panel: Panel = keyedPanel(
    "Rounds",
    "rounds",
    (state) => (state.rounds.length === 0 ? undefined : [all, state.rounds.slice(-SHOWN), state.rounds.length]),
    (state) => {
      const newest = state.rounds.slice(all ? 0 : -SHOWN).toReversed();
      const more = () => {
        all = !all;
        panel.update(state, 0);
      };
      const button = h(
        "button",
        { type: "button", onclick: more },
        all ? `Newest ${SHOWN} only` : `All ${state.rounds.length}`,
      );
      return [
        totals(state.rounds),
        ...doubt(state.rounds),
        roundTable(newest),
        ...(state.rounds.length > SHOWN ? [button] : []),
      ];
    },
  );
  return panel;
}

function totals(reports: readonly RoundReport[]): HTMLElement {
  const open = reports.filter((report) => !report.secretCohort);
  const up = open.reduce((sum, report) => sum + report.bytesUp, 0n);
  const down = open.reduce((sum, report) => sum + report.bytesDown, 0n);
  const text =
    open.length === 0 ? "Bytes and clients counted are not shown." : `In all ${bytes(up)} up, ${bytes(down)} down.`;
  return h("p", { class: "muted" }, text);
}

/** A figure over few pictures comes with a word of caution. */
function doubt(reports: readonly RoundReport[]): HTMLElement[] {
  const scored = reports.findLast((report) => report.evalAccuracy !== undefined);
  const words = caution(scored?.evalAccuracy, Number(scored?.evalExamples ?? 0));
  return words === "" ? [] : [h("p", { class: "caution" }, words)];
}

function roundTable(reports: readonly RoundReport[]): HTMLElement {
  const columns: Column[] = [
    "Round",
    "Accuracy",
    "Loss",
    "Training loss",
    "Counted",
    "Stragglers",
    "Refused",
    "Up",
    "Down",
    "Time",
  ].map((name) => ({ name, number: true }));
  return table(
    "Rounds, newest first",
    columns,
    reports.map((report) => [
      String(report.round),
      report.noSum === "" ? percent(report.evalAccuracy) : "no sum",
      figure(report.evalLoss),
      figure(report.trainLoss),
      ...(report.secretCohort
        ? Array<string>(5).fill("hidden")
        : [
            `${report.contributed} of ${report.cohort}`,
            String(report.stragglersTotal),
            String(report.refused),
            bytes(report.bytesUp),
            bytes(report.bytesDown),
          ]),
      seconds(report.seconds),
    ]),
  );
}

/** Rounds without a sum, refused updates and stragglers, with reasons. */
export function trouble(): Panel {
  const words = { "no sum": ["no sum", "bad"], refused: ["refused", "bad"], straggler: ["straggler", "warn"] };
  return keyedPanel(
    "What went wrong",
    "trouble",
    (state) => {
      const found = troubles(state.rounds, TROUBLES);
      return found.length === 0 ? undefined : found;
    },
    (state) => [
      h(
        "ul",
        { class: "events", tabindex: 0, "aria-label": "What went wrong, newest first" },
        ...troubles(state.rounds, TROUBLES).map((one) => {
          const [word, tone] = words[one.kind];
          const who = one.client === "" ? undefined : h("strong", {}, one.client);
          return h(
            "li",
            {},
            h("span", { class: "muted" }, `Round ${one.round}`),
            " ",
            h("span", { class: `state ${tone}` }, word),
            " ",
            who,
            who === undefined ? one.reason : `: ${one.reason}`,
          );
        }),
      ),
    ],
  );
}
