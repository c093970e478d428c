// TensorFlow.js's core registers no gradients; the layers package does, for all of its kernels.
import "@tensorflow/tfjs-layers";

export * from "@tensorflow/tfjs-core";
