import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { stringify } from "yaml";
import { type RunningCommand, startCommand } from "../../../bin/terminal/child-process.js";
import type { Role } from "../../../server/access/roles.js";
import { createToken } from "../../../server/access/tokens/manage-tokens.js";
import { TestAuthority } from "../../server/access/support/certificates.js";
import { temporaryFolder } from "../../support/server-microscope.js";

/** A world of eight squares, and an hour for it. */
export const SCENARIO = "small-session";

/** A policy server that is a process of its own. */
export interface PolicyServer {
  /** `host:port`. */
  readonly address: string;
  /** A folder that goes when the server does. */
  readonly folder: string;
  /** What it logged last. */
  messages(): string;
  close(): Promise<void>;
}

/** A policy server with TLS that knows its callers by tokens. */
export interface SecuredServer extends PolicyServer {
  /** Certificate of the authority that signed the server's. */
  readonly authorityFile: string;
  /** Certificate of an authority that did not. */
  readonly strangerFile: string;
  readonly tokens: Readonly<Record<Role, string>>;
}

/** Starts a server for this machine alone, without TLS and tokens. */
export async function startOpenServer(): Promise<PolicyServer> {
  const temporary = temporaryFolder();
  const journal = ["--journal", join(temporary.path, "journal")];
  const server = await startCommand(["serve", "--scenario", SCENARIO, "--listen", "127.0.0.1:0", ...journal]);
  return running(server, temporary);
}

/** Starts a server as a facility has it. */
export async function startSecuredServer(): Promise<SecuredServer> {
  const temporary = temporaryFolder();
  const folder = temporary.path;
  const authority = await TestAuthority.make(folder, "facility");
  const stranger = await TestAuthority.make(folder, "stranger");
  const certificate = await authority.sign("localhost");
  const tokenFile = join(folder, "tokens.yaml");
  const make = (role: Role) => createToken(tokenFile, { name: `its-${role}`, role });
  const tokens = {
    driver: make("driver"),
    results: make("results"),
    viewer: make("viewer"),
    operator: make("operator"),
    admin: make("admin"),
  };
  const config = {
    listen: "127.0.0.1:0",
    tls: { certificate: certificate.certificateFile, key: certificate.keyFile },
    tokens: tokenFile,
    data: join(folder, "data"),
    instruments: [{ name: "krios", scenario: SCENARIO, mode: "autonomous" }],
    limits: { requests_per_minute: 1_000_000 },
  };
  const configFile = join(folder, "serve.yaml");
  writeFileSync(configFile, stringify(config));
  const server = await startCommand(["serve", "--config", configFile]);
  return {
    ...running(server, temporary),
    authorityFile: authority.own.certificateFile,
    strangerFile: stranger.own.certificateFile,
    tokens,
  };
}

function running(server: RunningCommand, temporary: ReturnType<typeof temporaryFolder>): PolicyServer {
  return {
    address: String(server.ready.address),
    folder: temporary.path,
    messages: server.messages,
    async close() {
      await server.stop();
      temporary.remove();
    },
  };
}
