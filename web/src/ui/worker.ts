import { toast } from "./notice";

/** Milliseconds between the page's load and the worker's. */
const WAIT = 2_000;

/**
 * Registers the service worker of a production build, where the browser has such a thing (not without TLS): from then on
 * the pages open without network. A new build's worker takes over by itself.
 */
export function registerWorker(): void {
  if (!import.meta.env.PROD || !("serviceWorker" in navigator)) {
    return;
  }
  // After what the page itself needs: the copies are for the next visit.
  if (document.readyState !== "complete") {
    addEventListener("load", () => setTimeout(register, WAIT), { once: true });
  } else {
    setTimeout(register, WAIT);
  }
}

function register(): void {
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
