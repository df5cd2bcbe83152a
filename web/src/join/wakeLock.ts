/** Keeps the screen on while the page trains, where the browser lets it; it lets go when the tab is hidden, so it is taken again. */
export class ScreenLock {
  private wanted = false;
  private held: WakeLockSentinel | undefined;

  constructor() {
    document.addEventListener("visibilitychange", () => void this.take());
  }

  /** Takes it, or gives it back. */
  want(wanted: boolean): void {
    if (wanted === this.wanted) {
      return;
    }
    this.wanted = wanted;
    if (wanted) {
      void this.take();
    } else {
      void this.held?.release().catch(() => {});
      this.held = undefined;
    }
  }

  private async take(): Promise<void> {
    if (!this.wanted || document.visibilityState !== "visible" || (this.held && !this.held.released)) {
      return;
    }
    try {
      const lock = await navigator.wakeLock?.request("screen");
      if (this.wanted) {
        this.held = lock;
      } else {
        void lock?.release().catch(() => {});
      }
    } catch {
      // Refused, as on a low battery: sleep is survived anyway.
    }
  }
}
