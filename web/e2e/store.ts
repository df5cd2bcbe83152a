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
    const rows = await open(database.transaction("features").objectStore("features").getAll());
    database.close();
    return rows.map((row: { sha256: string; values: Float32Array }): [string, string] => {
      const bytes = new Uint8Array(row.values.buffer, row.values.byteOffset, row.values.byteLength);
      let binary = "";
      for (const byte of bytes) binary += String.fromCharCode(byte);
      return [row.sha256, btoa(binary)];
    });
  });
}
