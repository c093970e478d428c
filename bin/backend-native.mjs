// Builds TensorFlow.js's native backend from package registries alone: the package's C++ sources come from npm, the
// library that they call from TensorFlow's Python wheel. The package's own installer downloads that library from a
// storage bucket, which fails behind many a facility's firewall. Uses Node alone.
//
//   npm run backend:native            for the CPU, into native/cpu
//   npm run backend:native -- --gpu   for an NVIDIA GPU, into native/gpu
//
// `native` lies beside node_modules, which `npm ci` empties.
import { execFileSync } from "node:child_process";
import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statfsSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const versions = { package: "4.22.0", wheel: "2.15.1", python: "3.11" };
const kinds = {
  cpu: { package: "@tensorflow/tfjs-node", wheel: "tensorflow-cpu", gigabytes: 2 },
  gpu: { package: "@tensorflow/tfjs-node-gpu", wheel: "tensorflow", gigabytes: 4 },
};
const attempts = 3;
const say = (text) => process.stderr.write(`${text}\n`);

class Problem extends Error {}

function main(flags) {
  const unknown = flags.find((flag) => flag !== "--gpu");
  if (unknown !== undefined) throw new Problem(`unknown option '${unknown}'; there is --gpu alone`);
  const kind = kinds[flags.includes("--gpu") ? "gpu" : "cpu"];
  const folder = join(root, "native", flags.includes("--gpu") ? "gpu" : "cpu");
  const stamp = join(folder, ".built");
  const wanted = JSON.stringify({ ...kind, ...versions });
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === wanted && loads(folder, kind)) {
    say(`${kind.package} ${versions.package} is already built, in ${folder}`);
    return;
  }
  const python = checkMachine(kind);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  try {
    installPackage(folder, kind);
    addLibrary(folder, kind, python);
    compile(folder, kind);
    if (!loads(folder, kind)) throw new Problem(`${kind.package} was built but does not load`);
    writeFileSync(stamp, wanted);
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
  say(`Built ${kind.package} ${versions.package} in ${folder}`);
}

/** Says what is missing before anything is downloaded. Returns the command of a Python that has pip. */
function checkMachine({ package: name, gigabytes }) {
  if (process.platform !== "linux" || process.arch !== "x64") {
    throw new Problem(
      `this builds on Linux x64, not ${process.platform} ${process.arch}. The package's own installer may have a ` +
        `library for it: npm install --no-save ${name}`,
    );
  }
  if (!existsSync(join(root, "node_modules", "@tensorflow", "tfjs-core"))) {
    throw new Problem("cryogym's own packages are missing: run npm ci first");
  }
  for (const [command, where] of [
    ["make", "build-essential"],
    ["c++", "build-essential"],
  ]) {
    if (find(command) === undefined) {
      throw new Problem(`no ${command} was found, which compiling takes; Debian and Ubuntu have it in ${where}`);
    }
  }
  const { bavail, bsize } = statfsSync(root);
  if (bavail * bsize < gigabytes * 1e9) {
    throw new Problem(`building takes ${gigabytes} GB of disk in ${root}, where ${(bavail * bsize) / 1e9} GB are free`);
  }
  for (const python of ["python3", "python"]) {
    if (find(python) !== undefined && succeeds(python, ["-m", "pip", "--version"])) return python;
  }
  throw new Problem(
    "no Python with pip was found, which fetches TensorFlow's library; install python3 and python3-pip",
  );
}

function installPackage(folder, kind) {
  say(`Fetching ${kind.package} ${versions.package} with npm …`);
  const flags = ["--no-save", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];
  retry(() => run("npm", ["install", "--prefix", folder, ...flags, `${kind.package}@${versions.package}`], folder));
  // So that it finds cryogym's own, and there is one engine with one registry of kernels.
  for (const shared of ["tfjs-core", "tfjs-layers", "tfjs-backend-cpu"]) {
    rmSync(join(folder, "node_modules", "@tensorflow", shared), { recursive: true, force: true });
  }
}

/** Puts the wheel's library, headers and licences where the package looks for them. */
function addLibrary(folder, kind, python) {
  say(`Fetching TensorFlow's library with pip, from ${kind.wheel} ${versions.wheel} …`);
  const download = join(folder, "download");
  const target = ["--python-version", versions.python, "--implementation", "cp", "--platform", "manylinux_2_17_x86_64"];
  const abi = ["--abi", `cp${versions.python.replace(".", "")}`];
  const flags = ["--no-deps", "--only-binary=:all:", "--no-cache-dir", "--quiet", "--disable-pip-version-check"];
  const wheel = `${kind.wheel}==${versions.wheel}`;
  retry(() => run(python, ["-m", "pip", "download", ...flags, ...target, ...abi, "--dest", download, wheel], folder));
  const deps = join(packageFolder(folder, kind), "deps");
  const file = readdirSync(download).find((name) => name.endsWith(".whl"));
  run(python, ["-c", unpack, join(download, file), deps], folder);
  rmSync(download, { recursive: true });
  const libraries = join(deps, "lib");
  for (const [link, library] of [
    ["libtensorflow.so", "libtensorflow_cc.so.2"],
    ["libtensorflow_framework.so", "libtensorflow_framework.so.2"],
  ]) {
    symlinkSync(library, join(libraries, link));
    // Symbols for debuggers are a quarter of it.
    if (find("strip") !== undefined) run("strip", ["--strip-unneeded", join(libraries, library)], folder);
  }
}

/** A wheel is a ZIP file, which Node cannot read. */
const unpack = `
import os, sys, zipfile
wheel, deps = sys.argv[1:]
headers = "tensorflow/include/"
wanted = tuple(headers + part for part in ("tensorflow/c/", "tensorflow/core/platform/", "tensorflow/tsl/", "tsl/"))
with zipfile.ZipFile(wheel) as archive:
    for name in archive.namelist():
        if name in ("tensorflow/libtensorflow_cc.so.2", "tensorflow/libtensorflow_framework.so.2"):
            target = os.path.join("lib", os.path.basename(name))
        elif name.startswith(wanted) and name.endswith(".h"):
            target = os.path.join("include", name[len(headers):])
        elif name.endswith(".dist-info/LICENSE") or name == "tensorflow/THIRD_PARTY_NOTICES.txt":
            target = os.path.basename(name)
        else:
            continue
        target = os.path.join(deps, target)
        os.makedirs(os.path.dirname(target), exist_ok=True)
        with archive.open(name) as source, open(target, "wb") as out:
            while block := source.read(1 << 20):
                out.write(block)
`;

function compile(folder, kind) {
  say("Compiling …");
  const env = { ...process.env };
  // node-gyp would download Node's headers, which lie beside most Nodes.
  const home = dirname(dirname(process.execPath));
  if (existsSync(join(home, "include", "node", "node_api.h"))) env.npm_config_nodedir = home;
  else say(`No headers of Node were found in ${join(home, "include", "node")}: node-gyp will try to download them.`);
  const tool = join(folder, "node_modules", "@mapbox", "node-pre-gyp", "bin", "node-pre-gyp");
  const output = run(process.execPath, [tool, "install", "--build-from-source"], packageFolder(folder, kind), env);
  rmSync(join(packageFolder(folder, kind), "build"), { recursive: true, force: true });
  return output;
}

function packageFolder(folder, kind) {
  return join(folder, "node_modules", ...kind.package.split("/"));
}

function loads(folder, kind) {
  const util = 'const u=require("util");u.isArray??=Array.isArray;u.isNullOrUndefined??=(x)=>x==null;';
  const script = `${util}require(${JSON.stringify(packageFolder(folder, kind))})`;
  return succeeds(process.execPath, ["-e", script], { ...process.env, TF_CPP_MIN_LOG_LEVEL: "3" });
}

function find(command) {
  const folders = (process.env.PATH ?? "").split(delimiter);
  return folders.map((folder) => join(folder, command)).find(isExecutable);
}

function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function succeeds(command, args, env = process.env) {
  try {
    execFileSync(command, args, { stdio: "ignore", env });
    return true;
  } catch {
    return false;
  }
}

function retry(action) {
  for (let attempt = 1; ; attempt++) {
    try {
      return action();
    } catch (error) {
      if (attempt === attempts) {
        throw new Problem(`${error.message}; ${attempts} attempts. Check the network and the registries' settings.`);
      }
      say(`${error.message}; trying again in ${5 * attempt} s …`);
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5000 * attempt);
    }
  }
}

/** Runs a command and shows what it printed only if it fails. */
function run(command, args, cwd, env = process.env) {
  try {
    return execFileSync(command, args, {
      cwd,
      env,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "pipe"],
      maxBuffer: 2 ** 28,
    });
  } catch (error) {
    const output = `${error.stdout ?? ""}${error.stderr ?? ""}`.trim().split("\n").slice(-20).join("\n");
    throw new Problem(`${command} failed:\n${output || error.message}`);
  }
}

try {
  main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof Problem)) throw error;
  say(`backend:native: ${error.message}`);
  process.exit(1);
}
