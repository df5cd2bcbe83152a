/** Numbers and lists as people read them. English, as the pages are: the browser's language would mix two. */

const COUNT = new Intl.NumberFormat("en");

/** `1,280`. */
export function count(value: number): string {
  return COUNT.format(value);
}

/** `1 picture`, `12 pictures`. */
export function counted(value: number, one: string, many = `${one}s`): string {
  return `${count(value)} ${value === 1 ? one : many}`;
}

/** `cat, dog and 3 more`. */
export function listed(names: readonly string[], most = 10): string {
  const shown = names.slice(0, most).join(", ");
  return names.length <= most ? shown : `${shown} and ${names.length - most} more`;
}

/** What was thrown, as a sentence. */
export function sentence(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message || thrown.name : String(thrown);
}
