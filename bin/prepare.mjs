// Installs and builds what is missing in a checkout; does nothing in an installed package, and nothing twice.
// Uses Node alone, as it runs before anything is installed.
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const installStamp = join(root, "node_modules", ".cryogym-installed");
const buildStamp = join(root, "dist", ".cryogym-built");
const sourceFolders = ["env", "agent", "server", "bin", "test", "proto"];
const say = (text) => process.stderr.write(`${text}\n`);

/** Makes node_modules and dist current. @param {boolean} force build even if nothing changed */
export function prepare(force = false) {
  const isCheckout = existsSync(join(root, "tsconfig.json"));
  if (!isCheckout) return;
  install();
  build(force);
}

function install() {
  const wanted = hash([join(root, "package.json"), join(root, "package-lock.json")]);
  if (existsSync(installStamp) && readFileSync(installStamp, "utf8") === wanted) return;
  // npm would empty what the link leads to, and others may work with it.
  if (lstatSync(join(root, "node_modules"), { throwIfNoEntry: false })?.isSymbolicLink() === true) return;
  say("Installing dependencies (npm ci) …");
  const attempts = 3;
  for (let attempt = 1; ; attempt++) {
    try {
      run("npm", ["ci", "--no-audit", "--no-fund", "--include=dev"]);
      break;
    } catch (error) {
      if (attempt === attempts) {
        say(`npm ci failed ${attempts} times. Check the network and the registry, then run the command again.`);
        process.exit(1);
      }
      say(`npm ci failed (${error.message.split("\n")[0]}); trying again in ${5 * attempt} s …`);
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5000 * attempt);
    }
  }
  writeFileSync(installStamp, wanted);
}

function build(force) {
  const wanted = hash(sources());
  if (!force && existsSync(buildStamp) && readFileSync(buildStamp, "utf8") === wanted) return;
  say("Building …");
  rmSync(join(root, "dist"), { recursive: true, force: true });
  try {
    run("npx", ["--no-install", "buf", "generate", "proto", "--template", "proto/buf.gen.yaml"]);
    mkdirSync(join(root, "dist", "proto"), { recursive: true });
    const descriptors = ["--as-file-descriptor-set", "-o", "dist/proto/descriptors.binpb"];
    run("npx", ["--no-install", "buf", "build", "proto", ...descriptors]);
    run("npx", ["--no-install", "tsc", "-p", "."]);
    run("node", ["bin/build-kernels.mjs"]);
  } catch {
    say("The build failed; the compiler's messages are above.");
    process.exit(1);
  }
  mkdirSync(join(root, "dist"), { recursive: true });
  writeFileSync(buildStamp, wanted);
}

function sources() {
  const names = ["package-lock.json", "tsconfig.json", "index.ts", "bin/build-kernels.mjs"];
  const files = names.map((file) => join(root, file)).filter(existsSync);
  for (const folder of sourceFolders) collect(join(root, folder), files);
  return files;
}

function collect(folder, into) {
  if (!existsSync(folder)) return;
  for (const name of readdirSync(folder).sort()) {
    if (name === "gen") continue;
    const path = join(folder, name);
    if (statSync(path).isDirectory()) collect(path, into);
    else if (/\.(ts|proto|yaml)$/.test(name)) into.push(path);
  }
}

function hash(files) {
  const sum = createHash("sha256");
  for (const file of files) sum.update(relative(root, file)).update("\0").update(readFileSync(file)).update("\0");
  return sum.digest("hex");
}

function run(command, args) {
  // Standard output belongs to the command that the user runs, such as `evaluate --json -`.
  execFileSync(command, args, { cwd: root, stdio: ["ignore", 2, 2], shell: process.platform === "win32" });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) prepare(process.argv.includes("--force"));
