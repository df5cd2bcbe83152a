import type {
  ClientRound,
  Contribution,
  Evaluation,
  ExampleData,
  HeadShape,
  Learning,
  NamedVectors,
  TrainTask,
} from "../ports";

/** What OffThread needs of a Worker. */
export interface Thread {
  postMessage(message: unknown): void;
  terminate(): void;
  onmessage: ((event: MessageEvent) => void) | null;
  onerror: ((event: ErrorEvent) => void) | null;
}

/** Examples that the thread has under a number, and the page in case it breaks. */
interface Handle {
  readonly id: number;
  readonly data: ExampleData;
  here?: unknown;
}

type Order =
  | { readonly kind: "examples"; readonly id: number; readonly data: ExampleData }
  | {
      readonly kind: "contribute";
      readonly client: string;
      readonly id: number;
      readonly heldOut: number;
      readonly task: TrainTask;
      readonly memory: NamedVectors;
    }
  | { readonly kind: "encodeMasked"; readonly contribution: Contribution; readonly task: TrainTask }
  | {
      readonly kind: "evaluate";
      readonly parameters: Float32Array;
      readonly head: HeadShape;
      readonly id: number;
      readonly kept: NamedVectors | undefined;
    };

type Reply = { readonly n: number } & ({ readonly value: unknown } | { readonly error: string });

/** The thread is gone; its work is done here. */
class Broken extends Error {}

/**
 * Training on another thread, with the same results. Where no thread can be had, or it breaks, the
 * work is done on this one: the page stands still meanwhile, and the run goes on.
 */
export class OffThread implements Learning<Handle> {
  private thread: Thread | undefined;
  private readonly waiting = new Map<number, { resolve(value: unknown): void; reject(reason: Error): void }>();
  private orders = 0;
  private handles = 0;

  /**
   * @param open starts the thread, which calls `serve`
   * @param here the same work on this thread
   */
  constructor(
    open: () => Thread,
    private readonly here: Learning,
  ) {
    try {
      this.thread = open();
      this.thread.onmessage = (event: MessageEvent<Reply>) => this.replied(event.data);
      this.thread.onerror = () => this.broken();
    } catch {
      this.thread = undefined;
    }
  }

  examples = (data: ExampleData): Handle => {
    const handle = { id: this.handles++, data };
    this.ask({ kind: "examples", id: handle.id, data }).catch(() => {}); // told again where they are used
    return handle;
  };

  contribute = (
    client: string,
    examples: Handle,
    heldOut: Handle,
    task: TrainTask,
    memory: NamedVectors,
  ): Promise<ClientRound> =>
    this.either({ kind: "contribute", client, id: examples.id, heldOut: heldOut.id, task, memory }, () =>
      this.here.contribute(client, this.hereOf(examples), this.hereOf(heldOut), task, memory),
    );

  encodeMasked = (contribution: Contribution, task: TrainTask): Promise<BigInt64Array> =>
    this.either({ kind: "encodeMasked", contribution, task }, () => this.here.encodeMasked(contribution, task));

  evaluate = (parameters: Float32Array, head: HeadShape, examples: Handle, kept?: NamedVectors): Promise<Evaluation> =>
    this.either({ kind: "evaluate", parameters, head, id: examples.id, kept }, () =>
      this.here.evaluate(parameters, head, this.hereOf(examples), kept),
    );

  /** Ends the thread, whatever it is doing; what it was asked is never answered. */
  close = (): void => {
    this.thread?.terminate();
    this.waiting.clear();
  };

  private async either<T>(order: Order, here: () => T | Promise<T>): Promise<T> {
    try {
      return (await this.ask(order)) as T;
    } catch (e) {
      if (e instanceof Broken) {
        return here();
      }
      throw e;
    }
  }

  private ask(order: Order): Promise<unknown> {
    const { thread } = this;
    if (thread === undefined) {
      return Promise.reject(new Broken());
    }
    const n = this.orders++;
    return new Promise((resolve, reject) => {
      this.waiting.set(n, { resolve, reject });
      thread.postMessage({ n, order });
    });
  }

  private replied(reply: Reply): void {
    const asked = this.waiting.get(reply.n);
    this.waiting.delete(reply.n);
    if ("error" in reply) {
      asked?.reject(new Error(reply.error));
    } else {
      asked?.resolve(reply.value);
    }
  }

  private broken(): void {
    this.thread?.terminate();
    this.thread = undefined;
    const asked = [...this.waiting.values()];
    this.waiting.clear();
    for (const { reject } of asked) {
      reject(new Broken());
    }
  }

  private hereOf(examples: Handle): unknown {
    examples.here ??= this.here.examples(examples.data);
    return examples.here;
  }
}

/** The thread's end: does what it is asked, one order after the other. */
export function serve(
  work: Learning,
  port: { postMessage(message: Reply): void; onmessage: ((event: MessageEvent) => void) | null },
): void {
  const examples = new Map<number, unknown>();
  const obey = (order: Order): unknown => {
    switch (order.kind) {
      case "examples":
        examples.set(order.id, work.examples(order.data));
        return undefined;
      case "contribute":
        return work.contribute(
          order.client,
          examples.get(order.id),
          examples.get(order.heldOut),
          order.task,
          order.memory,
        );
      case "encodeMasked":
        return work.encodeMasked(order.contribution, order.task);
      case "evaluate":
        return work.evaluate(order.parameters, order.head, examples.get(order.id), order.kept);
    }
  };
  port.onmessage = async (event: MessageEvent<{ n: number; order: Order }>) => {
    const { n, order } = event.data;
    try {
      port.postMessage({ n, value: await obey(order) });
    } catch (e) {
      port.postMessage({ n, error: e instanceof Error ? e.message : String(e) });
    }
  };
}
