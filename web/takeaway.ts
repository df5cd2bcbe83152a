import { resolve } from "node:path";
import { build, type Plugin } from "vite";

const NAME = "virtual:takeaway";
/** Of the ways to compute, the page to take home has the one that needs no further file: plain JavaScript. */
const LEFT_OUT = /\/(wasmKernels|wasmFiles|webglKernels)$/;

/**
 * `import code from "virtual:takeaway"` gives src/takeaway/page.ts and all it needs as one classic script: browsers run no modules of pages
 * that were opened as files.
 */
export function takeaway(): Plugin {
  return {
    name: "headwater-takeaway",
    resolveId: (id) => (id === NAME ? `\0${NAME}` : undefined),
    load: async (id) => (id === `\0${NAME}` ? `export default ${JSON.stringify(await script())};` : undefined),
  };
}

async function script(): Promise<string> {
  const built = await build({
    configFile: false,
    publicDir: false,
    logLevel: "error", // a helper for modules, which the script never calls, is warned of
    plugins: [
      {
        name: "headwater-left-out",
        enforce: "pre",
        resolveId: (id) => (LEFT_OUT.test(id) ? `\0left-out:${id}` : undefined),
        load: (id) =>
          id.startsWith("\0left-out:")
            ? "export const kernels = [], wasmFiles = {}, setWasmPaths = undefined, MathBackendWebGL = undefined, setWebGLContext = undefined;"
            : undefined,
      },
    ],
    build: {
      target: "es2022",
      write: false,
      modulePreload: false,
      rollupOptions: {
        input: resolve(import.meta.dirname, "src/takeaway/page.ts"),
        output: { format: "iife", codeSplitting: false },
      },
    },
  });
  const outputs = Array.isArray(built) ? built : [built];
  const chunks = outputs.flatMap((one) => ("output" in one ? one.output : [])).filter((one) => one.type === "chunk");
  if (chunks.length !== 1) {
    throw new Error(`takeaway: ${chunks.length} scripts (expected: one)`);
  }
  return chunks[0].code;
}
