import {
  env,
  type KernelConfig,
  registerBackend,
  registerKernel,
  removeBackend,
  setBackend,
} from "@tensorflow/tfjs-core";

/** What computes: the graphics card, WebAssembly, or plain JavaScript. */
export type BackendName = "webgl" | "wasm" | "cpu";

/** A backend that is current and ready. */
export interface OpenBackend {
  name: BackendName;
  /** Settles when the graphics context is lost, never for the others. */
  lost: Promise<"lost">;
  /** WebGL's context, for diagnosis and tests. */
  graphics?: WebGL2RenderingContext;
  close(): void;
}

/** Renderers that draw on the processor: WebAssembly is several times as fast there. */
const SOFTWARE = /swiftshader|llvmpipe|softpipe|software|basic render/i;

const NEVER = new Promise<"lost">(() => {});
const registered = new Set<string>();
let graphicsInUse = false;

/** Loads a backend's code, makes it current and checks that it computes in float32; throws a sentence where it cannot be used. */
export async function openBackend(name: BackendName, wasmPath?: string, evenSoftware = false): Promise<OpenBackend> {
  switch (name) {
    case "webgl":
      return openWebgl(evenSoftware);
    case "wasm":
      return openWasm(wasmPath);
    case "cpu": {
      const { kernels } = await import("./cpuKernels");
      return open("cpu", kernels);
    }
  }
}

async function open(name: BackendName, kernels: KernelConfig[]): Promise<OpenBackend> {
  register(name, kernels);
  if (!(await setBackend(name))) {
    throw new Error(`${name}: did not start (expected: a working backend; see the browser's console)`);
  }
  return { name, lost: NEVER, close: () => {} };
}

function register(name: BackendName, kernels: KernelConfig[]): void {
  if (!registered.has(name)) {
    registered.add(name);
    kernels.forEach(registerKernel);
  }
}

async function openWasm(wasmPath: string | undefined): Promise<OpenBackend> {
  if (typeof WebAssembly === "undefined") {
    throw new Error("WebAssembly: switched off (expected: a browser that runs it)");
  }
  const { kernels, setWasmPaths } = await import("./wasmKernels");
  // Threads would need workers from blob: addresses, which the page's Content-Security-Policy forbids.
  env().set("WASM_HAS_MULTITHREAD_SUPPORT", false);
  if (!registered.has("wasm")) {
    setWasmPaths(wasmPath ?? (await import("./wasmFiles")).wasmFiles);
  }
  return open("wasm", kernels);
}

async function openWebgl(evenSoftware: boolean): Promise<OpenBackend> {
  if (graphicsInUse) {
    throw new Error("WebGL: already in use by another engine of this page (expected: one at a time)");
  }
  const canvas = newCanvas();
  const gl = canvas?.getContext("webgl2", { alpha: false, antialias: false, depth: false, stencil: false });
  if (!canvas || !gl) {
    throw new Error("WebGL 2: not available (expected: a graphics driver that the browser trusts)");
  }
  const release = () => gl.getExtension("WEBGL_lose_context")?.loseContext();
  try {
    const renderer = rendererOf(gl);
    if (!evenSoftware && SOFTWARE.test(renderer)) {
      throw new Error(`WebGL: drawn by software, ${renderer} (expected: a graphics card)`);
    }
    if (!gl.getExtension("EXT_color_buffer_float")) {
      throw new Error("WebGL: no float32 textures (expected: full precision; half would change predictions)");
    }
    const { kernels, MathBackendWebGL, setWebGLContext } = await import("./webglKernels");
    setWebGLContext(2, gl);
    env().set("WEBGL_VERSION", 2);
    if (!env().getBool("WEBGL_RENDER_FLOAT32_CAPABLE") || !env().getBool("WEBGL_RENDER_FLOAT32_ENABLED")) {
      throw new Error("WebGL: no float32 textures (expected: full precision; half would change predictions)");
    }
    const lost = new Promise<"lost">((resolve) => {
      const whenLost = () => {
        // The library waits for the graphics card by asking again and again; a lost one would never answer.
        gl.clientWaitSync = () => gl.ALREADY_SIGNALED;
        resolve("lost");
      };
      canvas.addEventListener("webglcontextlost", whenLost, { once: true });
    });
    // A context of our own: the library's cache of compiled programs would outlive a lost one.
    registerBackend("webgl", () => new MathBackendWebGL(canvas), 2);
    await open("webgl", kernels);
    graphicsInUse = true;
    const close = () => {
      graphicsInUse = false;
      removeBackend("webgl");
      release();
    };
    return { name: "webgl", lost, graphics: gl, close };
  } catch (e) {
    release();
    throw e;
  }
}

function newCanvas(): HTMLCanvasElement | OffscreenCanvas | undefined {
  // An element where there is a document: Safari's OffscreenCanvas cannot wait for its results.
  if (typeof document !== "undefined") {
    return document.createElement("canvas");
  }
  return typeof OffscreenCanvas === "undefined" ? undefined : new OffscreenCanvas(1, 1);
}

function rendererOf(gl: WebGL2RenderingContext): string {
  const names = gl.getExtension("WEBGL_debug_renderer_info");
  return String(gl.getParameter(names ? names.UNMASKED_RENDERER_WEBGL : gl.RENDERER));
}
