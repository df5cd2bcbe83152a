/** 0.8314 as "83.1 %"; "-" where it is not a number. */
export function percent(share: number | undefined): string {
  return share === undefined || Number.isNaN(share) ? "–" : `${(100 * share).toFixed(1)} %`;
}

/** Three significant digits, or "–". */
export function figure(value: number | undefined): string {
  if (value === undefined || Number.isNaN(value)) {
    return "–";
  }
  if (!Number.isFinite(value)) {
    return "∞";
  }
  const small = value !== 0 && Math.abs(value) < 1e-3;
  return small ? value.toExponential(1).replace(".0e", "e") : String(Number(value.toPrecision(3)));
}

/** Bytes with a decimal unit and three digits, as the terminal and reports have them. */
export function bytes(count: bigint | number): string {
  let value = Number(count);
  if (value < 1000) {
    return `${value} B`;
  }
  const units = ["B", "kB", "MB", "GB"];
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${value.toFixed(value < 9.995 ? 2 : value < 99.95 ? 1 : 0)} ${units[unit]}`;
}

/** A duration as people say it: "0.4 s", "12 s", "3 min 20 s", "2 h 5 min". */
export function seconds(value: number): string {
  if (value < 10) {
    return `${value.toFixed(1)} s`;
  }
  const whole = Math.round(value);
  if (whole < 60) {
    return `${whole} s`;
  }
  if (whole < 3600) {
    return whole % 60 === 0 ? `${whole / 60} min` : `${Math.floor(whole / 60)} min ${whole % 60} s`;
  }
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}

/** The first digits of a digest, in hex. */
export function shortDigest(digest: Uint8Array): string {
  return [...digest.subarray(0, 6)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** "1 client", "3 clients". */
export function counted(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? "" : "s"}`;
}
