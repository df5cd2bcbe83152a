import { h } from "../../ui/h";
import { shortDigest } from "../words";
import { keyedPanel, type Panel } from "./panel";

/** The head as it is now, and the classes it tells apart. */
export function head(): Panel {
  return keyedPanel(
    "Model",
    "model",
    (state) => state.status && [state.status.labels?.names, state.rounds.at(-1)?.round, state.rounds.at(-1)?.digest],
    (state) => {
      const names = state.status?.labels?.names ?? [];
      const last = state.rounds.at(-1);
      const digest = last === undefined ? "" : shortDigest(last.digest);
      return [
        h(
          "p",
          {},
          names.length === 0 ? "The classes are not fixed yet." : `${names.length} classes: ${shortened(names)}`,
        ),
        last === undefined
          ? h("p", { class: "muted" }, "There is no head before the first round.")
          : h(
              "p",
              {},
              h(
                "a",
                { href: "/api/head.safetensors", download: `head-round-${last.round}.safetensors` },
                "Current head",
              ),
              ` (round ${last.round}, digest ${digest}…) · `,
              h("a", { href: "/" }, "Try it on a picture"),
            ),
      ];
    },
  );
}

function shortened(names: readonly string[]): string {
  return names.length <= 12 ? names.join(", ") : `${names.slice(0, 12).join(", ")} and ${names.length - 12} more`;
}
