import type { Server } from "@grpc/grpc-js";
import { HealthImplementation } from "grpc-health-check";
import { addReflection } from "./reflection/add-reflection.js";

/** A server's health, for probes and load balancers. */
export interface Operations {
  /** Whether the server takes work: false as soon as it is told to stop. */
  readonly isServing: () => boolean;
  /** Says of one service, or of all with the server itself, whether it takes work. */
  setServing(serving: boolean, service?: string): void;
}

/** A service's definition, as ts-proto makes it. */
export type ServiceMethods = Readonly<Record<string, { readonly path: string }>>;

/** Full name of a service, such as `cryogym.v1alpha1.SessionService`. */
export function serviceName(service: ServiceMethods): string {
  return Object.values(service)[0]?.path.split("/")[1] ?? "";
}

/**
 * Adds `grpc.health.v1` for each service and server reflection (v1 and v1alpha). Call it before the server is bound.
 *
 * @param services what else the server has
 * @example const operations = addOperations(server, [CollectionServiceService, SessionServiceService]);
 */
export function addOperations(server: Server, services: readonly ServiceMethods[]): Operations {
  const names = services.map(serviceName);
  const status = (serving: boolean) => (serving ? "SERVING" : "NOT_SERVING");
  const health = new HealthImplementation(Object.fromEntries(["", ...names].map((name) => [name, status(true)])));
  health.addToServer(server);
  addReflection(server, [...names, "grpc.health.v1.Health"]);
  let serving = true;
  return {
    isServing: () => serving,
    setServing(now, service) {
      if (service === undefined) serving = now;
      for (const name of service === undefined ? ["", ...names] : [service]) health.setStatus(name, status(now));
    },
  };
}
