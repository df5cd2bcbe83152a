import { ClassifyPage } from "../classify/page";
import { loadBackbone, loadHead, loadRun } from "../model/catalogue";
import { shell } from "../ui/shell";
import { decodePicture } from "../vision/image/decode";

// TensorFlow.js comes while the model does; the page is there before both.
const engine = import("../vision/engine");
engine.catch(() => {}); // told where it is waited for

const page = new ClassifyPage({
  loadRun,
  loadBackbone,
  loadHead,
  openEngine: async (file, onBackend) => {
    const { VisionEngine } = await engine;
    return VisionEngine.open(file, { onBackend: (_, reason) => onBackend(reason) });
  },
  decode: decodePicture,
  now: () => Date.now(),
});
shell("classify", ...page.elements());
page.start();
