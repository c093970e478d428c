import { mkdtemp, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Lets `use` work with an empty folder until its promise is settled; the folder is gone afterwards. */
export async function withFolder<T>(use: (folder: string) => Promise<T>): Promise<T> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), "cryogym-test-")));
  try {
    return await use(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}
