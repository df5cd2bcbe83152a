import { readFileSync } from "node:fs";
import { bytesToHex, hexToBytes } from "@noble/hashes/utils.js";
import { expect, test } from "vitest";
import { agree, derive, importPrivate } from "../../src/secagg/keys";
import { addMask, encodeRing } from "../../src/secagg/mask";
import { contextOf } from "../../src/secagg/setup";
import { combine, splitWith } from "../../src/secagg/shamir";
import { open, seal } from "../../src/secagg/shareBox";

// Written by GoldenWeb in the Java module secagg; everything is compared byte for byte.
const golden: Record<string, string> & { shares: string[] } = JSON.parse(
  readFileSync(`${import.meta.dirname}/../../../secagg/src/test/resources/golden/web/secagg.json`, "utf8"),
);
const bytes = (name: string) => hexToBytes(golden[name]);
const context = contextOf({
  runId: "run-ü",
  task: "täsk",
  round: 7,
  ringBits: 64,
  length: 12817,
  cohort: 30,
  neighbours: 8,
  threshold: 6,
  minSurvivors: 15,
});
const [ONE, OTHER, THIRD] = ["client-001", "browser-Zoë", "電話"];

test("keys and boxes are bound to the same bytes", () => {
  expect(bytesToHex(context.setupDigest)).toBe(golden.setupDigest);
  expect(bytesToHex(context.info("share", ONE, OTHER))).toBe(golden.info);
  expect(bytesToHex(context.commitment(THIRD, bytes("seed")))).toBe(golden.commitment);
  expect(bytesToHex(context.digest("survivors", [OTHER, ONE], [THIRD]))).toBe(golden.survivors);
});

test("both ends agree on Java's secret", async () => {
  const mine = await importPrivate(bytes("mySecret"));
  const theirs = await importPrivate(bytes("theirSecret"));
  expect(bytesToHex(await agree(mine, bytes("theirPublic")))).toBe(golden.agreed);
  expect(bytesToHex(await agree(theirs, bytes("myPublic")))).toBe(golden.agreed);
  expect(bytesToHex(await derive(bytes("agreed"), bytes("info")))).toBe(golden.boxKey);
  expect(bytesToHex(await derive(bytes("seed"), context.info("self", THIRD)))).toBe(golden.selfKey);
});

test("a key of small order is refused", async () => {
  const mine = await importPrivate(bytes("mySecret"));
  await expect(agree(mine, new Uint8Array(32))).rejects.toThrow();
});

test("a box is Java's box, and opens for nobody else", async () => {
  const box = await open(bytes("box"), bytes("boxKey"), bytes("info"));
  expect(box.key.x).toBe(5);
  expect([...box.key.value.slice(0, 3)]).toEqual([8, 11, 14]);
  const nonce = new Uint8Array(bytes("nonce"));
  expect(bytesToHex(await seal(box, bytes("boxKey"), bytes("info"), nonce))).toBe(golden.box);
  const sealed = await seal(box, bytes("boxKey"), bytes("info"));
  expect(await open(sealed, bytes("boxKey"), bytes("info"))).toEqual(box);
  await expect(open(sealed, bytes("boxKey"), context.info("share", OTHER, ONE))).rejects.toThrow();
  await expect(open(sealed.slice(1), bytes("boxKey"), bytes("info"))).rejects.toThrow(/92 bytes/);
});

for (const ringBits of [32, 64] as const) {
  test(`masks modulo 2^${ringBits} are Java's`, async () => {
    const elements = BigInt64Array.from({ length: 40 }, (_, i) => -5n * BigInt(i));
    await addMask(bytes("seed"), ringBits, elements, 1);
    await addMask(new TextEncoder().encode("an entirely different key 012345"), ringBits, elements, -1);
    expect(bytesToHex(encodeRing(elements, ringBits))).toBe(golden[`masks${ringBits}`]);
  });
}

test("masks longer than one piece come off again", async () => {
  for (const ringBits of [32, 64] as const) {
    const elements = new BigInt64Array(300_000);
    await addMask(bytes("seed"), ringBits, elements, 1);
    expect(elements[299_999]).not.toBe(elements[299_999 - 131_072]); // the counter goes on
    await addMask(bytes("seed"), ringBits, elements, -1);
    expect(encodeRing(elements, ringBits).every((byte) => byte === 0)).toBe(true);
  }
});

test("shares are Java's, and any threshold of them opens the secret", () => {
  const coefficients = new Uint8Array(bytes("coefficients"));
  const secret = coefficients.slice(0, 32);
  const shares = splitWith(secret, 9, coefficients.slice());
  expect(shares.map(({ value }) => bytesToHex(value))).toEqual(golden.shares);
  expect(combine([shares[8], shares[2], shares[0], shares[5], shares[4]])).toEqual(secret);
  expect(combine(shares.slice(0, 4))).not.toEqual(secret);
});
