// Compiles the kernels that are written in AssemblyScript to WebAssembly, beside what the TypeScript compiler writes:
// one file for all engines with SIMD, and one for those with relaxed SIMD, whose products and sums are one instruction.
import { mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { main } from "assemblyscript/asc";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const folder = "agent/learn/backend/kernels/assembly";
const variants = { simd: ["simd"], relaxed: ["simd", "relaxed-simd"] };

mkdirSync(join(root, "dist", folder), { recursive: true });
for (const [name, features] of Object.entries(variants)) {
  const { error, stderr } = await main([
    `${folder}/kernels.ts`,
    ...["--baseDir", root, "--outFile", `dist/${folder}/kernels-${name}.wasm`],
    // The memory is TensorFlow.js's: the module has no heap and no data of its own.
    ...["--importMemory", "--noExportMemory", "--runtime", "stub", "--noAssert", "-O3"],
    ...features.flatMap((feature) => ["--enable", feature]),
    // Vectors are passed between the kernels' own functions alone.
    ...["--disableWarning", "112"],
  ]);
  if (error === null) continue;
  process.stderr.write(stderr.toString());
  process.exit(1);
}
