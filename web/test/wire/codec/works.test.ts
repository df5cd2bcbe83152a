import { create } from "@bufbuild/protobuf";
import { describe, expect, test } from "vitest";
import {
  AssignmentSchema,
  ClippedMomentsSchema,
  NamedVectorSchema,
  ProtectionSchema,
  ScoresSchema,
  Sgd_Form,
  type Train,
} from "../../../src/gen/headwater/v1/federation_pb";
import { headLayout } from "../../../src/learning/head";
import { encodeVector } from "../../../src/wire/codec/vector";
import { type EvaluateWork, type TrainWork, type Work, WorkAssembly } from "../../../src/wire/codec/work";
import { ASKED, type Asked, evaluate, type Work as Message, memory, train } from "../fakeCoordinator";

const message = (work: Message) => create(AssignmentSchema, { work });

/** What the messages come to. */
async function read(messages: readonly Message[]): Promise<Work | undefined> {
  const assembly = new WorkAssembly("run-1");
  let work: Work | undefined;
  for (const one of messages) {
    work = await assembly.add(message(one));
  }
  return work;
}

const REMEMBERING = [memory(0)];

/** A train, changed before it is read. */
async function changed(asked: Asked, change: (train: Train) => void) {
  const [first] = await train(3, { asked });
  const made = message(first!);
  if (made.work.case === "train") {
    change(made.work.value);
  }
  const assembly = new WorkAssembly("run-1");
  await assembly.add(message(memory(0)));
  return assembly.add(made);
}

const kinds = Object.entries(ASKED) as [keyof typeof ASKED, Asked][];

describe("a task", () => {
  test.each(kinds)("of %s names its work, and what is summed follows from it", async (_, asked) => {
    const work = (await read([...REMEMBERING, ...(await train(3, { asked }))])) as TrainWork;
    expect(work.task.schema.vectors.map(({ name }) => name)).toEqual(asked.vectors);
    expect(work.task.schema.slots.map(({ name }) => name)).toEqual([
      "weight",
      "loss",
      "within_norm",
      ...(asked.slots ?? []),
    ]);
    expect([...work.task.broadcast.keys()]).toEqual(asked.broadcast ?? []);
    expect(work.memoryRound).toBe(asked.remembers ? 0 : undefined);
  });

  test("reads sgd's form and the moments' layouts", async () => {
    const control = (await read([...REMEMBERING, ...(await train(3, { asked: ASKED.control }))])) as TrainWork;
    expect(control.task.work).toMatchObject({ kind: "sgd", form: "control-variate", hyper: { learningRate: 0.1 } });
    const moments = (await read(await train(3, { asked: ASKED.moments }))) as TrainWork;
    expect(moments.task.schema.vectors.map(({ layout }) => layout)).toEqual([
      [{ name: "second", shape: [10] }],
      [{ name: "class", shape: [2, 4] }],
    ]);
  });

  test("of a work or a form that is not known is refused, never guessed", async () => {
    const unknown =
      "(expected: sgd, gradients, sums of statistics or scores; load this page again from the coordinator)";
    await expect(
      changed(ASKED.plain, (t) => {
        t.work!.work = { case: undefined };
      }),
    ).rejects.toThrow(`work: of a kind that this version does not know ${unknown}`);
    await expect(changed(ASKED.plain, (t) => delete t.work)).rejects.toThrow("work: of a kind that this version");
    await expect(
      changed(ASKED.plain, (t) => {
        const value = create(ClippedMomentsSchema, { rowNorm: 1, wholeClients: false });
        t.work!.work = { case: "clippedMoments", value };
      }),
    ).rejects.toThrow("work: clipped statistics for one noised release (expected: a node in this tab's place");
    for (const form of [Sgd_Form.FORM_UNSPECIFIED, 9 as Sgd_Form]) {
      await expect(
        changed(ASKED.plain, (t) => {
          if (t.work?.work.case === "sgd") {
            t.work.work.value.form = form;
          }
        }),
      ).rejects.toThrow(`work: sgd of form ${form} (expected: one that this version knows`);
    }
  });

  test("whose form does not hold for its hyperparameters is refused", async () => {
    const pulled = (name: "momentum" | "weightDecay") => (t: Train) => {
      if (t.work?.work.case === "sgd") {
        t.work.work.value.hyperparameters![name] = 0.5;
      }
    };
    await expect(changed(ASKED.control, pulled("momentum"))).rejects.toThrow("control variates: momentum 0.5");
    await expect(changed(ASKED.normalised, pulled("weightDecay"))).rejects.toThrow(
      "normalised deltas: weight decay 0.5",
    );
    await expect(changed(ASKED.dynamic, pulled("momentum"))).rejects.toThrow(
      "dynamic regularisation: alpha 0.5, momentum 0.5",
    );
    const q = (value: number) => (t: Train) => {
      if (t.work?.work.case === "sgd") {
        t.work.work.value.q = value;
      }
    };
    for (const [asked, value] of [
      [ASKED.fair, -1],
      [ASKED.fair, 11],
      [ASKED.fair, Number.NaN],
      [ASKED.personal, 1],
    ] as const) {
      await expect(changed(asked, q(value))).rejects.toThrow(`sgd: q ${value} in form `);
    }
  });

  test("of scores says in which round's memory the client's own head is", async () => {
    const plain = (await read([memory(2), ...(await evaluate(3))])) as EvaluateWork;
    expect(plain.memoryRound).toBeUndefined();
    const own = (await read([memory(3), ...(await evaluate(3, true))])) as EvaluateWork;
    expect(own.memoryRound).toBe(3);
    await expect(read(await evaluate(3, true))).rejects.toThrow(
      "round 3: scores of a personal head without word of which memory to go on from",
    );
    await expect(read([memory(4), ...(await evaluate(3, true))])).rejects.toThrow(
      "memory: of round 4, for round 3 (expected: no later round, or 0 for none)",
    );
  });

  test.each([
    ["mlp:200", "This run trains a model with hidden layers (mlp:200), which a web page cannot do. To take part, use"],
    ["com.acme.Mine", "This run trains a kind of model that this page does not know (com.acme.Mine)."],
    ["", "The coordinator does not say what kind of model it trains"],
  ])("for the model '%s' is refused in words", async (model, words) => {
    await expect(
      changed(ASKED.plain, (t) => {
        t.model = model;
      }),
    ).rejects.toThrow(words);
    const evaluation = create(AssignmentSchema, { work: { case: "evaluate", value: { round: 1, model } } });
    await expect(new WorkAssembly("run-1").add(evaluation)).rejects.toThrow(words);
  });

  test("whose protection would leave a part of the upload open is refused", async () => {
    const clipped = { clippingNorm: 1, noisePlace: 1, noiseDeviation: 0, reportsNorm: false };
    const with_ = (protection: object) => (t: Train) => {
      t.protection = create(ProtectionSchema, { weightCap: 1, ...protection });
    };
    const example = { example: { clippingNorm: 1, noiseMultiplier: 1 } };
    await expect(changed(ASKED.control, with_({ client: clipped }))).rejects.toThrow(
      "protection: clipping, for control-variate sgd (expected: a work that uploads a single vector",
    );
    await expect(changed(ASKED.moments, with_({ client: clipped }))).rejects.toThrow(
      "protection: clipping, for moments",
    );
    for (const asked of [ASKED.classSums, ASKED.featureMoments, ASKED.gradientSum, ASKED.scores]) {
      await expect(changed(asked, with_({ client: clipped }))).rejects.toThrow("protection: clipping, for ");
      await expect(changed(asked, with_({ clippingNorm: 1 }))).rejects.toThrow("protection: clipping, for ");
      await expect(changed(asked, with_(example))).rejects.toThrow("protection: of single pictures, for ");
    }
    await expect(changed(ASKED.normalised, with_(example))).rejects.toThrow(
      "protection: of single pictures, for normalised sgd (expected: plain sgd",
    );
    await expect(changed(ASKED.gradient, with_(example))).rejects.toThrow(
      "protection: of single pictures, for gradient",
    );
    expect(await changed(ASKED.gradient, with_({ client: clipped }))).toBeUndefined();
    expect(await changed(ASKED.plain, with_(example))).toBeUndefined();
  });
});

describe("a schema that lies", () => {
  type Schema = NonNullable<Train["schema"]>;
  const lie = (asked: Asked, change: (schema: Schema) => void) => changed(asked, (t) => change(t.schema!));

  test("about the vectors is refused: another name, another order, one more, none", async () => {
    await expect(
      lie(ASKED.plain, (s) => {
        s.vectors[0]!.name = "gradient";
      }),
    ).rejects.toThrow("vectors of the sum: gradient (expected: delta, as sgd on a linear head uploads)");
    await expect(lie(ASKED.control, (s) => s.vectors.reverse())).rejects.toThrow(
      "vectors of the sum: control, delta (expected: delta, control, as control-variate sgd",
    );
    await expect(lie(ASKED.plain, (s) => s.vectors.push(s.vectors[0]!))).rejects.toThrow(
      "delta, delta (expected: delta,",
    );
    await expect(changed(ASKED.plain, (t) => delete t.schema)).rejects.toThrow(
      "vectors of the sum: none (expected: delta",
    );
  });

  test("about the kind of numbers is refused", async () => {
    await expect(
      lie(ASKED.plain, (s) => {
        s.vectors[0]!.integers = true;
      }),
    ).rejects.toThrow("delta: integers are asked for (expected: real numbers, as sgd gives)");
    await expect(
      lie(ASKED.moments, (s) => {
        s.vectors[1]!.integers = false;
      }),
    ).rejects.toThrow("class: real numbers are asked for (expected: integers, as moments gives)");
    await expect(
      lie(ASKED.moments, (s) => {
        s.vectors[0]!.grid!.fractionBits = 35;
      }),
    ).rejects.toThrow("second: integers of 35 fraction bits (expected: 36)");
    await expect(
      lie(ASKED.gradientSum, (s) => {
        s.vectors[0]!.integers = true;
      }),
    ).rejects.toThrow("gradient: integers are asked for (expected: real numbers, as gradient-sum gives)");
    await expect(
      lie(ASKED.gradientSum, (s) => {
        s.vectors[0]!.grid!.fractionBits = 35;
      }),
    ).rejects.toThrow("gradient: real numbers of 35 fraction bits (expected: 36)");
  });

  test("about grids is refused: one on which a sum could wrap, two rings, none at all", async () => {
    await expect(
      lie(ASKED.control, (s) => {
        s.vectors[1]!.grid!.fractionBits = 60;
      }),
    ).rejects.toThrow("fixed point: 60 fraction bits");
    await expect(
      lie(ASKED.control, (s) => {
        s.vectors[1] = { ...s.vectors[1]!, grid: { ...s.vectors[1]!.grid!, ringBits: 32 } };
      }),
    ).rejects.toThrow("rings of 64 and 32 bits in one sum (expected: one size for all vectors)");
    await expect(lie(ASKED.plain, (s) => delete s.vectors[0]!.grid)).rejects.toThrow("fixed point: bounds 0");
  });

  test("about slots is refused: another name, one missing, one without bounds, a weight that is no whole number", async () => {
    await expect(
      lie(ASKED.normalised, (s) => {
        s.slots[3]!.name = "labels";
      }),
    ).rejects.toThrow(
      "slots of the sum: weight, loss, within_norm, labels (expected: weight, loss, within_norm, steps",
    );
    await expect(lie(ASKED.normalised, (s) => s.slots.pop())).rejects.toThrow(
      "slots of the sum: weight, loss, within_norm (",
    );
    await expect(lie(ASKED.plain, (s) => s.slots.reverse())).rejects.toThrow(
      "slots of the sum: within_norm, loss, weight",
    );
    await expect(
      lie(ASKED.plain, (s) => {
        s.slots[1]!.maxPerWeight = 0;
      }),
    ).rejects.toThrow("slot loss: up to 0 a weight (expected: a finite bound above 0)");
    for (const bits of [-2, 45]) {
      await expect(
        lie(ASKED.plain, (s) => {
          s.slots[1]!.fractionBits = bits;
        }),
      ).rejects.toThrow(`slot loss: ${bits} fraction bits (expected: 0 to 44, or -1`);
    }
    await expect(
      lie(ASKED.plain, (s) => {
        s.slots[0]!.fractionBits = 1;
      }),
    ).rejects.toThrow("slot weight: 1 fraction bits (expected: 0, it is a whole number)");
  });

  test("about what is masked is refused: all values of all vectors, and all slots, or nothing", async () => {
    const right = (await read([
      ...REMEMBERING,
      ...(await train(3, { asked: ASKED.control, masked: true })),
    ])) as TrainWork;
    expect(right.masks!.length).toBe(8 + 8 + 3);
    for (const length of [8 + 3, 8 + 8 + 4]) {
      const wrong = await train(3, { asked: ASKED.control, masked: true, length });
      await expect(read([...REMEMBERING, ...wrong])).rejects.toThrow(
        `${length} elements of 64 bits (expected: 19 of 64`,
      );
    }
    const scalar = (await read(await train(3, { asked: ASKED.normalised, masked: true }))) as TrainWork;
    expect(scalar.masks!.length).toBe(8 + 4);
  });

  test("of statistics that a tab has no room for is refused", async () => {
    const huge = train(3, { asked: ASKED.moments, head: { classes: 2, features: 6000 } });
    await expect(read(await huge)).rejects.toThrow(
      /^moments: 180\d+ values for 6000 features \(expected: at most 16777216/,
    );
  });
});

describe("what is broadcast", () => {
  test("comes behind the parameters, vector by vector, in parts", async () => {
    const head = { classes: 3, features: 100_000 };
    const messages = await train(3, { asked: ASKED.control, head });
    expect(messages).toHaveLength(1 + 2 + 2);
    const work = (await read([memory(2), ...messages])) as TrainWork;
    expect(work.task.parameters[300_002]).toBe(3);
    expect(work.task.broadcast.get("control")![300_002]).toBe(0.25);
    expect(await read([memory(2), ...messages.slice(0, 4)])).toBeUndefined();
  });

  test("of another length or layout, missing, twice, or without end is refused", async () => {
    const small = await encodeVector(headLayout({ classes: 2, features: 2 }), new Float32Array(6));
    await expect(
      changed(ASKED.control, (t) => {
        t.broadcast[0]!.vector = small.header;
      }),
    ).rejects.toThrow(/^broadcast control: layout hash: /);
    await expect(
      changed(ASKED.control, (t) => {
        t.broadcast[0]!.vector!.valueCount = 7n;
      }),
    ).rejects.toThrow("broadcast control: value count: 7 (expected: 8)");
    await expect(changed(ASKED.control, (t) => delete t.broadcast[0]!.vector)).rejects.toThrow(
      "broadcast control: vector: none is announced",
    );
    await expect(changed(ASKED.control, (t) => t.broadcast.pop())).rejects.toThrow(
      "broadcast: no control (expected: what control-variate sgd needs)",
    );
    await expect(changed(ASKED.control, (t) => t.broadcast.push(t.broadcast[0]!))).rejects.toThrow(
      "broadcast: control appears twice",
    );
    await expect(
      changed(ASKED.plain, (t) => {
        t.broadcast = Array.from({ length: 9 }, () => create(NamedVectorSchema, { name: "x" }));
      }),
    ).rejects.toThrow("broadcast: 9 vectors (expected: at most 8)");
  });

  test("may be of another length than the model, as it says", async () => {
    const work = (await read(await train(3, { asked: ASKED.scores }))) as TrainWork;
    expect(work.task.broadcast.get("candidates")).toEqual(new Float32Array(16).fill(0.25));
    const most: Asked = { ...ASKED.plain, broadcast: ["x"], length: 64 * 8 };
    expect(((await read(await train(3, { asked: most }))) as TrainWork).task.broadcast.get("x")).toHaveLength(512);
    await expect(read(await train(3, { asked: { ...most, length: 513 } }))).rejects.toThrow(
      "broadcast x: 513 values (expected: at most 512, 64 times the model's)",
    );
    for (const length of [0, 15, 17]) {
      await expect(
        changed(ASKED.scores, (t) => {
          t.broadcast[0]!.length = length;
        }),
      ).rejects.toThrow(/^broadcast candidates: layout hash: /);
    }
  });

  test("of no candidates, or of too many, is refused", async () => {
    for (const candidates of [0, 65]) {
      await expect(
        changed(ASKED.scores, (t) => {
          t.work!.work = { case: "scores", value: create(ScoresSchema, { candidates }) };
        }),
      ).rejects.toThrow(`scores: ${candidates} candidates (expected: 1 to 64)`);
    }
    await expect(changed(ASKED.scores, (t) => t.broadcast.pop())).rejects.toThrow(
      "broadcast: no candidates (expected: what scores needs)",
    );
  });

  test("that lacks its digest is refused", async () => {
    const messages = await train(3, { asked: ASKED.control });
    const last = messages.at(-1)!;
    (last.value as { data: Uint8Array }).data[0] = 1;
    await expect(read([...REMEMBERING, ...messages])).rejects.toThrow(/^digest: the values have/);
  });
});

describe("the word of which memory to go on from", () => {
  const asked = ASKED.control;

  test("is for the next task alone, and part of what the task is", async () => {
    const from = async (round: number) => (await read([memory(round), ...(await train(3, { asked }))])) as TrainWork;
    expect((await from(2)).memoryRound).toBe(2);
    expect((await from(2)).key).toBe((await from(2)).key);
    expect((await from(2)).key).not.toBe((await from(1)).key);
    const twice = [memory(1), ...(await train(2, { asked })), ...(await train(3, { asked }))];
    await expect(read(twice)).rejects.toThrow(
      "round 3: control-variate sgd without word of which memory to go on from (expected: a memory message before it)",
    );
  });

  test("of this round or a later one is refused", async () => {
    await expect(read([memory(3), ...(await train(3, { asked }))])).rejects.toThrow(
      "memory: of round 3, for round 3 (expected: an earlier round, or 0 for none)",
    );
  });
});
