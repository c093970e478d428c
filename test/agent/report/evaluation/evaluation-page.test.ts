import assert from "node:assert/strict";
import type { EpisodeRecord } from "../../../../agent/evaluate/episode-record.js";
import type { ScenarioFacts } from "../../../../agent/evaluate/summary/paired-tasks.js";
import { summarise } from "../../../../agent/evaluate/summary/summarise.js";
import { evaluationReport } from "../../../../agent/report/evaluation/evaluation-page.js";
import { type MadeOptions, madeRecords } from "../../../support/made-records.js";

const policies = { index: 0.8, greedy: 0.6, raster: 0 };

interface PageOptions extends Partial<MadeOptions> {
  readonly notes?: readonly string[];
  readonly facts?: Readonly<Record<string, ScenarioFacts>>;
  readonly change?: (records: EpisodeRecord[]) => EpisodeRecord[];
  readonly traceHref?: (record: EpisodeRecord) => string | undefined;
}

async function pageOf({ notes = [], facts = {}, change = (records) => records, traceHref, ...made }: PageOptions) {
  const options = { policies, scenarios: ["one", "two"], episodes: 12, forecasting: ["index"], ...made };
  const records = change(madeRecords(options));
  const summary = summarise(records, { policies: Object.keys(options.policies), scenarios: facts });
  const html = await evaluationReport({
    title: "Some suite",
    records,
    summary,
    notes,
    ...(traceHref === undefined ? {} : { traceHref }),
  });
  return { html, summary, records };
}

const textOf = (html: string) =>
  html
    .replace(/<(style|script|svg)[\s\S]*?<\/\1>/g, "")
    .replace(/<[^>]*>/g, "")
    .replace(/\s+/g, " ");

describe("evaluationReport", () => {
  it("says first how many worlds there are, what intervals are over, and what came out", async () => {
    const { html, summary } = await pageOf({ notes: ["From an operator's choice."] });
    const header = textOf(html.slice(0, html.indexOf("</header>")));
    const { score } = summary.comparisons[0]!;
    for (const text of [
      "Worlds a scenario12generated worlds",
      "Episodes72",
      "From an operator&#39;s choice.",
      "12 generated worlds are drawn anew within each scenario, 2,000 times",
      "nothing about other scenarios",
      "With as few as 12 worlds a scenario they are somewhat too narrow.",
      "A difference is called one only if its interval excludes 0",
      `index is better than greedy: +${score!.value.toFixed(3)} in score`,
      `(95 %: +${score!.interval!.low.toFixed(3)} to +${score!.interval!.high.toFixed(3)})`,
    ]) {
      assert.ok(header.includes(text), `${text}\n${header}`);
    }
  });

  it("has every section, its charts as pictures with what they say, and fetches nothing", async () => {
    const { html } = await pageOf({});
    for (const id of html.matchAll(/href="#([\w-]+)"/g)) assert.ok(html.includes(`<section id="${id[1]}">`), id[1]);
    assert.equal(html.match(/<section /g)?.length, 8);
    // Four aggregates, two profiles, the scores, two for each scenario, one reliability diagram.
    assert.equal(html.match(/<svg /g)?.length, 4 + 2 + 1 + 2 * 2 + 1);
    assert.match(html, /aria-label="index: interquartile mean 0\.\d{3} \(0\.\d{3} to 0\.\d{3}\)"/);
    assert.match(html, /aria-label="index: exposing \d h/);
    // Not even within the page: parts of pictures that go by an id would mix them up.
    assert.ok(!/(src|href)="(https?:)?\/\/|@import|url\(/.test(html));
    assert.doesNotMatch(textOf(html), /NaN|undefined|Infinity|null/);
  });

  it("shows what the summary holds", async () => {
    const { html, summary } = await pageOf({});
    const text = textOf(html);
    const [comparison] = summary.comparisons;
    const { nonInferiority: test, difference } = comparison!.tasks[1]!;
    const [calibration] = summary.calibrations;
    for (const figure of [
      summary.tasks[0]!.policies[1]!.mean.value.toFixed(1),
      summary.tasks[0]!.policies[1]!.regret.interval!.high.toFixed(1),
      `${comparison!.won} · ${comparison!.tied} · ${comparison!.lost}`,
      `+${difference.value.toFixed(1)}`,
      `${test.margin.toFixed(1)}+${test.lowerLimit!.toFixed(1)}`,
      `shown${test.sd!.toFixed(1)}12${test.worldsNeeded!.toLocaleString("en-GB")}`,
      calibration!.expectedCalibrationError.toFixed(4) + calibration!.floor.toFixed(4),
    ]) {
      assert.ok(text.includes(figure), figure);
    }
  });

  it("marks verdicts by sign as well as by colour", async () => {
    const { html } = await pageOf({ policies: { greedy: 0.6, index: 0.8, twin: 0.6 } });
    const header = textOf(html.slice(0, html.indexOf("</header>")));
    assert.match(header, /▼greedy is worse than index: −0\.\d{3} in score \(95 %: −0\.\d{3} to −0\.\d{3}\)/);
    assert.match(header, /○No difference shown between greedy and twin/);
  });

  it("says that starts of one session say nothing about other sessions", async () => {
    const over = "starts of one session" as const;
    const only = await pageOf({ scenarios: ["one"], facts: { one: { over, metric: "goodMicrographs" } } });
    assert.ok(textOf(only.html).includes("12 starts of one session are drawn anew within each scenario"));
    assert.ok(textOf(only.html).includes("They say nothing about other sessions."));
    assert.ok(textOf(only.html).includes("Mean good micrographs"));
    const mixed = textOf((await pageOf({ facts: { one: { over } } })).html);
    assert.ok(mixed.includes("12 starts of one session or 12 generated worlds are drawn"));
    assert.ok(mixed.includes("Of one: they say nothing about other sessions."));
  });

  it("leaves scenarios without a span out of scores, and says so", async () => {
    const { html } = await pageOf({ hopeless: ["two"] });
    const text = textOf(html);
    assert.ok(text.includes("No normalised score on two: bound and raster are about the same there"));
    assert.ok(text.includes("no score: these are about the same"));
    const none = await pageOf({ hopeless: ["one", "two"] });
    assert.ok(!none.html.includes('id="scores"') && !none.html.includes("#scores"));
    assert.ok(textOf(none.html).includes("index against greedy: no scenario can be scored"));
  });

  it("has no intervals with one world, one policy or no forecasts to speak of", async () => {
    const single = await pageOf({ episodes: 1 });
    assert.ok(textOf(single.html).includes("are not given where there is one world"));
    assert.ok(textOf(single.html).includes("Too few worlds to say anything of index against greedy"));
    const alone = await pageOf({ policies: { index: 0.8 }, forecasting: [] });
    for (const { html } of [single, alone]) assert.doesNotMatch(textOf(html), /NaN|undefined|Infinity|null/);
    assert.ok(!alone.html.includes('id="comparisons"') && !alone.html.includes('id="calibration"'));
  });

  it("counts what has no counterpart", async () => {
    const { html } = await pageOf({ change: (records) => records.slice(1) });
    assert.ok(textOf(html).includes("2 finished episodes left out"));
    assert.ok(textOf(html).includes("Worlds a scenario11–12"));
  });

  it("compares budgets of a scenario in a chart", async () => {
    const { html } = await pageOf({ scenarios: ["one"], budgetsMinutes: [120, 480] });
    assert.ok(html.includes(">budget (minutes)</text>"));
    assert.ok(textOf(html).includes("Normalised score over 2 budgets"));
  });

  it("links the episodes that can be stepped through", async () => {
    const traceHref = ({ scenario, policy, episode }: EpisodeRecord) =>
      episode === 3 ? `traces/${scenario}-${policy}.html?a=1&b="2"` : undefined;
    const { html } = await pageOf({ traceHref });
    assert.equal(html.match(/<a href="traces/g)?.length, 6);
    assert.ok(html.includes('href="traces/two-greedy.html?a=1&amp;b=&quot;2&quot;"'));
    assert.ok(textOf(html).includes("6 in all"));
  });

  it("escapes names and is the same each time", async () => {
    const hostile = { policies: { "<s>": 0.8, b: 0.5 }, scenarios: ["<u>&"], forecasting: ["<s>"] };
    const { html } = await pageOf(hostile);
    assert.ok(!/<u>|<s>|\bu>&[^a-z]/.test(html));
    assert.equal((await pageOf(hostile)).html, html);
  });
});
