import { openSession } from "../model/catalogue";
import { h } from "./h";

/**
 * Asks for the run's token and trades it for a session; stays, with what was typed, while it is the wrong one.
 *
 * @param why the coordinator's sentence
 * @param onOpen called once the session is open
 * @param open trades the token, throws Error with a sentence
 */
export function tokenForm(why: string, onOpen: () => void, open: (token: string) => Promise<void> = openSession) {
  const input = h("input", {
    type: "password",
    name: "token",
    autocomplete: "current-password",
    required: true,
    "aria-describedby": "token-said",
  }) as HTMLInputElement;
  const said = h("p", { class: "notice bad", id: "token-said", role: "alert" });
  const button = h("button", { type: "submit", class: "primary" }, "Continue") as HTMLButtonElement;
  const submit = (e: Event) => {
    e.preventDefault();
    button.disabled = true;
    said.replaceChildren();
    open(input.value.trim())
      .then(onOpen, (fault: unknown) => {
        said.textContent = fault instanceof Error ? fault.message : String(fault);
        input.setAttribute("aria-invalid", "true");
        input.select();
      })
      .finally(() => {
        button.disabled = false;
      });
  };
  return h(
    "form",
    { class: "card stack token", onsubmit: submit, "data-testid": "token-form" },
    h("h2", {}, "A token, please"),
    h("p", { class: "muted" }, why),
    h("label", { class: "field" }, "Token", input),
    said,
    h("div", { class: "row" }, button),
  );
}
