import assert from "node:assert/strict";
import { status } from "@grpc/grpc-js";
import { startTestServer, type TestServer } from "./server-in-process.js";
import { instrumentsFor } from "./server-options.js";
import { ScriptedDriver } from "./server-scripted-driver.js";

/** What tests of `CollectionService` work with: a server for all of a suite's tests, and drivers that follow a script. */
export interface CollectionServiceSuite {
  readonly server: TestServer;
  /** A server besides the common one; it ends with the test. */
  otherServer(...options: Parameters<typeof startTestServer>): Promise<TestServer>;
  /** A driver's first stream to a session of its own, or its next one. */
  driver(earlier?: ScriptedDriver): ScriptedDriver;
  /** A driver that has been told to expose something and has not begun. */
  driverAtShot(): Promise<ScriptedDriver>;
  /** Checks how a driver's stream ended, and what was said about it. */
  assertEnds(at: ScriptedDriver, code: status, ...words: (string | RegExp)[]): Promise<void>;
  /** Checks that the server still does its work. */
  assertServes(): Promise<void>;
}

/** To be called in a `describe`: starts the suite's server before its tests and ends it after them. */
export function collectionServiceSuite(): CollectionServiceSuite {
  let server: TestServer | undefined;
  const others: TestServer[] = [];
  let sessions = 0;

  before(async () => {
    server = await startTestServer({ instruments: instrumentsFor(200) });
  });

  after(() => server?.close());

  afterEach(() => {
    for (const other of others.splice(0)) void other.close();
  });

  const suite: CollectionServiceSuite = {
    get server() {
      return server!;
    },
    async otherServer(...options) {
      const other = await startTestServer(...options);
      others.push(other);
      return other;
    },
    driver(earlier) {
      return new ScriptedDriver(suite.server.collection, earlier?.sessionKey ?? `session-${++sessions}`, earlier);
    },
    async driverAtShot() {
      const at = suite.driver();
      await at.untilAcquire(await at.begin());
      return at;
    },
    async assertEnds(at, code, ...words) {
      const end = await at.ended;
      assert.equal(status[end.code], status[code], end.details);
      for (const word of words) {
        if (word instanceof RegExp) assert.match(end.details, word);
        else assert.ok(end.details.includes(word), `'${end.details}' does not say '${word}'`);
      }
    },
    async assertServes() {
      const good = suite.driver();
      const made = await good.finish(await good.begin());
      assert.equal(made.length, 11);
      await suite.assertEnds(good, status.OK);
    },
  };
  return suite;
}
