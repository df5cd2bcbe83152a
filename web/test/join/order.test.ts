import { describe, expect, it } from "vitest";
import { canonicalOrder } from "../../src/join/pictures/order";

const of = (...pictures: [string, string][]) => pictures.map(([label, name], added) => ({ label, name, added }));
const names = (...pictures: [string, string][]) =>
  canonicalOrder(of(...pictures)).map(({ label, name }) => `${label}/${name}`);

describe("canonical order", () => {
  it("goesByClassThenByName", () => {
    expect(names(["dog", "1"], ["cat", "2"], ["dog", "0"], ["cat", "1"])).toEqual(["cat/1", "cat/2", "dog/0", "dog/1"]);
  });

  it("comparesCodeUnitsAsJavaDoes", () => {
    // Neither locale (ä after z), nor numbers (10 before 9), nor case (Z before a).
    expect(names(["a", "9"], ["a", "10"], ["Z", "x"], ["ä", "x"], ["z", "x"])).toEqual([
      "Z/x",
      "a/10",
      "a/9",
      "z/x",
      "ä/x",
    ]);
    // U+1F600 is written with surrogates, which are below U+FF5E.
    expect(names(["a", "\uff5e"], ["a", "\u{1f600}"])).toEqual(["a/\u{1f600}", "a/\uff5e"]);
  });

  it("keepsPicturesOfOneNameAsTheyWereAdded", () => {
    const same = [3, 1, 2].map((added) => ({ label: "a", name: "x", added }));
    expect(canonicalOrder(same).map(({ added }) => added)).toEqual([1, 2, 3]);
  });

  it("doesNotDependOnTheOrderOfAdding", () => {
    const pictures = of(["b", "2"], ["a", "1"], ["b", "1"], ["a", "0"]);
    expect(canonicalOrder([...pictures].reverse())).toEqual(canonicalOrder(pictures));
  });
});
