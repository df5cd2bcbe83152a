import type { Session } from "../../store/records";
import { formatBytes, formatRun } from "../../ui/format";
import { h } from "../../ui/h";
import { count, listed } from "../words";

/** What the page knows of the coordinator's run; from `/api/run.json`. */
export interface RunAsks {
  readonly runId: string;
  readonly labels: readonly string[];
  readonly imageSize: number;
  readonly arch: string;
  readonly featureLength: number;
  /** Of the backbone's file, undefined where none is handed out. */
  readonly backboneBytes: number | undefined;
  readonly holdoutShare: number;
  readonly hidesNumExamples: boolean;
  readonly tokenRequired: boolean;
  readonly secureAggregation: boolean;
}

export interface JoinActions {
  /** Something was typed or chosen. */
  changed(part: Partial<Session>): void;
  /** The token is complete: it can be shown to the coordinator. */
  tokenTyped(): void;
  join(): void;
}

export interface JoinState {
  readonly run: RunAsks | undefined;
  /** Why nothing is known of the run. */
  readonly trouble: string | undefined;
  readonly obstacle: string | undefined;
  readonly busy: boolean;
  /** Whether the last attempt could not reach the coordinator. */
  readonly again: boolean;
  /** A pupil's page: what pupils need not know stands below Details. */
  readonly pupil: boolean;
}

/** The second step: who one is, what the run asks for, what one insists on. */
export class JoinView {
  readonly element: HTMLElement;
  private readonly all = h("fieldset", { class: "bare stack" }) as HTMLFieldSetElement;
  private readonly asks = h("div", { class: "asks stack tight" });
  private readonly button = h(
    "button",
    { type: "submit", class: "primary", "data-testid": "join" },
    "Join",
  ) as HTMLButtonElement;
  private readonly reason = h("p", {
    class: "muted small",
    id: "join-reason",
    role: "status",
    "data-testid": "join-reason",
  });
  private readonly details = h("details", { class: "demands" }, h("summary", {}, "Details"));
  private readonly token: HTMLElement;
  private readonly insist: HTMLElement;
  private asked = "";
  private simple = false;

  constructor(session: Session, actions: JoinActions) {
    const text = (
      key: "name" | "token" | "minSurvivors" | "colluders" | "clientNoise" | "exampleNoise",
      attrs: Record<string, string>,
    ) => {
      const input = h("input", {
        value: session[key],
        autocomplete: "off",
        spellcheck: "false",
        oninput: () => actions.changed({ [key]: input.value }),
        ...attrs,
      }) as HTMLInputElement;
      return input;
    };
    const token = text("token", { type: "password", "data-testid": "token", id: "token" });
    token.addEventListener("change", () => actions.tokenTyped());
    const secure = h("input", {
      type: "checkbox",
      checked: session.secureOnly,
      "data-testid": "secure-only",
      onchange: () => actions.changed({ secureOnly: secure.checked }),
    }) as HTMLInputElement;
    const field = (label: string, input: HTMLElement, hint?: string) =>
      h("label", { class: "field" }, label, input, hint ? h("span", { class: "muted small" }, hint) : undefined);
    const numeric = { inputmode: "decimal", placeholder: "none" };
    this.token = field("Token", token, "Only if the coordinator asks for one.");
    this.insist = h("div", {});
    this.all.append(
      field(
        "Your name in the run",
        text("name", { maxlength: "100", "data-testid": "name" }),
        "Others see it. Keep it: the same name and pictures give the same contribution.",
      ),
      this.token,
      this.insist,
    );
    this.insist.append(
      h(
        "details",
        { class: "demands" },
        h("summary", {}, "What you insist on"),
        h(
          "div",
          { class: "stack" },
          h(
            "label",
            { class: "check" },
            secure,
            h("span", {}, "Only with secure aggregation: the coordinator sees sums, never what you alone sent"),
          ),
          field(
            "Least number of people in a sum",
            text("minSurvivors", { inputmode: "numeric", "data-testid": "min-survivors" }),
            "What you send is added to what others send before anybody can read it. The more people, the less the sum says about you.",
          ),
          field(
            "People who may work with the coordinator",
            text("colluders", { inputmode: "numeric", "data-testid": "colluders" }),
            "Somebody in the sum could tell the coordinator what they sent, and it would take that out of the sum again. So the number above must be at least 2 more than this one: you, and one person whom nobody can subtract.",
          ),
          field(
            "Noise for everything of yours, at least",
            text("clientNoise", { ...numeric, "data-testid": "client-noise" }),
            "Noise multiplier Z that the run must ask of this page. Empty: none required.",
          ),
          field(
            "Noise for a single picture, at least",
            text("exampleNoise", { ...numeric, "data-testid": "example-noise" }),
            "Noise multiplier of DP-SGD. Empty: none required.",
          ),
          h(
            "p",
            { class: "muted small" },
            "If a round gives less than this, the page leaves before anything is sent. Whoever insists on anything here also scores no models on pictures that are kept out: a made-up model could read them that way.",
          ),
        ),
      ),
    );
    this.button.setAttribute("aria-describedby", "join-reason");
    this.element = h(
      "section",
      { class: "card step stack", "aria-labelledby": "join-title" },
      h("h2", { id: "join-title" }, h("span", { class: "step-number", "aria-hidden": "true" }, "2"), "Join"),
      this.asks,
      h(
        "form",
        {
          class: "stack",
          novalidate: true,
          onsubmit: (event) => {
            event.preventDefault();
            actions.join();
          },
        },
        this.all,
        h("div", { class: "stack tight" }, this.button, this.reason),
      ),
    );
  }

  /** Keeps the name and the button; everything else goes below Details. */
  private simplify(): void {
    this.simple = true;
    this.details.append(h("div", { class: "stack" }, this.token, this.insist, this.asks));
    this.element.append(this.details);
  }

  update({ run, trouble, obstacle, busy, again, pupil }: JoinState): void {
    if (pupil && !this.simple) {
      this.simplify();
    }
    for (const part of [this.token, this.insist]) {
      part.hidden = busy;
    }
    this.all.disabled = busy;
    this.all.hidden = busy;
    this.button.disabled = busy || obstacle !== undefined;
    this.button.textContent = busy ? "Taking part" : again ? "Try again" : "Join";
    const reason = busy
      ? "You take part. Leave under Training."
      : (obstacle ?? "Pictures stay here. Leave whenever you like.");
    if (this.reason.textContent !== reason) {
      this.reason.textContent = reason;
    }
    const now = JSON.stringify([run, trouble]);
    if (now !== this.asked) {
      this.asked = now;
      const words = trouble ?? (run ? undefined : "Asking the coordinator what it trains.");
      this.asks.replaceChildren(
        ...(words ? [h("p", { class: "notice warn small", role: "status" }, words)] : []),
        ...(run ? inWords(run) : []),
      );
    }
  }
}

/** What the run asks for, in plain words. */
function inWords(run: RunAsks): HTMLElement[] {
  const line = (term: string, text: string) => h("div", {}, h("dt", {}, term), h("dd", {}, text));
  const download =
    run.backboneBytes === undefined
      ? run.arch === "pixels"
        ? "nothing: pixels are used as they are"
        : "not handed out by this coordinator"
      : `${formatBytes(run.backboneBytes)} once, kept by this browser`;
  return [
    h("h3", {}, `Run ${formatRun(run.runId)}`),
    h(
      "dl",
      { class: "facts small" },
      line("Classes", run.labels.length === 0 ? "not fixed yet: yours will be among them" : listed(run.labels)),
      line("Pictures", `cut square, scaled to ${run.imageSize} pixels, in this tab`),
      line("Download", `${download} (${run.arch})`),
      line("Learns", `one last layer on ${count(run.featureLength)} numbers per picture`),
      line(
        "Sends",
        "in each round a change to that layer, or sums over your pictures: with one picture of a class, these give that picture's features",
      ),
      line("Kept out", `${Math.round(run.holdoutShare * 100)}% of your pictures, to score the model here`),
      line(
        "Masks",
        run.secureAggregation
          ? "on: the coordinator sees only sums over several people"
          : "off: the coordinator can see what you alone send",
      ),
      line(
        "Tells",
        run.hidesNumExamples ? "class names, but not how many pictures" : "class names, and how many pictures",
      ),
      line("Clipping, noise", "told with every round; shown below when it is done"),
    ),
  ];
}
