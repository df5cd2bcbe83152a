import { expect, test } from "vitest";
import { formatAgo, formatBytes, formatDuration, formatPercent, remaining } from "../../src/ui/format";

test("percentagesNeverRoundToCertainty", () => {
  expect([0, 0.0004, 0.271, 0.9996, 1].map(formatPercent)).toEqual(["0.0%", "<0.1%", "27.1%", ">99.9%", "100.0%"]);
});

test("bytesHaveDecimalUnits", () => {
  expect([0, 950, 999.6, 14_181_344, 123_456_789].map(formatBytes)).toEqual([
    "0 B",
    "950 B",
    "1.0 kB",
    "14.2 MB",
    "123 MB",
  ]);
});

test("durationsGrowTheirUnits", () => {
  expect([43.4, 999.6, 1234, 59_900, 200_000, 7_500_000].map(formatDuration)).toEqual([
    "43 ms",
    "1.0 s",
    "1.2 s",
    "1 min 0 s",
    "3 min 20 s",
    "2 h 5 min",
  ]);
});

test("agesAreRough", () => {
  expect([-5, 59_000, 60_000, 7_300_000, 200_000_000].map(formatAgo)).toEqual([
    "moments ago",
    "moments ago",
    "1 minute ago",
    "2 hours ago",
    "2 days ago",
  ]);
});

test("remainingTimeIsUnknownAtTheBeginningAndTheEnd", () => {
  expect(remaining(0, 10, 1000)).toBeUndefined();
  expect(remaining(5, 10, 100)).toBeUndefined();
  expect(remaining(5, 20, 1000)).toBe(3000);
  expect(remaining(20, 20, 1000)).toBeUndefined();
});
