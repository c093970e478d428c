/** Which sessions and instruments a request names, whatever message it is. */
export interface RequestTarget {
  readonly sessionKeys: readonly string[];
  /** Named instruments; empty text means the server's only one. */
  readonly instruments: readonly string[];
  /** Whether it may make a session that is not there yet. */
  readonly creates: boolean;
}

interface HelloLike {
  readonly sessionKey?: unknown;
  readonly instrument?: unknown;
}

interface DriveLike {
  readonly message?: { readonly $case?: unknown; readonly hello?: HelloLike };
}

/**
 * What a request is about: its own session key, and those of any hello in it. A request that says one thing in its
 * envelope and another in its hello is about both.
 *
 * @param method as in the permission table
 */
export function requestTarget(method: string, request: unknown): RequestTarget {
  if (typeof request !== "object" || request === null) return { sessionKeys: [], instruments: [], creates: false };
  const own = request as HelloLike & DriveLike & { readonly requests?: unknown };
  const messages = [own, ...(Array.isArray(own.requests) ? (own.requests as DriveLike[]) : [])];
  const hellos = messages.flatMap(({ message }) =>
    message?.$case === "hello" && message.hello !== undefined ? [message.hello] : [],
  );
  const makes = method.endsWith(".SessionService/CreateSession") ? [own] : [];
  const asks = method.endsWith(".CollectionService/GetInstrument") ? [own] : [];
  const texts = (values: readonly unknown[]) => [...new Set(values.filter((value) => typeof value === "string"))];
  return {
    sessionKeys: texts([own, ...hellos].map(({ sessionKey }) => sessionKey)),
    instruments: texts([...makes, ...asks, ...hellos].map(({ instrument }) => instrument)),
    creates: makes.length + hellos.length > 0,
  };
}
