import "@tensorflow/tfjs-backend-cpu/dist/base";
import { addConfig } from "@tensorflow/tfjs-backend-cpu/dist/kernels/Add";
import { fusedConv2DConfig } from "@tensorflow/tfjs-backend-cpu/dist/kernels/FusedConv2D";
import { fusedDepthwiseConv2DConfig } from "@tensorflow/tfjs-backend-cpu/dist/kernels/FusedDepthwiseConv2D";
import { meanConfig } from "@tensorflow/tfjs-backend-cpu/dist/kernels/Mean";

/** The few kernels that the network needs, in plain JavaScript; importing them registers the backend. */
export const kernels = [addConfig, fusedConv2DConfig, fusedDepthwiseConv2DConfig, meanConfig];
