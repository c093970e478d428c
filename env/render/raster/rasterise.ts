import { MessageChannel, type MessagePort, receiveMessageOnPort, Worker } from "node:worker_threads";
import type { RgbImage } from "./rgb-image.js";

/** What the worker answers. */
export type RasterAnswer = RgbImage | { readonly error: string };

/** What the worker is given when it starts. */
export interface RasterChannel {
  readonly port: MessagePort;
  /** One entry: 1 when an answer lies at the port. */
  readonly signal: Int32Array;
}

const TIMEOUT_MILLISECONDS = 60_000;

let channel: RasterChannel | undefined;

/**
 * The pixels of an SVG picture in its own size, on white.
 *
 * The rasteriser (resvg as WebAssembly) can only be loaded asynchronously, while `Env.render` returns at once. So it
 * lives in a worker thread, started with the first picture, and this thread waits for it. It does not keep the process
 * alive. Loading takes about half a second, once.
 *
 * @throws Error if the SVG can't be read or the rasteriser does not answer
 * @example const { width, height, data } = rasterise(sessionPicture(view, facts));
 */
export function rasterise(svg: string): RgbImage {
  channel ??= start();
  const { port, signal } = channel;
  Atomics.store(signal, 0, 0);
  port.postMessage(svg);
  const outcome = Atomics.wait(signal, 0, 0, TIMEOUT_MILLISECONDS);
  const answer = receiveMessageOnPort(port)?.message as RasterAnswer | undefined;
  if (answer === undefined) {
    channel = undefined;
    throw new Error(`the rasteriser gave no picture (${outcome}); are all packages installed (npm ci)?`);
  }
  if ("error" in answer) throw new Error(`the picture can't be rasterised: ${answer.error}`);
  return answer;
}

function start(): RasterChannel {
  const { port1, port2 } = new MessageChannel();
  const signal = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  const workerData: RasterChannel = { port: port2, signal };
  const worker = new Worker(new URL("./rasterise-worker.js", import.meta.url), {
    workerData,
    transferList: [port2],
    // Options of this process, such as --input-type for a script on the command line, are not the worker's.
    execArgv: [],
  });
  worker.unref();
  return { port: port1, signal };
}
