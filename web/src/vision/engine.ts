import { engine, setBackend, type Tensor, tensor4d, tidy } from "@tensorflow/tfjs-core";
import { fold } from "./backbone/folding";
import { labelsOf, mobileNetV2Width, preprocessingOf } from "./backbone/metadata";
import { type Block, checkTensors, featureLength, mobileNetV2 } from "./backbone/mobileNetV2";
import { type FoldedBlock, Network } from "./backbone/network";
import { readSafetensors, type Tensor as StoredTensor } from "./backbone/safetensors";
import { type BackendName, type OpenBackend, openBackend } from "./backends/backends";
import { preprocess } from "./image/preprocess";
import type { Preprocessing } from "./image/preprocessing";
import type { RgbImage } from "./image/rgbImage";

/** A classifier that came with the backbone: weights `[classes, features]` row-major, then biases `[classes]`. */
export interface PretrainedHead {
  classes: number;
  parameters: Float32Array;
  /** Class names, empty where the file has none. */
  labels: string[];
}

/** How to open an engine. */
export interface EngineOptions {
  /** Use this one and no other; without it the first that works of WebGL (on a graphics card), WebAssembly, JavaScript. */
  backend?: BackendName;
  /** Folder of the .wasm files, where they are not the site's own. */
  wasmPath?: string;
  /** Told which backend computes, and why not a faster one; again when a lost graphics context forces a change. */
  onBackend?(name: BackendName, reason: string): void;
}

const ALL: BackendName[] = ["webgl", "wasm", "cpu"];

/** Pictures to features with a MobileNetV2 from torchvision-named safetensors; mirrors Java's `FeatureExtractor`. */
export class VisionEngine {
  /** Length of the feature vector. */
  readonly featureLength: number;
  /** classifier.1.* of the file, if it has them. */
  readonly pretrained?: PretrainedHead;
  /** What pictures go through, as the file says. */
  readonly preprocessing: Preprocessing | undefined;
  private readonly network: Block[];
  private readonly tensors: Map<string, StoredTensor>;
  private open: { backend: OpenBackend; weights: Network } | undefined;
  private queue: Promise<unknown> = Promise.resolve();
  private closed = false;

  private constructor(
    file: ArrayBuffer,
    private readonly options: EngineOptions,
  ) {
    const { metadata, tensors } = readSafetensors(file);
    const width = mobileNetV2Width(metadata);
    this.network = mobileNetV2(width);
    checkTensors(this.network, width, tensors);
    this.tensors = tensors;
    this.featureLength = featureLength(this.network);
    this.preprocessing = preprocessingOf(metadata);
    const pretrained = headOf(tensors, this.featureLength, labelsOf(metadata));
    if (pretrained) {
      this.pretrained = pretrained;
    }
  }

  /**
   * Reads a backbone and hands its weights to a backend.
   *
   * @throws Error with a sentence if the file is no MobileNetV2, or no backend works
   */
  static async open(file: ArrayBuffer, options: EngineOptions = {}): Promise<VisionEngine> {
    const opened = new VisionEngine(file, options);
    await opened.start(options.backend ? [options.backend] : ALL, []);
    return opened;
  }

  /** Which backend computes now. */
  get backend(): BackendName {
    return this.opened().backend.name;
  }

  /** WebGL's context where it computes: for diagnosis, and for tests that lose it. */
  get graphics(): WebGL2RenderingContext | undefined {
    return this.opened().backend.graphics;
  }

  /** What TensorFlow.js holds: the weights between two pictures, and nothing that grows. */
  memory(): { tensors: number; bytes: number } {
    // Not the library's memory(), which wants a backend even when none is left.
    const { numTensors, numBytes } = engine().state;
    return { tensors: numTensors, bytes: numBytes };
  }

  /**
   * One picture's features, float32 of {@link featureLength}. Calls wait for each other. A graphics context that is lost
   * underway is replaced, or WebAssembly takes over, and the picture is computed again.
   */
  features(image: RgbImage, p: Preprocessing): Promise<Float32Array> {
    return this.enqueue(async () => {
      const pixels = preprocess(image, p);
      for (let attempt = 0; ; attempt++) {
        const fault = await this.tryCompute(pixels, p.imageSize);
        if (fault instanceof Float32Array) {
          return fault;
        }
        // A context that is lost twice over one picture will be lost again.
        await this.recover(fault, attempt === 0);
      }
    });
  }

  /** Gives all memory back; the engine cannot be used afterwards, and pictures that wait are refused. */
  close(): void {
    this.closed = true;
    this.stop();
  }

  private enqueue<T>(work: () => Promise<T>): Promise<T> {
    const result = this.queue.then(work);
    this.queue = result.catch(() => {});
    return result;
  }

  /** The features, or why the graphics card did not give them; other backends' errors are thrown. */
  private async tryCompute(pixels: Float32Array, size: number): Promise<Float32Array | string> {
    const { backend, weights } = this.opened();
    let output: Tensor | undefined;
    try {
      if (backend.graphics?.isContextLost()) {
        return "lost";
      }
      await setBackend(backend.name);
      output = tidy(() => weights.run(tensor4d(pixels, [1, size, size, 3])));
      const data = output.data() as Promise<Float32Array>;
      data.catch(() => {}); // if the loss is noticed first
      const result = await Promise.race([data, backend.lost]);
      if (result === "lost" || backend.graphics?.isContextLost()) {
        return "lost";
      }
      if (!result.every(Number.isFinite)) {
        throw new Error("features: not finite (expected: numbers; the model file may be damaged)");
      }
      return result;
    } catch (e) {
      if (backend.name !== "webgl") {
        throw e;
      }
      return backend.graphics?.isContextLost() ? "lost" : String(e);
    } finally {
      output?.dispose();
    }
  }

  private async recover(fault: string, firstTime: boolean): Promise<void> {
    this.stop();
    if (this.closed) {
      throw closedError(); // closing lets the context go, which looks like a loss
    }
    const again = fault === "lost" && firstTime;
    const reason = fault === "lost" ? "the graphics context was lost" : `WebGL failed: ${fault}`;
    await this.start(again ? ALL : ALL.slice(1), [reason]);
  }

  private async start(candidates: BackendName[], reasons: string[]): Promise<void> {
    for (const name of candidates) {
      try {
        const backend = await openBackend(name, this.options.wasmPath, this.options.backend === "webgl");
        this.open = { backend, weights: Network.load(this.folded()) };
        this.options.onBackend?.(name, reasons.join("; "));
        return;
      } catch (e) {
        reasons.push(e instanceof Error ? e.message : String(e));
      }
    }
    throw new Error(`no way to compute in this browser: ${reasons.join("; ")} (expected: WebGL or WebAssembly)`);
  }

  /** Folded anew for every backend: the file's own bytes are the one copy on this side. */
  private folded(): FoldedBlock[] {
    return this.network.map(({ layers, residual }) => ({
      residual,
      layers: layers.map((layer) => fold(layer, this.tensors)),
    }));
  }

  private stop(): void {
    this.open?.weights.dispose();
    this.open?.backend.close();
    this.open = undefined;
  }

  private opened() {
    if (!this.open) {
      throw closedError();
    }
    return this.open;
  }
}

function closedError(): Error {
  return new Error("vision engine: closed (expected: an open one)");
}

function headOf(tensors: Map<string, StoredTensor>, features: number, labels: string[]): PretrainedHead | undefined {
  const weight = tensors.get("classifier.1.weight");
  const bias = tensors.get("classifier.1.bias");
  if (!weight && !bias) {
    return undefined;
  }
  const classes = weight?.shape[0] ?? 0;
  if (
    !weight ||
    !bias ||
    weight.shape.length !== 2 ||
    weight.shape[1] !== features ||
    String(bias.shape) !== `${classes}`
  ) {
    throw new Error(
      `model file: classifier.1 has weight [${weight?.shape}] and bias [${bias?.shape}] (expected: [classes, ${features}] and [classes])`,
    );
  }
  const parameters = new Float32Array(weight.data.length + classes);
  parameters.set(weight.data);
  parameters.set(bias.data, weight.data.length);
  return { classes, parameters, labels };
}
