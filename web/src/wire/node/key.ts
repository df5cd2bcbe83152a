import { create, toBinary } from "@bufbuild/protobuf";
import {
  type JoinRequest,
  JoinRequestSchema,
  type Submission,
  SubmissionSchema,
} from "../../gen/headwater/v1/federation_pb";

const ALGORITHM = { name: "ECDSA", namedCurve: "P-256" } as const;
const SIGNATURE = { name: "ECDSA", hash: "SHA-256" } as const;

/**
 * The key that a client's name is bound to; mirrors Java's `ClientKey`. The browser keeps the secret half and never gives it out, not to the
 * pages either: code of the pages can sign with it for as long as it runs, and cannot take it away.
 */
export interface ClientKey {
  readonly pair: CryptoKeyPair;
  /** SubjectPublicKeyInfo, DER. */
  readonly publicKey: Uint8Array;
}

/** A new key. Throws a sentence on pages that came over plain HTTP, where browsers sign nothing. */
export async function freshKey(): Promise<ClientKey> {
  if (globalThis.crypto?.subtle === undefined) {
    throw new Error(
      "key: this browser makes none on a page that came in the clear (expected: https, or localhost; ask whoever runs the coordinator for its https address)",
    );
  }
  return keyOf(await crypto.subtle.generateKey(ALGORITHM, false, ["sign", "verify"]));
}

/** The key of a stored pair. */
export async function keyOf(pair: CryptoKeyPair): Promise<ClientKey> {
  return { pair, publicKey: new Uint8Array(await crypto.subtle.exportKey("spki", pair.publicKey)) };
}

/** The request with the key and its signature. */
export async function signJoin(key: ClientKey, request: JoinRequest): Promise<JoinRequest> {
  const keyed = create(JoinRequestSchema, { ...request, key: key.publicKey, signature: new Uint8Array() });
  return { ...keyed, signature: await sign(key, "headwater.v1 join", toBinary(JoinRequestSchema, keyed)) };
}

/** The message with its signature, which leaves out the session and the part: one serves all parts. */
export async function signSubmission(key: ClientKey, message: Submission): Promise<Submission> {
  const statement = statementOf(message);
  return {
    ...message,
    signature: await sign(key, "headwater.v1 submission", toBinary(SubmissionSchema, statement)),
  };
}

function statementOf(message: Submission): Submission {
  const bare = { ...message, session: new Uint8Array(), signature: new Uint8Array() };
  switch (message.work.case) {
    case "contribution": {
      const { part: _, ...value } = message.work.value;
      return { ...bare, work: { case: "contribution", value: { ...value, vector: 0 } } };
    }
    case "maskedInput": {
      const { part: _, ...value } = message.work.value;
      return { ...bare, work: { case: "maskedInput", value } };
    }
    default:
      return bare;
  }
}

async function sign(key: ClientKey, what: string, message: Uint8Array): Promise<Uint8Array<ArrayBuffer>> {
  const word = new TextEncoder().encode(`${what}\0`);
  const statement = new Uint8Array(word.length + message.length);
  statement.set(word);
  statement.set(message, word.length);
  return new Uint8Array(await crypto.subtle.sign(SIGNATURE, key.pair.privateKey, statement));
}
