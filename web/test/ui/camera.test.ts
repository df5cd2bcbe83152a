import { expect, test } from "vitest";
import { cameraSentence } from "../../src/ui/camera";

test.each([
  ["NotAllowedError", /may not be used .*allow it/],
  ["NotFoundError", /No camera was found/],
  ["NotReadableError", /in use/],
  ["TypeError", /cannot be opened/],
])("%sHasItsSentenceAndANextStep", (name, sentence) => {
  expect(cameraSentence(new DOMException("", name))).toMatch(sentence);
  expect(cameraSentence(new DOMException("", name))).toMatch(/choose a file/);
});
