import type { Page } from "@playwright/test";

/** The features that a tab keeps in its own store: SHA-256 of the picture's file to base64 of float32. */
export async function storedFeatures(page: Page): Promise<[string, string][]> {
  return page.evaluate(async () => {
    const open = <T>(request: IDBRequest<T>) =>
      new Promise<T>((done, failed) => {
        request.onsuccess = () => done(request.result);
        request.onerror = () => failed(request.error);
      });
    const database = await open(indexedDB.open("headwater"));
    const features = database.transaction("features").objectStore("features");
    const [keys, values] = [await open(features.getAllKeys()), await open(features.getAll())];
    database.close();
    return values.map((row: Float32Array, index): [string, string] => {
      const bytes = new Uint8Array(row.buffer, row.byteOffset, row.byteLength);
      let binary = "";
      for (const byte of bytes) binary += String.fromCharCode(byte);
      return [String(keys[index]).slice(0, 64), btoa(binary)];
    });
  });
}
