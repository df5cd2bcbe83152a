/** A share of 1 as people read it: `87.3%`, and never `0.0%` or `100.0%` for what is neither. */
export function formatPercent(share: number): string {
  if (share > 0 && share < 0.001) {
    return "<0.1%";
  }
  if (share < 1 && share > 0.999) {
    return ">99.9%";
  }
  return `${(100 * share).toFixed(1)}%`;
}

/** Bytes with decimal units, as browsers' download lists do: `950 B`, `14.2 MB`. */
export function formatBytes(bytes: number): string {
  const units = ["B", "kB", "MB", "GB", "TB"];
  let value = bytes;
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${unit === 0 || value >= 99.5 ? Math.round(value) : value.toFixed(1)} ${units[unit]}`;
}

/** A span of time: `43 ms`, `1.2 s`, `3 min 20 s`, `2 h 5 min`. */
export function formatDuration(milliseconds: number): string {
  if (milliseconds < 999.5) {
    return `${Math.round(milliseconds)} ms`;
  }
  if (milliseconds < 9_950) {
    return `${(milliseconds / 1000).toFixed(1)} s`;
  }
  const seconds = Math.round(milliseconds / 1000);
  if (seconds < 60) {
    return `${seconds} s`;
  }
  const minutes = Math.floor(seconds / 60);
  return minutes < 60 ? `${minutes} min ${seconds % 60} s` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** How long ago, roughly: `moments ago`, `3 minutes ago`, `2 days ago`. */
export function formatAgo(milliseconds: number): string {
  const seconds = Math.max(0, milliseconds) / 1000;
  const steps: [number, string][] = [
    [86_400, "day"],
    [3_600, "hour"],
    [60, "minute"],
  ];
  for (const [length, name] of steps) {
    const count = Math.floor(seconds / length);
    if (count >= 1) {
      return `${count} ${name}${count === 1 ? "" : "s"} ago`;
    }
  }
  return "moments ago";
}

/** Milliseconds until the rest has come, at the speed so far; nothing while there is too little to tell by. */
export function remaining(loaded: number, total: number, elapsedMs: number): number | undefined {
  return loaded <= 0 || elapsedMs < 500 || loaded >= total ? undefined : (elapsedMs * (total - loaded)) / loaded;
}

/** A run's name as people read it: of a UUID the first eight digits, which tell runs apart well enough. */
export function formatRun(id: string): string {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id) ? id.slice(0, 8) : id;
}
