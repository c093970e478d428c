/**
 * Layers of TensorFlow.js and models of them: what all of cryogym imports them from.
 *
 * @example import { loadLayersModel } from "../backend/layers.js";
 */
export * from "@tensorflow/tfjs-layers";
