/** What a held button tells. */
export interface HoldActions {
  down(): void;
  up(): void;
  /** Whether it is held now, by whatever. */
  held(): boolean;
}

/**
 * Makes a button one that is held: with a finger, a mouse, or the space or enter key. What presses buttons without holding them, as
 * screen readers do, starts with one press and stops with the next.
 */
export function holdable(button: HTMLButtonElement, { down, up, held }: HoldActions): void {
  let key = "";
  let pointer: number | undefined;
  button.addEventListener("pointerdown", (event) => {
    if (event.button === 0 && pointer === undefined && !button.disabled) {
      pointer = event.pointerId;
      button.setPointerCapture(event.pointerId); // a finger may slide off
      down();
    }
  });
  const lifted = (event: PointerEvent) => {
    if (event.pointerId === pointer) {
      pointer = undefined;
      up();
    }
  };
  button.addEventListener("pointerup", lifted);
  button.addEventListener("pointercancel", lifted);
  button.addEventListener("lostpointercapture", lifted);
  button.addEventListener("keydown", (event) => {
    if (event.key === " " || event.key === "Enter") {
      event.preventDefault(); // no click comes of it, and the page does not scroll
      if (!event.repeat && key === "" && !button.disabled) {
        key = event.key;
        down();
      }
    }
  });
  button.addEventListener("keyup", (event) => {
    if (event.key === " " || event.key === "Enter") {
      event.preventDefault();
      if (event.key === key) {
        key = "";
        up();
      }
    }
  });
  button.addEventListener("blur", () => {
    if (key !== "") {
      key = "";
      up();
    }
  });
  button.addEventListener("click", (event) => {
    if (event.detail === 0) {
      if (held()) {
        up();
      } else {
        down();
      }
    }
  });
  button.addEventListener("contextmenu", (event) => event.preventDefault()); // a long touch asks for it
}
