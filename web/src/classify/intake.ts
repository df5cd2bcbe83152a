import { h } from "../ui/h";

/** Takes files that are dropped anywhere on the page, or pasted. `onNothing` gets a sentence where there was no file. */
export function takeFiles(onFiles: (files: File[]) => void, onNothing: (sentence: string) => void): void {
  const curtain = h("div", { class: "curtain", hidden: true, "aria-hidden": "true" }, h("p", {}, "Drop to classify"));
  document.body.append(curtain);
  let depth = 0;
  const cover = (change: number) => {
    depth = Math.max(0, depth + change);
    curtain.hidden = depth === 0;
  };
  addEventListener("dragenter", () => cover(1));
  addEventListener("dragleave", () => cover(-1));
  addEventListener("dragover", (e) => e.preventDefault());
  addEventListener("drop", (e) => {
    e.preventDefault();
    cover(-depth);
    give(e.dataTransfer, "What was dropped holds no file (expected: picture files; save the picture, then drop it).");
  });
  addEventListener("paste", (e) => {
    if (!(e.target instanceof HTMLInputElement)) {
      give(e.clipboardData, "The clipboard holds no picture (expected: a copied picture; copy one, then paste again).");
    }
  });

  function give(data: DataTransfer | null, otherwise: string): void {
    const folders = Array.from(data?.items ?? [])
      .map((item) => item.webkitGetAsEntry?.())
      .filter((entry) => entry?.isDirectory)
      .map((entry) => entry!.name);
    const files = Array.from(data?.files ?? []).filter((file) => !folders.includes(file.name));
    if (folders.length > 0) {
      onNothing(
        `${folders.join(", ")}: a folder (expected: picture files; open it and drop the pictures, or make a class of it under Take part).`,
      );
    }
    if (files.length > 0) {
      onFiles(files);
    } else if (folders.length === 0) {
      onNothing(otherwise);
    }
  }
}
