import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { dirname, join } from "node:path";
import { unzipSync } from "fflate";

/** Unpacks a zip into a folder; gives the paths of its files. */
export function unpack(zip: string, into: string): string[] {
  const files = Object.entries(unzipSync(readFileSync(zip))).filter(([name]) => !name.endsWith("/"));
  for (const [name, bytes] of files) {
    const file = join(into, name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, bytes);
  }
  return files.map(([name]) => join(into, name));
}

/** Any server that only hands out files: one page, under each address. */
export async function serving(file: string): Promise<{ address: string; server: Server }> {
  const server = createServer((_, answer) => {
    answer.setHeader("content-type", "text/html; charset=utf-8");
    answer.end(readFileSync(file));
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const at = server.address();
  return { address: `http://127.0.0.1:${typeof at === "object" && at ? at.port : 0}/`, server };
}
