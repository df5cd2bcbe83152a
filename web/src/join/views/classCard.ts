import type { PictureRecord } from "../../store/records";
import { h } from "../../ui/h";
import { holdable } from "../live/hold";
import type { ClassPictures } from "../pictures/collection";
import { matchLabel } from "../pictures/labels";
import { FEW } from "../readiness";
import { counted } from "../words";

/** What a card may ask for. */
export interface CardActions {
  rename(id: string, name: string): string | undefined;
  removeClass(id: string): void;
  removePicture(id: string): void;
  choose(id: string, files: File[]): void;
  camera(id: string): void;
  /** The class's button of a pupil's page goes down, or is let go. */
  hold(id: string, down: boolean): void;
}

/** How a class's button for recording is. */
export interface HoldState {
  /** Whether pictures can be recorded here. */
  readonly possible: boolean;
  /** The class that is recorded now. */
  readonly held: string | undefined;
}

/** Thumbnails that are shown before the person asks for all. */
const SHOWN = 48;
const OFFERED = 8;

/** One class: its name, its pictures, and ways to more of them. Lives as long as the class; keeps the caret where it is. */
export class ClassCard {
  readonly element: HTMLElement;
  private readonly name: HTMLInputElement;
  /** In the place of the field where the teacher has named the class. */
  private readonly title = h("h3", { hidden: true });
  private readonly problem = h("p", { class: "problem small", role: "alert" });
  private readonly count = h("span", { class: "tag number" });
  private readonly advice = h("div", { class: "advice" });
  private readonly grid = h("ul", { class: "thumbs" });
  private readonly more = h("button", { type: "button", class: "quiet", onclick: () => this.showAll() });
  private readonly removal = h("div", { class: "row removal" });
  private readonly shown = new Map<string, { item: HTMLElement; url: string | undefined }>();
  private readonly files: HTMLInputElement;
  private readonly camera: HTMLButtonElement;
  private readonly hold = h(
    "button",
    { type: "button", class: "hold", hidden: true, "data-testid": "class-hold" },
    "Hold to record",
  ) as HTMLButtonElement;
  private current: ClassPictures;
  private limit = SHOWN;
  private newestFirst = false;

  constructor(
    first: ClassPictures,
    private readonly actions: CardActions,
  ) {
    this.current = first;
    const id = first.id;
    this.name = h("input", {
      value: first.name,
      "aria-label": "Class name",
      "data-testid": "class-rename",
      autocomplete: "off",
      maxlength: 200,
      oninput: () => this.renamed(),
      onblur: () => this.settled(),
    }) as HTMLInputElement;
    this.files = h("input", {
      type: "file",
      multiple: true,
      accept: "image/*",
      class: "visually-hidden",
      "data-testid": "class-files",
      onchange: () => {
        actions.choose(id, [...(this.files.files ?? [])]);
        this.files.value = "";
      },
    }) as HTMLInputElement;
    this.camera = h(
      "button",
      { type: "button", onclick: () => actions.camera(id), "data-testid": "class-camera" },
      "Take pictures",
    ) as HTMLButtonElement;
    holdable(this.hold, {
      down: () => actions.hold(id, true),
      up: () => actions.hold(id, false),
      held: () => this.hold.getAttribute("aria-pressed") === "true",
    });
    this.element = h(
      "article",
      { class: "class", "data-testid": "class", "data-class-id": id },
      h("div", { class: "class-head" }, this.title, this.name, this.count, this.removal),
      this.problem,
      this.advice,
      h(
        "div",
        { class: "row" },
        this.hold,
        this.camera,
        h("label", { class: "button" }, "Choose pictures", this.files),
      ),
      this.grid,
      this.more,
    );
    this.askNothing();
  }

  /** Shows the class as it is now. */
  update(
    current: ClassPictures,
    labels: readonly string[],
    taken: readonly string[],
    hold: HoldState | undefined = undefined,
  ): void {
    this.current = current;
    this.holding(hold);
    const given = hold !== undefined && labels.includes(current.name);
    this.title.hidden = !given;
    this.name.hidden = given;
    this.title.textContent = current.name;
    this.element.dataset.class = current.name;
    this.files.setAttribute("aria-label", `Choose pictures of ${current.name}`);
    if (document.activeElement !== this.name) {
      this.name.value = current.name;
    }
    const total = current.pictures.length;
    this.count.textContent = counted(total, "picture");
    this.count.className = `tag number ${total === 0 ? "" : total < FEW ? "warn" : "good"}`;
    this.advise(labels, taken);
    this.thumbnails();
  }

  /** Frees the thumbnails. */
  close(): void {
    for (const { url } of this.shown.values()) {
      if (url) {
        URL.revokeObjectURL(url);
      }
    }
    this.element.remove();
  }

  /** A pupil's card: its button is held, and what was recorded last stands first. */
  private holding(hold: HoldState | undefined): void {
    this.camera.hidden = hold !== undefined;
    this.hold.hidden = hold === undefined || !hold.possible;
    if (hold === undefined) {
      return;
    }
    this.newestFirst = true;
    this.grid.classList.add("strip");
    const { name, id } = this.current;
    const held = hold.held === id;
    this.hold.setAttribute("aria-pressed", String(held));
    this.hold.classList.toggle("held", held);
    const text = held ? "Recording" : "Hold to record";
    if (this.hold.textContent !== text) {
      this.hold.textContent = text;
    }
    this.hold.setAttribute("aria-label", `${text}: ${name}`);
  }

  private advise(labels: readonly string[], taken: readonly string[]): void {
    const { id, name } = this.current;
    const match = matchLabel(name, labels);
    const renameTo = (label: string) =>
      h(
        "button",
        {
          type: "button",
          class: "chip",
          onclick: () => {
            this.name.value = label;
            this.say(this.actions.rename(id, label));
          },
        },
        `Rename to ${label}`,
      );
    if (match.kind === "alike") {
      const free = !taken.includes(match.label);
      this.advice.replaceChildren(
        h("span", { class: "tag warn" }, "another spelling"),
        free
          ? renameTo(match.label)
          : h("span", { class: "small" }, `${match.label} is there already: add these there.`),
      );
    } else if (match.kind === "unknown") {
      const free = labels.filter((label) => !taken.includes(label)).slice(0, OFFERED);
      this.advice.replaceChildren(
        h("span", { class: "tag bad" }, "the run does not know it"),
        ...(free.length > 0 ? free.map(renameTo) : [h("span", { class: "small" }, "Remove it to join.")]),
      );
    } else {
      this.advice.replaceChildren();
    }
    this.name.setAttribute("aria-invalid", String(match.kind === "alike" || match.kind === "unknown"));
  }

  private thumbnails(): void {
    const { pictures } = this.current;
    const wanted = this.newestFirst
      ? pictures.slice(Math.max(0, pictures.length - this.limit))
      : pictures.slice(0, this.limit);
    const ids = new Set(wanted.map(({ id }) => id));
    for (const [id, { item, url }] of this.shown) {
      if (!ids.has(id)) {
        item.remove();
        this.shown.delete(id);
        if (url) {
          URL.revokeObjectURL(url);
        }
      }
    }
    for (const picture of wanted) {
      if (!this.shown.has(picture.id)) {
        this.grid[this.newestFirst ? "prepend" : "append"](this.thumbnail(picture));
      }
    }
    const left = pictures.length - wanted.length;
    this.more.hidden = left === 0;
    this.more.textContent = `Show ${counted(left, "more picture")}`;
  }

  private thumbnail(picture: PictureRecord): HTMLElement {
    const url = picture.thumbnail ? URL.createObjectURL(picture.thumbnail) : undefined;
    const item = h(
      "li",
      {},
      url
        ? h("img", { src: url, alt: picture.name, title: picture.name, width: 160, height: 160, loading: "lazy" })
        : h("span", { class: "no-thumbnail small" }, picture.name),
      h(
        "button",
        {
          type: "button",
          class: "remove",
          "aria-label": `Remove ${picture.name}`,
          onclick: () => this.removed(picture.id),
        },
        "×",
      ),
    );
    this.shown.set(picture.id, { item, url });
    return item;
  }

  /** The keyboard stays in the grid. */
  private removed(id: string): void {
    const item = this.shown.get(id)?.item;
    const near = (item?.nextElementSibling ?? item?.previousElementSibling)?.querySelector("button");
    (near ?? (this.name.hidden ? this.files : this.name)).focus();
    this.actions.removePicture(id);
  }

  private showAll(): void {
    this.limit = Number.POSITIVE_INFINITY;
    this.thumbnails();
    this.grid.querySelectorAll("button")[SHOWN]?.focus();
  }

  private renamed(): void {
    this.say(this.actions.rename(this.current.id, this.name.value));
  }

  /** What cannot be a name gives way to the one that is stored. */
  private settled(): void {
    this.name.value = this.current.name;
    this.say(undefined);
  }

  private say(problem: string | undefined): void {
    this.problem.textContent = problem ?? "";
  }

  private askNothing(): void {
    this.removal.replaceChildren(
      h(
        "button",
        { type: "button", class: "quiet", onclick: () => this.ask(), "data-testid": "remove-class" },
        "Remove",
      ),
    );
  }

  /** Pictures are not thrown away by one slip. */
  private ask(): void {
    if (this.current.pictures.length === 0) {
      this.actions.removeClass(this.current.id);
      return;
    }
    const yes = h(
      "button",
      { type: "button", class: "danger", onclick: () => this.actions.removeClass(this.current.id) },
      `Remove ${counted(this.current.pictures.length, "picture")}`,
    );
    this.removal.replaceChildren(
      yes,
      h("button", { type: "button", class: "quiet", onclick: () => this.askNothing() }, "Keep"),
    );
    yes.focus();
  }
}
