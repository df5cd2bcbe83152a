import { KEY_BYTES, owned } from "./keys";
import type { Share } from "./shamir";

const NONCE_BYTES = 12;
const TEXT_BYTES = 1 + 2 * KEY_BYTES;

/** Length of a sealed box: nonce, text, tag. */
export const SEALED_BYTES = NONCE_BYTES + TEXT_BYTES + 16;

/** The two shares one client gives to one neighbour: of its masking key and of its seed, at one x. Java's ShareBox. */
export interface ShareBox {
  readonly key: Share;
  readonly seed: Share;
}

/** Encrypts with AES-256-GCM under a key that seals nothing else, bound to `info`: nonce (12), text, tag (16). */
export async function seal(
  box: ShareBox,
  key: Uint8Array,
  info: Uint8Array,
  nonce: Uint8Array<ArrayBuffer> = crypto.getRandomValues(new Uint8Array(NONCE_BYTES)),
): Promise<Uint8Array> {
  const text = new Uint8Array(TEXT_BYTES);
  text[0] = box.key.x;
  text.set(box.key.value, 1);
  text.set(box.seed.value, 1 + KEY_BYTES);
  const aes = await crypto.subtle.importKey("raw", owned(key), "AES-GCM", false, ["encrypt"]);
  const parameters = { name: "AES-GCM", iv: nonce, additionalData: owned(info) };
  const sealed = new Uint8Array(SEALED_BYTES);
  sealed.set(nonce);
  sealed.set(new Uint8Array(await crypto.subtle.encrypt(parameters, aes, text)), NONCE_BYTES);
  text.fill(0);
  return sealed;
}

/** Decrypts and checks; rejects if the box was not sealed by that key for that `info`. */
export async function open(sealed: Uint8Array, key: Uint8Array, info: Uint8Array): Promise<ShareBox> {
  if (sealed.length !== SEALED_BYTES) {
    throw new RangeError(`sealed share: ${sealed.length} bytes (expected: ${SEALED_BYTES})`);
  }
  const aes = await crypto.subtle.importKey("raw", owned(key), "AES-GCM", false, ["decrypt"]);
  const parameters = { name: "AES-GCM", iv: owned(sealed.subarray(0, NONCE_BYTES)), additionalData: owned(info) };
  const text = new Uint8Array(await crypto.subtle.decrypt(parameters, aes, owned(sealed.subarray(NONCE_BYTES))));
  const x = text[0];
  if (x === 0) throw new RangeError("sealed share: x = 0 (expected: 1 to 255)");
  return {
    key: { x, value: text.slice(1, 1 + KEY_BYTES) },
    seed: { x, value: text.slice(1 + KEY_BYTES) },
  };
}
