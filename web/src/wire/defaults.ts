import { SecAggClient } from "../secagg/client";
import { localWork } from "./localWork";
import { OffThread } from "./offThread";
import type { LocalWork, NewSecAgg } from "./ports";

/** A node's own training, on a thread of its own; loaded when the node starts, not with the page. */
export function openWork(): LocalWork {
  return new OffThread(
    () => new Worker(new URL("./trainingWorker.ts", import.meta.url), { type: "module" }),
    localWork as LocalWork,
  );
}

/** A node's own masks. */
export const newSecAgg: NewSecAgg = (setup, name) => SecAggClient.create(setup, name);
