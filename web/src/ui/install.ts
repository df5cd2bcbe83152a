import { h } from "./h";

interface InstallPrompt extends Event {
  prompt(): Promise<void>;
}

/** A button that installs the pages as an application; hidden until the browser offers that, and after it is done. */
export function installButton(): HTMLElement {
  let offer: InstallPrompt | undefined;
  const button = h(
    "button",
    {
      type: "button",
      class: "quiet install",
      hidden: true,
      onclick: () => {
        button.hidden = true;
        offer?.prompt().catch(() => {}); // declined, or asked twice
      },
    },
    "Install",
  );
  addEventListener("beforeinstallprompt", (e) => {
    e.preventDefault();
    offer = e as InstallPrompt;
    button.hidden = false;
  });
  addEventListener("appinstalled", () => {
    button.hidden = true;
  });
  return button;
}
