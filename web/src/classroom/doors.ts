import { h } from "../ui/h";
import { code } from "./code";
import type { RoomState } from "./room";

/** How pupils get in: two codes, their addresses, and what is wrong with the network. */
export class Doors {
  readonly element = h("section", { class: "card stack doors", "aria-labelledby": "doors-title" });
  private shown = "";

  update(room: RoomState): void {
    const { join, install, others, fingerprint, reachable, moved } = room;
    const now = JSON.stringify([join, install, others, fingerprint, reachable, moved]);
    if (now === this.shown) {
      return;
    }
    this.shown = now;
    this.element.replaceChildren(
      h("h2", { id: "doors-title" }, "Come in"),
      ...trouble(room),
      h(
        "div",
        { class: "codes" },
        door("1", "Once on each device", "Install the room's certificate", room.installCode, install, install),
        door("2", "Join", "Add pictures and take part", room.joinCode, join, withoutToken(join)),
      ),
      h(
        "details",
        {},
        h("summary", {}, "Addresses and fingerprint"),
        h(
          "div",
          { class: "stack tight small" },
          h("p", {}, "Whole address for joining, with the room's token: ", h("code", {}, join)),
          ...others.map((other) => h("p", {}, "or ", h("code", {}, other))),
          h("p", {}, "SHA-256 of the certificate: ", h("code", { "data-testid": "fingerprint" }, fingerprint)),
        ),
      ),
    );
  }
}

function door(
  number: string,
  title: string,
  text: string,
  rows: readonly string[],
  address: string,
  shown: string,
): HTMLElement {
  return h(
    "div",
    { class: "door" },
    h("h3", {}, h("span", { class: "step-number", "aria-hidden": "true" }, number), title),
    h("p", { class: "muted small" }, text),
    code(rows, `QR code: ${title.toLowerCase()}`),
    h("p", { class: "address", "data-address": address }, shown),
  );
}

function trouble({ reachable, moved }: RoomState): HTMLElement[] {
  const say = (text: string) => h("p", { class: "notice warn", role: "status" }, text);
  return [
    ...(reachable
      ? []
      : [
          say(
            "No network: other devices cannot reach this computer. Connect it to a Wi-Fi or open its own hotspot, then end the program with Ctrl-C and start it again.",
          ),
        ]),
    ...(moved
      ? [
          say(
            "This computer has got another address since the start. End the program with Ctrl-C and start it again: the codes change, the class stays.",
          ),
        ]
      : []),
  ];
}

/** For reading aloud; the token is in the code. */
function withoutToken(address: string): string {
  return address.replace(/#.*/, "");
}
