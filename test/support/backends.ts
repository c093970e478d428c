import { type BackendName, loadBackend } from "../../agent/learn/backend/load-backend.js";

/** The backends that load here, `cpu` first. The native one is tested where it has been built. */
export const loadedBackends: readonly BackendName[] = await loaded(["cpu", "wasm", "native"]);

async function loaded(names: readonly BackendName[]): Promise<BackendName[]> {
  const found: BackendName[] = [];
  for (const name of names) if ("title" in (await loadBackend(name))) found.push(name);
  return found;
}

/** Runs a suite on every backend that loads. */
export function onEachBackend(suite: (name: BackendName) => void): void {
  for (const name of loadedBackends) {
    describe(`on ${name}`, () => {
      before(() => loadBackend(name));
      suite(name);
    });
  }
}
