import { describe, expect, it } from "vitest";
import { Collection } from "../../src/join/pictures/collection";
import { addPictures, type IntakeTools } from "../../src/join/pictures/intake";
import { MemoryStore } from "../../src/store/memory";
import { StoreError } from "../../src/store/records";
import { PictureError } from "../../src/vision/image/decode";

const tools: IntakeTools = {
  digest: async (file) => (await file.text()).padEnd(64, "0"),
  decode: async (file) => {
    if ((await file.text()).startsWith("bad")) {
      throw new PictureError(`${(file as File).name}: text (expected: a picture; choose another)`);
    }
    return { width: 1, height: 1, data: new Uint8ClampedArray(4) };
  },
  thumbnail: async () => undefined,
};

async function collected(store = new MemoryStore("")) {
  const collection = await Collection.open(store, () => {});
  const cat = await collection.addClass("cat");
  const dog = await collection.addClass("dog");
  const files = (classId: string, ...contents: string[]) =>
    contents.map((content, i) => ({ classId, name: `${i}.jpg`, file: new Blob([content]) }));
  return { collection, cat: cat.id, dog: dog.id, files };
}

describe("adding pictures", () => {
  it("keepsThemUnderTheirClass", async () => {
    const { collection, cat, files } = await collected();
    expect(await addPictures(collection, files(cat, "a", "b"), tools)).toEqual({ added: 2, notes: [] });
    expect(collection.all()[0].pictures.map(({ name }) => name)).toEqual(["0.jpg", "1.jpg"]);
  });

  it("leavesOutWhatIsThereAlreadyAndSaysWhere", async () => {
    const { collection, cat, dog, files } = await collected();
    await addPictures(collection, files(cat, "a"), tools);
    const { added, notes } = await addPictures(collection, files(dog, "a", "b", "b"), tools);
    expect(added).toBe(1);
    expect(notes).toEqual(["2 pictures left out, there already: 0.jpg (in cat), 2.jpg (in dog)."]);
  });

  it("leavesOutWhatCannotBeReadAndSaysWhy", async () => {
    const { collection, cat, files } = await collected();
    const { added, notes } = await addPictures(collection, files(cat, "a", "bad"), tools);
    expect(added).toBe(1);
    expect(notes).toEqual(["1 file left out: 1.jpg: text (expected: a picture; choose another)."]);
  });

  it("stopsWhenTheStorageIsFullAndKeepsWhatWasAdded", async () => {
    class Full extends MemoryStore {
      override async addPicture(...[picture, file]: Parameters<MemoryStore["addPicture"]>) {
        if ((await this.pictures()).length === 1) {
          throw new StoreError(`${picture.name}: not kept, this browser's storage is full (expected: room)`);
        }
        return super.addPicture(picture, file);
      }
    }
    const { collection, cat, files } = await collected(new Full(""));
    const report = await addPictures(collection, files(cat, "a", "b", "c"), tools);
    expect(report.added).toBe(1);
    expect(report.stopped).toMatch(/1.jpg: not kept.*full.*1 more file was not tried/);
    expect(collection.all()[0].pictures).toHaveLength(1);
  });
});
