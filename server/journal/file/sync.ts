import { closeSync, fsyncSync, openSync } from "node:fs";

/** Puts a file's content, or a folder's names, on the disk. */
export function sync(path: string): void {
  const descriptor = openSync(path, "r");
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
