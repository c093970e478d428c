import type { Hello } from "../../../proto/gen/cryogym/v1alpha1/collection_service.js";
import { unexpected } from "../protocol-error.js";
import { checkMessage } from "../validation/check-message.js";
import * as schemas from "../validation/message-schemas.js";

/**
 * What must be true of a hello whatever the session: checked before one is made for it.
 *
 * @throws ProtocolError saying what was expected
 */
export function requireHello(hello: Hello): void {
  checkMessage(schemas.hello, hello, "hello");
  if (hello.capabilities?.acquire !== true) {
    throw unexpected("hello.capabilities.acquire is false; expected a driver that can expose", "NO_ACQUIRE");
  }
}
