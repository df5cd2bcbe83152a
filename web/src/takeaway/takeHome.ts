import type { HeadFile, RunInfo } from "../model/catalogue";
import { formatBytes } from "../ui/format";
import { h } from "../ui/h";

/** Where the model comes from. */
export interface TakeHomeParts {
  /** Of now. @throws Error with a sentence */
  run(): Promise<RunInfo>;
  head(run: RunInfo): Promise<HeadFile>;
  backbone(run: RunInfo): Promise<ArrayBuffer>;
  /** How good the model is, or nothing. */
  score(): string;
}

/** The `arch` of a run without a backbone. */
const PIXELS = "pixels";

/** A button that makes the class's model a page of one's own, and says what became of it. */
export class TakeHome {
  readonly button: HTMLButtonElement;
  readonly said = h("p", { class: "small muted said", role: "status", "data-testid": "take-home-said" });

  constructor(private readonly parts: TakeHomeParts) {
    this.button = h(
      "button",
      { type: "button", "data-testid": "take-home", onclick: () => void this.take() },
      "Take the model home",
    ) as HTMLButtonElement;
  }

  private async take(): Promise<void> {
    this.button.disabled = true;
    this.said.textContent = "Making the page.";
    try {
      const { run: runOf, head: headOf, backbone: backboneOf, score } = this.parts;
      const run = await runOf();
      const head = await headOf(run);
      const backbone = run.backbone.arch === PIXELS ? undefined : await backboneOf(run);
      const [{ archive, nameOf }, { default: code }] = await Promise.all([
        import("./archive"),
        import("virtual:takeaway"),
      ]);
      const zip = archive({ run, head, backbone, score: score(), code });
      save(new Blob([zip], { type: "application/zip" }), `${nameOf({ run, head })}.zip`);
      this.said.textContent = `Saved as a zip of ${formatBytes(zip.length)}, with no picture in it. Unpack it and open index.html; README.txt says more.`;
    } catch (e) {
      this.said.textContent = e instanceof Error ? e.message : String(e);
    } finally {
      this.button.disabled = false;
    }
  }
}

function save(file: Blob, name: string): void {
  const url = URL.createObjectURL(file);
  h("a", { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000); // browsers read it after the click
}
