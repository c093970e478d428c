import type { Mode } from "../machine/collection-state.js";
import { unexpected } from "../protocol-error.js";

/** A driver that only looks on can be asked for nothing. @throws ProtocolError in a mode that needs another one */
export function requireAcquire(canAcquire: boolean, mode: Mode): void {
  if (canAcquire || mode === "observe" || mode === "shadow") return;
  throw unexpected(
    `hello.capabilities.acquire is false; mode '${mode}' expects a driver that can expose, 'observe' and 'shadow' do not`,
    "NO_ACQUIRE",
  );
}
