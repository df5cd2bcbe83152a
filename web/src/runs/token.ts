import { h } from "../ui/h";

const KEY = "headwater.token";

/** The token of this tab, if one was given. */
export function keptToken(): string | undefined {
  try {
    return sessionStorage.getItem(KEY) ?? undefined;
  } catch {
    return undefined; // storage may be forbidden; the token is asked for again then
  }
}

function keep(token: string): void {
  try {
    sessionStorage.setItem(KEY, token);
  } catch {
    // as above
  }
}

/** Opens a session with the token: undefined if it is right, else a sentence. */
export async function openSession(token: string, fetcher: typeof fetch = fetch): Promise<string | undefined> {
  try {
    const response = await fetcher("/api/session", { method: "POST", body: token, credentials: "same-origin" });
    if (response.ok) {
      return undefined;
    }
    const body: unknown = await response.json().catch(() => undefined);
    const known = typeof body === "object" && body !== null && "error" in body ? String(body.error) : undefined;
    return known ?? `The coordinator answered ${response.status} (expected: the token that it was started with).`;
  } catch {
    return "The coordinator does not answer; what you typed is kept, try again in a moment.";
  }
}

/** Asks for the token; `given` hears the right one. */
export function tokenForm(given: (token: string) => void): HTMLElement & { say(sentence: string): void } {
  const input = h("input", {
    id: "token",
    type: "password",
    autocomplete: "current-password",
    required: true,
    "aria-describedby": "token-error",
  }) as HTMLInputElement;
  const error = h("p", { id: "token-error", class: "error", role: "alert" });
  const button = h("button", { type: "submit" }, "Watch") as HTMLButtonElement;
  const submit = async (event: Event) => {
    event.preventDefault();
    button.disabled = true;
    const problem = await openSession(input.value);
    button.disabled = false;
    error.textContent = problem ?? "";
    if (problem === undefined) {
      keep(input.value);
      given(input.value);
    } else {
      input.focus();
    }
  };
  const form = h(
    "form",
    { class: "panel token", onsubmit: (event) => void submit(event) },
    h("h2", {}, "This run asks for a token"),
    h("p", {}, "Whoever runs the coordinator has it: it is what clients join with."),
    h("div", { class: "row" }, h("label", { for: "token" }, "Token"), input, button),
    error,
  );
  form.hidden = true;
  return Object.assign(form, {
    say(sentence: string) {
      error.textContent = sentence;
    },
  });
}
