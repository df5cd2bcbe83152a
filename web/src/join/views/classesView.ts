import { h } from "../../ui/h";
import type { ClassPictures } from "../pictures/collection";
import { type Dropped, readDrop } from "../pictures/dropped";
import type { FileAt } from "../pictures/folders";
import { warnings } from "../readiness";
import { count, listed } from "../words";
import { type CardActions, ClassCard, type HoldState } from "./classCard";

/** What the first step may ask for. */
export interface ClassesActions extends CardActions {
  /** Gives back what is wrong with the name, or nothing. */
  addClass(name: string): string | undefined;
  draft(typed: string): void;
  folder(files: FileAt[]): void;
  undo(): void;
  /** `classId` is the class that it was dropped on, if it was one. */
  dropped(drop: Dropped, classId: string | undefined): void;
}

/** What the first step shows. */
export interface ClassesState {
  readonly classes: readonly ClassPictures[];
  readonly labels: readonly string[];
  /** Nothing can be changed while one takes part. */
  readonly locked: boolean;
  /** A pupil's page: the teacher has named the classes. */
  readonly pupil: boolean;
  readonly adding: { readonly done: number; readonly total: number } | undefined;
  /** What undo would do, if there is something to undo. */
  readonly undo: string | undefined;
  readonly hold: HoldState;
}

const PUPILS =
  "Hold a class's button and show the camera what it is, from all sides; or choose pictures, or drop a folder that has one folder per class.";

/** The first step: classes and their pictures. */
export class ClassesView {
  readonly element: HTMLElement;
  private readonly cards = new Map<string, ClassCard>();
  private readonly list = h("div", { class: "classes" });
  private readonly name: HTMLInputElement;
  private readonly typed: HTMLElement;
  private readonly add = h("button", { type: "submit", "data-testid": "add-class" }, "Add class");
  private readonly problem = h("p", { class: "problem small", role: "alert" });
  private readonly known = h("div", { class: "row chips" });
  private readonly warned = h("div", { class: "stack tight", role: "status" });
  private readonly adding = h("div", { class: "adding", role: "status" });
  private readonly all = h("fieldset", { class: "bare stack" });
  private readonly intro = h(
    "p",
    { class: "muted" },
    "A class is something to tell apart, such as cat and dog. Take or choose pictures of each, or drop a folder that has one folder per class.",
  );
  private readonly locked = h("p", { class: "notice", hidden: true });
  private readonly undo = h(
    "button",
    { type: "button", class: "undo", hidden: true, "data-testid": "undo", "aria-keyshortcuts": "Control+Z" },
    "Undo",
  ) as HTMLButtonElement;

  constructor(
    draft: string,
    private readonly actions: ClassesActions,
    private readonly live: HTMLElement,
  ) {
    this.name = h("input", {
      id: "class-name",
      "data-testid": "class-name",
      value: draft,
      autocomplete: "off",
      placeholder: "such as cat",
      maxlength: 200,
      oninput: () => {
        this.problem.textContent = "";
        actions.draft(this.name.value);
      },
    }) as HTMLInputElement;
    this.typed = h("label", { class: "field", for: "class-name" }, "New class", this.name);
    this.undo.addEventListener("click", () => actions.undo());
    document.addEventListener("keydown", (event) => this.undone(event));
    this.all.append(this.form(), this.known, this.problem, this.adding, this.undo, this.list, this.warned);
    this.element = h(
      "section",
      { class: "card step stack", "aria-labelledby": "classes-title" },
      h("h2", { id: "classes-title" }, h("span", { class: "step-number", "aria-hidden": "true" }, "1"), "Your classes"),
      this.intro,
      this.locked,
      live,
      this.all,
    );
    this.takeDrops();
  }

  update({ classes, labels, locked, pupil, adding, undo, hold }: ClassesState): void {
    this.live.hidden = !pupil;
    this.element.classList.toggle("filming", pupil);
    if (pupil && this.intro.textContent !== PUPILS) {
      this.intro.textContent = PUPILS;
    }
    this.undo.hidden = undo === undefined;
    if (undo !== undefined && this.undo.textContent !== undo) {
      this.undo.textContent = undo;
    }
    const named = pupil && labels.length > 0;
    this.typed.hidden = this.add.hidden = named;
    (this.all as HTMLFieldSetElement).disabled = locked;
    this.all.hidden = locked;
    this.locked.hidden = !locked;
    this.intro.hidden = locked;
    if (locked) {
      const brought = classes.filter(({ pictures }) => pictures.length > 0);
      const counts = brought.map(({ name, pictures }) => `${name} (${count(pictures.length)})`);
      this.locked.textContent = `You take part with ${listed(counts)}. Leave to change them.`;
    }
    const names = classes.map(({ name }) => name);
    for (const [id, card] of this.cards) {
      if (!classes.some((record) => record.id === id)) {
        card.close();
        this.cards.delete(id);
      }
    }
    for (const record of classes) {
      let card = this.cards.get(record.id);
      if (!card) {
        card = new ClassCard(record, this.actions);
        this.cards.set(record.id, card);
        this.list.append(card.element);
      }
      // A class that the teacher has named and that is empty here may take another one's pictures.
      const taken = pupil ? classes.filter(({ pictures }) => pictures.length > 0).map(({ name }) => name) : names;
      card.update(record, labels, taken, pupil ? hold : undefined);
    }
    this.offer(labels.filter((label) => !names.includes(label)));
    const found = warnings(classes.map(({ name, pictures }) => ({ name, pictures: pictures.length })));
    replaceText(this.warned, found);
    this.adding.hidden = !adding;
    if (adding) {
      const bar = h("progress", { max: adding.total, value: adding.done, "aria-label": "Adding pictures" });
      this.adding.replaceChildren(h("span", { class: "number" }, `Adding ${adding.done} of ${adding.total}`), bar);
    }
  }

  /** In a field the keys belong to what is typed. */
  private undone(event: KeyboardEvent): void {
    const undo = (event.ctrlKey || event.metaKey) && !event.shiftKey && event.key.toLowerCase() === "z";
    const typing = event.target instanceof Element && event.target.closest("input:not([type=file]), textarea") !== null;
    if (undo && !typing && !this.undo.hidden && !(this.all as HTMLFieldSetElement).disabled) {
      event.preventDefault();
      this.actions.undo();
    }
  }

  private form(): HTMLElement {
    const add = (event: Event) => {
      event.preventDefault();
      const problem = this.actions.addClass(this.name.value);
      this.problem.textContent = problem ?? "";
      if (problem === undefined) {
        this.name.value = "";
      }
      this.name.focus();
    };
    const folder = h("input", {
      type: "file",
      webkitdirectory: true,
      multiple: true,
      class: "visually-hidden",
      "data-testid": "folder-input",
      "aria-label": "Choose a folder that has one folder per class",
      onchange: () => {
        const files = [...(folder.files ?? [])].map((file) => ({ path: file.webkitRelativePath || file.name, file }));
        folder.value = "";
        this.actions.folder(files);
      },
    }) as HTMLInputElement;
    return h(
      "form",
      { class: "add-class", onsubmit: add },
      this.typed,
      this.add,
      h("label", { class: "button" }, "Choose a folder", folder),
    );
  }

  private offer(labels: readonly string[]): void {
    const chips = labels
      .slice(0, 20)
      .map((label) =>
        h("button", { type: "button", class: "chip", onclick: () => void this.actions.addClass(label) }, `+ ${label}`),
      );
    const rest = labels.length > 20 ? [h("span", { class: "small muted" }, listed(labels.slice(20), 10))] : [];
    this.known.hidden = chips.length === 0;
    this.known.replaceChildren(h("span", { class: "small muted" }, "The run knows"), ...chips, ...rest);
  }

  private takeDrops(): void {
    const over = (event: DragEvent) => {
      if (event.dataTransfer?.types.includes("Files")) {
        event.preventDefault(); // the browser would open the file, and the page be gone
        this.element.classList.toggle("over", !(this.all as HTMLFieldSetElement).disabled);
      }
    };
    const gone = () => this.element.classList.remove("over");
    document.addEventListener("dragover", over);
    document.addEventListener("dragleave", (event) => event.relatedTarget === null && gone());
    document.addEventListener("drop", (event) => {
      gone();
      if (!event.dataTransfer?.types.includes("Files")) {
        return;
      }
      event.preventDefault();
      if ((this.all as HTMLFieldSetElement).disabled) {
        return;
      }
      const card = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-class-id]") : null;
      void readDrop(event.dataTransfer).then((drop) => this.actions.dropped(drop, card?.dataset.classId));
    });
  }
}

/** Live regions speak what changes: they are left alone when nothing does. */
export function replaceText(region: HTMLElement, sentences: readonly string[], tone = "warn"): void {
  const now = [...region.children].map((child) => child.textContent);
  if (now.length !== sentences.length || now.some((text, at) => text !== sentences[at])) {
    region.replaceChildren(...sentences.map((text) => h("p", { class: `notice ${tone} small` }, text)));
  }
}
