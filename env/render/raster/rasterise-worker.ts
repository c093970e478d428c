import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { workerData } from "node:worker_threads";
import type { RasterAnswer, RasterChannel } from "./rasterise.js";

/** The thread behind `rasterise`: answers each SVG with its pixels or what is wrong with it. */

const { port, signal } = workerData as RasterChannel;
const { resolve } = createRequire(import.meta.url);
const FONTS = ["DejaVuSans.ttf", "DejaVuSans-Bold.ttf"];

type Draw = (svg: string) => RasterAnswer;

const ready = load().catch((error): Draw => {
  return () => ({ error: `${error}` });
});

port.on("message", async (svg: string) => {
  const draw = await ready;
  let answer: RasterAnswer;
  try {
    answer = draw(svg);
  } catch (error) {
    answer = { error: `${error}` };
  }
  port.postMessage(answer, "data" in answer ? [answer.data.buffer as ArrayBuffer] : []);
  Atomics.store(signal, 0, 1);
  Atomics.notify(signal, 0);
});

async function load(): Promise<Draw> {
  const { initWasm, Resvg } = await import("@resvg/resvg-wasm");
  await initWasm(readFileSync(resolve("@resvg/resvg-wasm/index_bg.wasm")));
  const fontBuffers = FONTS.map((font) => readFileSync(resolve(`dejavu-fonts-ttf/ttf/${font}`)));
  const font = { fontBuffers, defaultFontFamily: "DejaVu Sans", sansSerifFamily: "DejaVu Sans" };
  return (svg) => {
    const picture = new Resvg(svg, { font, background: "#ffffff" });
    const image = picture.render();
    try {
      const { width, height, pixels } = image;
      return { width, height, data: withoutAlpha(pixels) };
    } finally {
      image.free();
      picture.free();
    }
  };
}

/** Red, green and blue of opaque pixels. */
function withoutAlpha(rgba: Uint8Array): Uint8Array {
  const rgb = new Uint8Array((rgba.length / 4) * 3);
  for (let from = 0, to = 0; from < rgba.length; from += 4, to += 3) {
    rgb[to] = rgba[from]!;
    rgb[to + 1] = rgba[from + 1]!;
    rgb[to + 2] = rgba[from + 2]!;
  }
  return rgb;
}
