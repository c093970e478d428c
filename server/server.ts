import { randomUUID } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Server } from "@grpc/grpc-js";
import type { Logger } from "pino";
import type { BackendChoice } from "../agent/learn/backend/backend-names.js";
import { UserError } from "../env/errors.js";
import { CollectionServiceService } from "../proto/gen/cryogym/v1alpha1/collection_service.js";
import { PolicyServiceService } from "../proto/gen/cryogym/v1alpha1/policy_service.js";
import { ResultsServiceService } from "../proto/gen/cryogym/v1alpha1/results_service.js";
import { SessionServiceService } from "../proto/gen/cryogym/v1alpha1/session_service.js";
import { accessInterceptor } from "./access/interceptor.js";
import { type Access, type AccessConfig, openAccess } from "./access/open-access.js";
import { SessionStore } from "./collection/session/session-store.js";
import { isLoopbackAddress } from "./config/address.js";
import type { ServeConfig } from "./config/config-schema.js";
import { messageBytes, serverOptionsOf } from "./config/server-options.js";
import { type Gateway, startGateway } from "./gateway/gateway.js";
import type { Handlers } from "./gateway/handlers.js";
import { serveBackups } from "./journal/backup/backup-socket.js";
import { Journal } from "./journal/index.js";
import { CertificateAlarms } from "./notifications/certificate-alarms.js";
import { SessionAlarms } from "./notifications/session-alarms.js";
import type { NotificationSettings } from "./notifications/settings.js";
import { addOperations } from "./operations/add-operations.js";
import { countInputs } from "./operations/count-inputs.js";
import { Metrics } from "./operations/metrics.js";
import { metricsInterceptor } from "./operations/metrics-interceptor.js";
import { PolicyHost } from "./policy/policy-host.js";
import type { ServedInstrument } from "./served-instrument.js";
import { asRichError } from "./services/as-rich-error.js";
import { drive } from "./services/collection-service.js";
import { grpcService } from "./services/grpc-services.js";
import { keepingRaw } from "./services/raw-messages.js";
import { serviceHandlers } from "./services/service-handlers.js";
import { settingsOf } from "./services/session-settings-of.js";

/** Guards look at the time so often, milliseconds. */
const TICK_MILLISECONDS = 10_000;

export interface ServerOptions extends AccessConfig {
  /** `host:port`; port 0 takes a free one. Without TLS the host must be a loopback address. */
  readonly listen: string;
  /** Folder of the journal. */
  readonly data: string;
  readonly instruments: readonly ServedInstrument[];
  readonly gateway?: { readonly listen: string } | undefined;
  readonly keepalive: ServeConfig["keepalive"];
  readonly notifications: NotificationSettings;
  /** How policies are run. */
  readonly policy: { readonly decideMilliseconds: number; readonly threads: number; readonly backend: BackendChoice };
  readonly log: Logger;
  /** Hears what policies' networks compute on. */
  readonly onBackend?: (sentence: string) => void;
  /** UTC, milliseconds. Default: the machine's clock. */
  readonly now?: () => number;
  /** Milliseconds from any origin, never set. Default: the machine's; with `now`: that is never set. */
  readonly monotonic?: () => number;
  /** Modules that export further policies; for tests. */
  readonly policyModules?: readonly string[];
}

export interface RunningServer {
  /** `host:port` that it listens on. */
  readonly address: string;
  /** `host:port` of the gateway; undefined without one. */
  readonly gatewayAddress: string | undefined;
  readonly store: SessionStore;
  /** Limits, tokens and certificates as they are given now. @throws UserError if something is wrong; then nothing changes */
  reload(options: Pick<ServerOptions, "instruments" | keyof AccessConfig>): void;
  /** Takes in nothing more and writes down what is open. */
  flush(): void;
  /** Ends all streams and closes the journal. */
  close(): Promise<void>;
}

/**
 * Starts the policy server: its journal, its sessions that go on, its services over gRPC and, if there is one, its gateway.
 *
 * @throws UserError if an address can't be bound, or the journal, a token file or a certificate is wrong
 */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const { log, listen, now = Date.now, policy } = options;
  const monotonic = options.now === undefined ? () => performance.now() : options.monotonic;
  for (const at of [listen, options.gateway?.listen ?? listen]) {
    if (options.tls !== undefined || isLoopbackAddress(at)) continue;
    throw new UserError(`can't listen on '${at}': without TLS only loopback is allowed, such as 127.0.0.1:50051`);
  }
  let { instruments, limits } = options;
  mkdirSync(options.data, { recursive: true });
  const journal = Journal.open(join(options.data, "journal.sqlite"), { now, log });
  const host = new PolicyHost({
    threads: policy.threads,
    decideMilliseconds: policy.decideMilliseconds,
    backend: policy.backend,
    log,
    ...(options.onBackend !== undefined && { onBackend: options.onBackend }),
    ...(options.policyModules !== undefined && { policyModules: options.policyModules }),
  });
  let metrics: Metrics | undefined;
  const alarms = new SessionAlarms(options.notifications, log);
  const store = new SessionStore({
    journal,
    host,
    log,
    now,
    ...(monotonic !== undefined && { monotonic }),
    serverId: serverIdIn(options.data),
    safetyOf: (name) => (instruments.find((one) => one.name === name) ?? instruments[0]!).safety,
    alarmed: (key, alarm) => alarms.alarmed(key, alarm),
    committed: (key, input, commit) => {
      alarms.beat();
      if (metrics !== undefined) countInputs(metrics, journal.session(key)?.instrument ?? "", input, commit);
    },
    settingsFor: (name) => settingsOf(instruments, name),
    mostSessions: () => limits.sessions,
  });
  metrics = new Metrics({ sessionsByState: () => byState(store) });
  const certificates = new CertificateAlarms((alarm) => alarms.alarmed("", alarm));
  const access = openAccess(options, {
    places: placesOf(store, () => instruments),
    log,
    onExpiry: (notices) => certificates.take(notices, now() / 1000),
  });
  const handlers = serviceHandlers(
    store,
    () => instruments,
    alarms,
    options.keepalive.time_seconds + options.keepalive.timeout_seconds,
  );
  const server = new Server({
    ...serverOptionsOf(options),
    interceptors: [metricsInterceptor(metrics), accessInterceptor(access.gate)],
  });
  const services = [
    CollectionServiceService,
    ResultsServiceService,
    SessionServiceService,
    PolicyServiceService,
  ] as const;
  for (const service of services) {
    server.addService(keepingRaw(service), {
      ...grpcService(service, handlers, log),
      ...(service === CollectionServiceService && {
        drive: (stream: Parameters<typeof drive>[0]) => drive(stream, store, log, (error) => asRichError(error, log)),
      }),
    });
  }
  const operations = addOperations(server, services);
  let gateway: Gateway | undefined;
  let address: string;
  let endBackups = () => {};
  try {
    await store.begin();
    endBackups = await serveBackups(options.data, journal, log);
    address = await bind(server, listen, access);
    if (options.gateway !== undefined) {
      gateway = await startGateway({
        listen: options.gateway.listen,
        access,
        services,
        handlers: asRich(handlers, log),
        metrics,
        isServing: operations.isServing,
        log,
        bodyBytes: messageBytes(options.limits),
      });
    }
  } catch (error) {
    endBackups();
    alarms.stop();
    access.close();
    server.forceShutdown();
    store.close();
    await host.shutdown();
    journal.close();
    throw error;
  }
  const ticks = setInterval(() => {
    for (const session of store.all()) session.tick();
    alarms.beat();
  }, TICK_MILLISECONDS).unref();
  alarms.start();
  log.info({ address, instruments: instruments.map(({ name }) => name) }, "policy server listening");
  return {
    address,
    gatewayAddress: gateway?.address,
    store,
    reload(next) {
      access.reload(next);
      ({ instruments, limits } = next);
      for (const session of store.all()) session.refreshSafety();
    },
    flush() {
      operations.setServing(false);
      journal.flush();
    },
    async close() {
      clearInterval(ticks);
      endBackups();
      alarms.stop();
      access.close();
      store.close();
      await gateway?.close();
      server.forceShutdown();
      journal.close();
      await host.shutdown();
    },
  };
}

/** The name by which drivers know this server, made once. */
function serverIdIn(folder: string): string {
  const file = join(folder, "server-id");
  if (!existsSync(file)) writeFileSync(file, `${randomUUID()}\n`, { mode: 0o600 });
  return readFileSync(file, "utf8").trim();
}

async function bind(server: Server, listen: string, access: Access): Promise<string> {
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync(listen, access.credentials, (error, bound) => {
      if (error === null) resolve(bound);
      else reject(new UserError(`can't listen on ${listen}: ${error.message}`));
    });
  });
  return `${listen.slice(0, listen.lastIndexOf(":"))}:${port}`;
}

function placesOf(store: SessionStore, instruments: () => readonly ServedInstrument[]) {
  return {
    instrumentOf: (key: string) => store.instrumentOf(key),
    get soleInstrument() {
      const all = instruments();
      return all.length === 1 ? all[0]!.name : undefined;
    },
  };
}

function byState(store: SessionStore): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { core } of store.all()) counts[core.state.name] = (counts[core.state.name] ?? 0) + 1;
  return counts;
}

/** Handlers whose errors are those that the gateway knows. */
function asRich({ unary, streams }: Handlers, log: Logger): Handlers {
  const wrapped = Object.entries(unary).map(([name, handle]) => [
    name,
    async (...args: Parameters<typeof handle>) => {
      try {
        return await handle(...args);
      } catch (error) {
        throw asRichError(error, log);
      }
    },
  ]);
  return { unary: Object.fromEntries(wrapped) as Handlers["unary"], streams };
}
