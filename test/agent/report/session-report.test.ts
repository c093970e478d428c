import assert from "node:assert/strict";
import { sessionReport } from "../../../agent/report/session-report.js";
import { TargetTree } from "../../../env/tree/target-tree.js";
import { exampleReport } from "./report-example.js";

/** What a browser would fetch: any URL but the names of XML namespaces. */
function fetches(page: string): string[] {
  const found = page.replace(/xmlns(:\w+)?="[^"]*"/g, "").match(/https?:|url\(|@import|<link|<img|<script [^>]*src/g);
  return found ?? [];
}

describe("sessionReport", () => {
  const data = exampleReport();
  let page = "";
  before(async () => {
    page = await sessionReport(data);
  });

  it("shows the notes, and that the map is schematic", () => {
    for (const note of data.notes) assert.ok(page.includes(`<li>${note}</li>`));
    assert.ok(page.includes("Schematic: this session has no stage positions."));
  });

  it("counts from the events", () => {
    for (const { policy, events } of [data.main, ...data.others]) {
      const good = events.filter((event) => event.kind === "resulted" && event.good).length;
      const exposed = events.filter((event) => event.kind === "exposed").length;
      assert.ok(exposed > 0);
      const share = Math.round((100 * good) / exposed);
      assert.ok(page.includes(`</span>${policy}</td><td>${good}</td><td>${exposed}</td><td>${share} %</td>`), policy);
    }
  });

  it("lists every exposure with its reason", () => {
    const exposed = data.main.events.filter((event) => event.kind === "exposed").length;
    const list = page.slice(page.indexOf("<details"));
    assert.equal(list.match(/Because it is there\./g)?.length, exposed);
  });

  it("draws every hole", () => {
    const holes = data.tree.size - data.tree.firstLeaf;
    assert.equal(page.match(/<use id="h\d+"/g)?.length, holes);
  });

  it("fetches nothing", () => {
    assert.deepEqual(fetches(page), []);
  });

  it("is the same each time", async () => {
    assert.equal(await sessionReport(data), page);
  });

  it("escapes names from users' files", async () => {
    const evil = `</title><script>alert("x")</script>`;
    const targets = data.tree.descriptions().map((target) => ({ ...target, name: `${evil}${target.name}` }));
    const hostile = await sessionReport({
      ...data,
      title: evil,
      scenario: evil,
      notes: [evil],
      goodExpression: evil,
      tree: TargetTree.from(targets),
      main: { ...data.main, policy: evil },
      reasons: new Map([...data.reasons!.keys()].map((id) => [id, evil])),
    });
    assert.ok(!hostile.includes("<script>alert"));
    assert.equal(hostile.match(/<script/g)?.length, 1);
  });

  it("can show a session in which nothing happened yet", async () => {
    const { startHole: _, reasons: __, ...rest } = data;
    const idle = await sessionReport({ ...rest, main: { policy: "idle", events: [] }, others: [], bound: 0 });
    assert.ok(idle.includes("All 0 exposures of idle"));
    assert.ok(!idle.includes("NaN"));
  });
});
