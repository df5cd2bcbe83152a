export { MathBackendWebGL } from "@tensorflow/tfjs-backend-webgl/dist/backend_webgl";
export { setWebGLContext } from "@tensorflow/tfjs-backend-webgl/dist/canvas_util";

import { addConfig } from "@tensorflow/tfjs-backend-webgl/dist/kernels/Add";
import { fusedConv2DConfig } from "@tensorflow/tfjs-backend-webgl/dist/kernels/FusedConv2D";
import { fusedDepthwiseConv2DConfig } from "@tensorflow/tfjs-backend-webgl/dist/kernels/FusedDepthwiseConv2D";
import { meanConfig } from "@tensorflow/tfjs-backend-webgl/dist/kernels/Mean";

/** The few kernels that the network needs, as shaders; the backend is registered by hand, on a canvas of ours. */
export const kernels = [addConfig, fusedConv2DConfig, fusedDepthwiseConv2DConfig, meanConfig];
