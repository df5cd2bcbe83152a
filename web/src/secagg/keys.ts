// X25519 (RFC 7748) and HKDF-SHA256 (RFC 5869), both WebCrypto's.

export const KEY_BYTES = 32;

/** An X25519 key pair for one round. */
export interface RoundKey {
  readonly publicKey: Uint8Array;
  readonly privateKey: CryptoKey;
}

/** What WebCrypto takes: bytes that nobody shares. */
export function owned(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return new Uint8Array(bytes);
}

/** A fresh pair whose private half never leaves WebCrypto. */
export async function freshKey(): Promise<RoundKey> {
  const pair = await generate(false);
  return { publicKey: await rawPublic(pair), privateKey: pair.privateKey };
}

/** A fresh pair with its private half's 32 bytes, which are shared among holders. */
export async function freshSharedKey(): Promise<RoundKey & { readonly secret: Uint8Array }> {
  const pair = await generate(true);
  // PKCS #8 of X25519 (RFC 8410) ends in the 32 bytes.
  const encoded = new Uint8Array(await crypto.subtle.exportKey("pkcs8", pair.privateKey));
  const secret = encoded.slice(encoded.length - KEY_BYTES);
  encoded.fill(0);
  return { publicKey: await rawPublic(pair), privateKey: pair.privateKey, secret };
}

/** A private key of given bytes: for tests, and nowhere else. */
export async function importPrivate(secret: Uint8Array): Promise<CryptoKey> {
  const prefix = [0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x6e, 0x04, 0x22, 0x04, 0x20];
  const encoded = Uint8Array.of(...prefix, ...secret);
  return crypto.subtle.importKey("pkcs8", encoded, "X25519", false, ["deriveBits"]);
}

async function generate(extractable: boolean): Promise<CryptoKeyPair> {
  return (await crypto.subtle.generateKey("X25519", extractable, ["deriveBits"])) as CryptoKeyPair;
}

async function rawPublic(pair: CryptoKeyPair): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.exportKey("raw", pair.publicKey));
}

/** What both ends of a pair derive alike; rejects where the peer's key gives everybody the same secret. */
export async function agree(mine: CryptoKey, theirs: Uint8Array): Promise<Uint8Array> {
  const peer = await crypto.subtle.importKey("raw", owned(theirs), "X25519", false, []);
  const secret = new Uint8Array(await crypto.subtle.deriveBits({ name: "X25519", public: peer }, mine, 256));
  // The standard asks for this check (RFC 7748, section 6.1); not every browser makes it.
  if (secret.every((byte) => byte === 0)) throw new RangeError("X25519: a point of small order (expected: a key)");
  return secret;
}

/** 32 bytes for the purpose and the parties in `info`; no salt. */
export async function derive(secret: Uint8Array, info: Uint8Array): Promise<Uint8Array> {
  const base = await crypto.subtle.importKey("raw", owned(secret), "HKDF", false, ["deriveBits"]);
  const parameters = { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(0), info: owned(info) };
  return new Uint8Array(await crypto.subtle.deriveBits(parameters, base, 256));
}

/** The sentence that says why this browser cannot mask, or nothing if it can. */
export async function unsupported(): Promise<string | undefined> {
  if (globalThis.crypto?.subtle === undefined) {
    return "secure aggregation: this page has no WebCrypto, because it came over plain HTTP (expected: https, or localhost; ask the operator for --web-tls-cert)";
  }
  try {
    await generate(false);
    return undefined;
  } catch {
    return "secure aggregation: this browser has no X25519 (expected: Chrome or Edge 133, Firefox 130, Safari 17 or newer; update it, or join from another)";
  }
}
