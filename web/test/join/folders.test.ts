import { describe, expect, it } from "vitest";
import { classFolders } from "../../src/join/pictures/folders";

const read = (...paths: string[]) => {
  const { classes, notes } = classFolders(
    paths.map((path) => ({ path, file: new File(["x"], path.split("/").at(-1)!) })),
  );
  return {
    classes: Object.fromEntries([...classes].map(([name, files]) => [name, files.map(({ path }) => path)])),
    notes,
  };
};

describe("folders of classes", () => {
  it("areOneClassEach", () => {
    expect(read("pets/cat/1.jpg", "pets/dog/2.jpg", "pets/dog/3.jpg")).toEqual({
      classes: { cat: ["1.jpg"], dog: ["2.jpg", "3.jpg"] },
      notes: [],
    });
  });

  it("areClassesThemselvesIfTheyHoldOnlyPictures", () => {
    expect(read("/cat/1.jpg", "/dog/2.jpg").classes).toEqual({ cat: ["1.jpg"], dog: ["2.jpg"] });
  });

  it("areClassesSideBySideWhenSeveralAreDroppedWhateverIsInThem", () => {
    expect(read("/cat/x/1.jpg", "/cat/y/2.jpg", "/dog/2.jpg").classes).toEqual({
      cat: ["x/1.jpg", "y/2.jpg"],
      dog: ["2.jpg"],
    });
  });

  it("areNoneInNothing", () => {
    expect(read("pets/readme.txt")).toEqual({ classes: {}, notes: [] });
    expect(read("1.jpg").notes.join()).toMatch(/outside any class folder/);
  });

  it("keepPathsBelowTheClassForTheOrder", () => {
    expect(read("pets/cat/b/1.jpg", "pets/cat/a.jpg", "pets/dog/1.jpg").classes.cat).toEqual(["b/1.jpg", "a.jpg"]);
  });

  it("mayLieBelowOneMoreFolder", () => {
    expect(read("zip/pets/cat/1.jpg", "zip/pets/dog/2.jpg").classes).toEqual({ cat: ["1.jpg"], dog: ["2.jpg"] });
  });

  it("areTakenFromTrainAloneAndThatIsSaid", () => {
    const { classes, notes } = read("pets/train/cat/1.jpg", "pets/train/dog/2.jpg", "pets/test/cat/3.jpg");
    expect(classes).toEqual({ cat: ["1.jpg"], dog: ["2.jpg"] });
    expect(notes.join()).toMatch(/test left out/);
  });

  it.each([
    ["Training", "Testing"],
    ["train", "dev"],
    ["train_set", "testset"],
    ["seg_train/seg_train", "seg_test/seg_test"],
  ])("areTakenFrom%sBeside%s", (train, test) => {
    const { classes, notes } = read(`x/${train}/cat/1.jpg`, `x/${train}/dog/2.jpg`, `x/${test}/cat/3.jpg`);
    expect(classes).toEqual({ cat: ["1.jpg"], dog: ["2.jpg"] });
    expect(notes.join()).toMatch(/left out/);
  });

  it("mayBeCalledTrainAndTestWithPicturesRightInThem", () => {
    expect(read("x/train/1.jpg", "x/test/2.jpg").classes).toEqual({ train: ["1.jpg"], test: ["2.jpg"] });
    expect(read("x/steam train/1.jpg", "x/test tube/2.jpg").classes).toEqual({
      "steam train": ["1.jpg"],
      "test tube": ["2.jpg"],
    });
  });

  it("areNotThoseOfServersAndSystems", () => {
    expect(
      read("x/cat/1.jpg", "x/cat/@eaDir/1.jpg/T.jpg", "x/#recycle/2.jpg", "x/$RECYCLE.BIN/3.jpg", "x/dog/4.jpg")
        .classes,
    ).toEqual({ cat: ["1.jpg"], dog: ["4.jpg"] });
  });

  it("leaveLitterAndTextsOut", () => {
    expect(
      read("pets/cat/1.jpg", "pets/cat/.DS_Store", "pets/dog/Thumbs.db", "pets/dog/1.jpg", "pets/readme.txt"),
    ).toEqual({
      classes: { cat: ["1.jpg"], dog: ["1.jpg"] },
      notes: [],
    });
  });

  it("tellOfPicturesOutsideAnyClass", () => {
    const { classes, notes } = read("pets/cat/1.jpg", "pets/stray.jpg");
    expect(classes).toEqual({ cat: ["1.jpg"] });
    expect(notes.join()).toMatch(/1 file outside any class folder left out, such as stray.jpg \(expected: /);
  });

  it("areNamedInComposedForm", () => {
    expect(Object.keys(read("pets/a\u0308pfel/1.jpg", "pets/birne/1.jpg").classes)).toEqual(["\u00e4pfel", "birne"]);
  });
});
