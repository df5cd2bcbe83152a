import { h } from "../../ui/h";
import { budgetShare } from "../facts";
import { figure, percent } from "../words";
import { keyedPanel, type Panel } from "./panel";

/** Epsilon spent against the budget; not there where the run promises nothing. */
export function privacy(): Panel {
  const line = (state: Parameters<Panel["update"]>[0]) => state.status?.privacy ?? state.rounds.at(-1)?.privacy;
  return keyedPanel("Privacy", "privacy", line, (state) => {
    const spent = line(state);
    if (spent === undefined) {
      return [];
    }
    const share = budgetShare(spent);
    const text =
      spent.budget === undefined
        ? `ε = ${figure(spent.epsilon)} at δ = ${figure(spent.delta)}; no limit is set`
        : `ε = ${figure(spent.epsilon)} of ${figure(spent.budget)} spent (${percent(share)}), at δ = ${figure(spent.delta)}`;
    const meter =
      share === undefined ? undefined : h("progress", { max: 1, value: share, "aria-label": "Privacy budget spent" });
    if (meter !== undefined && share !== undefined && share > 0.9) {
      meter.classList.add("nearly");
    }
    return [h("p", {}, text), ...(meter === undefined ? [] : [meter])];
  });
}
