import { ClassifyPage } from "../classify/page";
import { loadBackbone, loadHead, loadRun } from "../model/catalogue";
import { shell } from "../ui/shell";
import { decodePicture } from "../vision/decode";

const page = new ClassifyPage({
  loadRun,
  loadBackbone,
  loadHead,
  // TensorFlow.js comes while the model does; the page is there before both.
  openEngine: async (file, onBackend) => {
    const { VisionEngine } = await import("../vision/engine");
    return VisionEngine.open(file, { onBackend: (_, reason) => onBackend(reason) });
  },
  decode: decodePicture,
  now: () => Date.now(),
});
shell("classify", ...page.elements());
page.start();
