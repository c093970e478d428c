import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { Feed } from "../../../../server/results/feed.js";
import { sourceKinds } from "../../../../server/results/kinds/index.js";
import type { Listener, ListenerKind, TakeTable } from "../../../../server/results/source-kind.js";
import { openResultsDatabase } from "../../../../server/results/store/open-results-database.js";
import { ResultsStore } from "../../../../server/results/store/results-store.js";
import { temporaryFolder } from "../../../support/server-microscope.js";

describe("the webhook for results", () => {
  const folder = temporaryFolder();
  const store = new ResultsStore(openResultsDatabase(":memory:"), () => 5);
  let listener: Listener;
  let isFull = false;

  before(async () => {
    const kind = sourceKinds.get("webhook") as ListenerKind;
    writeFileSync(join(folder.path, "token"), "secret\n");
    const given = {
      kind: "webhook",
      name: "hook",
      listen: "127.0.0.1:0",
      token_file: join(folder.path, "token"),
      body_mebibytes: 0.01,
    };
    const options = kind.options.parse(given);
    const feed = new Feed(
      { ...options, kind: "webhook", session: "monday" },
      kind,
      store,
      () => {},
      () => {},
    );
    const take: TakeTable = (table) => {
      if (isFull) throw new Error("the disk is full");
      return feed.take(table, { path: "webhook", modifiedUnixMilliseconds: 0 });
    };
    listener = await kind.listen(options, take);
  });

  after(async () => {
    await listener.close();
    store.close();
    folder.remove();
  });

  async function post(
    body: string,
    headers: Record<string, string> = {},
  ): Promise<{ code: number; answer: Record<string, unknown> }> {
    const response = await fetch(`http://${listener.address}/results`, {
      method: "POST",
      body,
      headers: { "content-type": "application/json", authorization: "Bearer secret", ...headers },
    });
    return { code: response.status, answer: (await response.json()) as Record<string, unknown> };
  }

  function waiting(): string {
    return store
      .due("monday/hook", "waiting", 10)
      .map(({ shotId, outcome }) => `${shotId} ${JSON.stringify(outcome)}`)
      .join("\n");
  }

  it("keeps a result before it answers, and takes the same one again without news", async () => {
    const body = '{"name": "monday-000001-01.mrc", "ctf_resolution_angstrom": 3.5, "particle_count": 80}';
    assert.deepEqual(await post(body), {
      code: 200,
      answer: { taken: 1, new: 1, pending: 0, unmatched: [], problems: [] },
    });
    assert.equal(waiting(), 'monday-000001-01 {"ctfResolutionAngstrom":3.5,"particleCount":80}');
    assert.equal((await post(body)).answer.new, 0);
    const back = await post('[{"name": "monday-000001-01", "withdrawn": true}]');
    assert.equal(back.answer.new, 1);
    assert.equal(waiting(), 'monday-000001-01 {"withdrawn":true}');
  });

  it("says what has no shot and what can't be understood, and takes the rest", async () => {
    const { code, answer } = await post(
      '[{"name": "foo.mrc", "ctf_resolution_angstrom": 3},\n {"name": "monday-000001-02", "ctf_resolution_angstrom": "x"},\n {"name": "monday-000001-03", "ctf_resolution_angstrom": 4}]',
    );
    assert.equal(code, 422);
    assert.deepEqual(answer, {
      taken: 1,
      new: 1,
      pending: 0,
      unmatched: ["body:1:11: 'foo.mrc' holds no shot id of the session 'monday'"],
      problems: ["body:2:58: 'x' is no number; expected one such as 3.42"],
    });
  });

  it("refuses what is no JSON, too large, of another type or without the token", async () => {
    assert.deepEqual(await post('{"name": }'), {
      code: 400,
      answer: { error: "body:1:10: not valid JSON: unexpected '}'; expected a value" },
    });
    assert.equal((await post("[]", { authorization: "Bearer wrong" })).code, 401);
    assert.equal((await post("[]", { authorization: "" })).code, 401);
    assert.equal((await post("[]", { "content-type": "text/plain" })).code, 415);
    assert.equal((await post(JSON.stringify("x".repeat(20_000)))).code, 413);
    assert.equal((await post("")).code, 400);
    assert.match(String((await post("[{}]")).answer.problems), /no column name for name/);
  });

  it("asks for the results again if they could not be kept", async () => {
    isFull = true;
    const { code, answer } = await post('{"name": "monday-000001-04", "ctf_resolution_angstrom": 3}');
    isFull = false;
    assert.deepEqual([code, answer.error], [503, "the results could not be kept; send them again"]);
  });

  it("lives through connections that are no HTTP", async () => {
    const [host, port] = listener.address.split(":");
    await new Promise<void>((resolve) => {
      const socket = connect(Number(port), host, () => socket.end("\x00\xff\r\n\r\n"));
      socket.on("error", () => {});
      socket.on("close", () => resolve());
      socket.resume();
    });
    assert.equal((await post("[]")).code, 200);
  });
});
