import { SecAggClient } from "../../secagg/client";
import type { Learning, NewSecAgg } from "../ports";
import { learning } from "./learning";
import { OffThread } from "./offThread";

/** A node's own training, on a thread of its own; loaded when the node starts, not with the page. */
export function openLearning(): Learning {
  return new OffThread(
    () => new Worker(new URL("./trainingWorker.ts", import.meta.url), { type: "module" }),
    learning as Learning,
  );
}

/** A node's own masks. */
export const newSecAgg: NewSecAgg = (setup, name) => SecAggClient.create(setup, name);
