import { create, toBinary } from "@bufbuild/protobuf";
import { describe, expect, test } from "vitest";
import { JoinRequestSchema, type Submission, SubmissionSchema } from "../../src/gen/headwater/v1/federation_pb";
import { MemoryStore } from "../../src/store/memory";
import { type ClientKey, freshKey, signJoin, signSubmission } from "../../src/wire/node/key";

async function verifies(key: ClientKey, what: string, message: Uint8Array, signature: Uint8Array): Promise<boolean> {
  const statement = new Uint8Array([...new TextEncoder().encode(`${what}\0`), ...message]);
  const algorithm = { name: "ECDSA", hash: "SHA-256" };
  return crypto.subtle.verify(algorithm, key.pair.publicKey, new Uint8Array(signature), statement);
}

function contribution(weight: number, part: number): Submission {
  return create(SubmissionSchema, {
    runId: "run-1",
    round: 3,
    client: "anna",
    session: new Uint8Array([part]),
    work: {
      case: "contribution",
      value: {
        weight,
        numExamples: 4,
        vectors: [{ layoutHash: new Uint8Array([1]), digest: new Uint8Array([2]), parts: 2 }],
        part: { index: part, data: new Uint8Array([part]) },
        vector: part,
      },
    },
  });
}

describe("a tab's key", () => {
  test("cannot be taken out of the browser", async () => {
    const { pair, publicKey } = await freshKey();
    expect(pair.privateKey.extractable).toBe(false);
    await expect(crypto.subtle.exportKey("pkcs8", pair.privateKey)).rejects.toThrow();
    expect(publicKey).toHaveLength(91);
  });

  test("signs a join with its challenge", async () => {
    const key = await freshKey();
    const signed = await signJoin(key, create(JoinRequestSchema, { client: "anna", challenge: new Uint8Array([7]) }));
    expect(signed.key).toEqual(key.publicKey);
    const bare = { ...signed, signature: new Uint8Array() };
    expect(await verifies(key, "headwater.v1 join", toBinary(JoinRequestSchema, bare), signed.signature)).toBe(true);
    const later = { ...bare, challenge: new Uint8Array([8]) };
    expect(await verifies(key, "headwater.v1 join", toBinary(JoinRequestSchema, later), signed.signature)).toBe(false);
  });

  test("signs what is contributed once for all parts and sessions, and with its weight", async () => {
    const key = await freshKey();
    const { signature } = await signSubmission(key, contribution(4, 1));
    const statement = (weight: number) => {
      const message = contribution(weight, 0);
      const { part: _, ...value } = message.work.value as Extract<
        Submission["work"],
        { case: "contribution" }
      >["value"];
      return toBinary(SubmissionSchema, {
        ...message,
        session: new Uint8Array(),
        work: { case: "contribution", value },
      });
    };
    expect(await verifies(key, "headwater.v1 submission", statement(4), signature)).toBe(true);
    expect(await verifies(key, "headwater.v1 submission", statement(5), signature)).toBe(false);
  });

  test("is the same one for a name, and another for another", async () => {
    const store = new MemoryStore("nothing is kept");
    const first = await store.clientKey("anna");
    expect((await store.clientKey("anna")).publicKey).toEqual(first.publicKey);
    expect((await store.clientKey("bo")).publicKey).not.toEqual(first.publicKey);
  });
});
