export { setWasmPaths } from "@tensorflow/tfjs-backend-wasm/dist/base";

import { addConfig } from "@tensorflow/tfjs-backend-wasm/dist/kernels/Add";
import { fusedConv2DConfig } from "@tensorflow/tfjs-backend-wasm/dist/kernels/FusedConv2D";
import { fusedDepthwiseConv2DConfig } from "@tensorflow/tfjs-backend-wasm/dist/kernels/FusedDepthwiseConv2D";
import { meanConfig } from "@tensorflow/tfjs-backend-wasm/dist/kernels/Mean";
import { transposeConfig } from "@tensorflow/tfjs-backend-wasm/dist/kernels/Transpose";

/** The few kernels that the network needs, in WebAssembly; importing them registers the backend. The mean calls the transposition, which has to be set up. */
export const kernels = [addConfig, fusedConv2DConfig, fusedDepthwiseConv2DConfig, meanConfig, transposeConfig];
