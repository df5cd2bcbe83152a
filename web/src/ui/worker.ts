import { toast } from "./notice";

/**
 * Registers the service worker of a production build, where the browser has such a thing (not without TLS): from then on
 * the pages open without network. A new build's worker takes over by itself.
 */
export function registerWorker(): void {
  if (!import.meta.env.PROD || !("serviceWorker" in navigator)) {
    return;
  }
  navigator.serviceWorker.register("/sw.js").then(
    (registration) => {
      const first = registration.installing;
      first?.addEventListener("statechange", () => {
        if (first.state === "redundant" && !registration.active) {
          toast(
            "These pages could not be kept on this device, so they will not open without network (expected: free storage; make room, then load again).",
            "warn",
          );
        }
      });
    },
    () => {
      // Forbidden by the browser's settings: the page works, only not without network.
    },
  );
}
