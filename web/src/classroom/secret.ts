import { h } from "../ui/h";

const KEY = "headwater.teacher";

/** The teacher's secret: out of the address, from where it goes at once (this page is on the beamer), or kept by this tab. */
export function secretOf(place: Location): string | undefined {
  const given = place.hash.slice(1);
  if (given !== "") {
    history.replaceState(null, "", place.pathname);
    return given;
  }
  try {
    return sessionStorage.getItem(KEY) ?? undefined;
  } catch {
    return undefined; // storage may be forbidden
  }
}

/** For a reload of this tab. */
export function keepSecret(secret: string): void {
  try {
    sessionStorage.setItem(KEY, secret);
  } catch {
    // as above: the address is opened again then
  }
}

/** Asks for the secret, where the address has none. */
export function secretForm(given: (secret: string) => void): { element: HTMLElement } {
  const input = h("input", {
    id: "secret",
    type: "password",
    autocomplete: "current-password",
    required: true,
    "data-testid": "secret",
  }) as HTMLInputElement;
  const element = h(
    "form",
    {
      class: "card stack tight",
      onsubmit: (event) => {
        event.preventDefault();
        given(input.value.replace(/^.*#/, "").trim());
      },
    },
    h(
      "label",
      { class: "field", for: "secret" },
      "Teacher's secret, or the whole address that the terminal shows",
      input,
    ),
    h("div", { class: "row" }, h("button", { type: "submit" }, "Open the classroom")),
  );
  return { element };
}
