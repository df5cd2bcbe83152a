import { describe, expect, it } from "vitest";
import { Undoing } from "../../../src/join/live/undoing";
import { Collection } from "../../../src/join/pictures/collection";
import { Gathering } from "../../../src/join/pictures/gathering";
import { MemoryStore } from "../../../src/store/memory";
import { StoreError } from "../../../src/store/records";

async function collected(store = new MemoryStore("")) {
  const collection = await Collection.open(store, () => {});
  const undoing = new Undoing(collection, () => {});
  const { id: cat } = await collection.addClass("cat");
  const add = async (name: string, classId = cat) =>
    (await collection.addPicture({ classId, name, sha256: name.padEnd(64, "0") }, new Blob([name]))).id;
  const names = () => collection.all().map(({ name, pictures }) => `${name}: ${pictures.map((p) => p.name).join()}`);
  return { collection, undoing, cat, add, names, store };
}

describe("taking back", () => {
  it("removesAWholeRecordingAndNothingElse", async () => {
    const { undoing, cat, add, names } = await collected();
    await add("before");
    undoing.recorded(cat, [await add("a"), await add("b")]);
    const taking = undoing.undo();
    expect(undoing.busy).toBe(true); // nobody joins with pictures that are going
    expect((await taking)?.kind).toBe("recorded");
    expect(undoing.busy).toBe(false);
    expect(names()).toEqual(["cat: before"]);
    expect(await undoing.undo()).toBeUndefined();
  });

  it("bringsBackADeletedPictureWithItsBytesAndStillKnowsItsRecording", async () => {
    const { undoing, cat, add, names, collection } = await collected();
    const a = await add("a");
    undoing.recorded(cat, [a, await add("b")]);
    await undoing.removePicture(a);
    expect(names()).toEqual(["cat: b"]);
    await undoing.undo();
    expect(names()).toEqual(["cat: b,a"]);
    expect(await (await collection.store.file(collection.all()[0].pictures[1].id)).text()).toBe("a");
    await undoing.undo();
    expect(names()).toEqual(["cat: "]);
  });

  it("bringsBackAClassThatIsGone", async () => {
    const { undoing, cat, add, names } = await collected();
    await add("a");
    await undoing.removeClass(cat);
    expect(names()).toEqual([]);
    await undoing.undo();
    expect(names()).toEqual(["cat: a"]);
  });

  it("triesAgainAfterAFullStorageWithoutDoublets", async () => {
    class Full extends MemoryStore {
      room = 99;
      override async addPicture(...[picture, file]: Parameters<MemoryStore["addPicture"]>) {
        if (this.room-- <= 0) {
          throw new StoreError("full");
        }
        return super.addPicture(picture, file);
      }
    }
    const store = new Full("");
    const { undoing, cat, add, names } = await collected(store);
    await add("a");
    await add("b");
    await undoing.removeClass(cat);
    store.room = 1;
    await expect(undoing.undo()).rejects.toThrow("full");
    store.room = 99;
    await undoing.undo();
    expect(names()).toEqual(["cat: a,b"]);
    expect(undoing.next).toBeUndefined();
  });

  it("takesAPictureAwayOnceHoweverOftenItIsPressed", async () => {
    const { undoing, add, names } = await collected();
    const a = await add("a");
    await Promise.all([undoing.removePicture(a), undoing.removePicture(a)]);
    await undoing.undo();
    expect(names()).toEqual(["cat: a"]);
    expect(undoing.next).toBeUndefined();
  });
});

describe("a class that the teacher has renamed", () => {
  it("givesItsPicturesToTheNewNameOfWhichNothingIsThereYet", async () => {
    const { collection, undoing, cat, add, names } = await collected();
    await add("a");
    await collection.addClass("kitten");
    const said: string[] = [];
    const tools = { digest: async () => "", decode: async () => ({}) as never, thumbnail: async () => undefined };
    const gathering = new Gathering(collection, undoing, tools, {
      say: (text) => said.push(text),
      changed: () => {},
      undone: () => {},
    });
    expect(gathering.rename(cat, "kitten")).toBeUndefined();
    await new Promise((done) => setTimeout(done));
    expect(names()).toEqual(["kitten: a"]);
    const { id: dog } = await collection.addClass("dog");
    expect(gathering.rename(dog, "kitten")).toContain("kitten is there already");
    expect(said).toEqual([]);
  });
});

describe("another tab's changes", () => {
  it("areReadAndWhatIsAddedMeanwhileStays", async () => {
    const { collection, add, names, store, cat } = await collected();
    await add("a");
    await store.addPicture({ classId: cat, name: "theirs", sha256: "t".repeat(64) }, new Blob(["t"]));
    await Promise.all([collection.reload(), add("mine")]);
    expect(names()[0].split(": ")[1].split(",").sort()).toEqual(["a", "mine", "theirs"]);
  });
});
