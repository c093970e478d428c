import assert from "node:assert/strict";
import { z } from "zod";
import { problems } from "../../../../env/scenario/schema/problems.js";
import { allowedKeys } from "../../../../env/scenario/schema/walk-schema.js";

const objectives = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("good"), good: z.string() }),
  z.strictObject({ kind: z.literal("screening"), pseudo_count: z.number() }),
]);

const schema = z
  .strictObject({
    jitter: z.union([z.number(), z.strictObject({ least: z.number(), most: z.number() })]).optional(),
    focus: z
      .strictObject({ every: z.number() })
      .refine(({ every }) => every > 0)
      .default({ every: 1 }),
    steps: z.array(z.strictObject({ seconds: z.number() })).optional(),
    pair: z.tuple([z.strictObject({ x: z.number() }), z.strictObject({ y: z.number() })]).optional(),
    named: z
      .record(z.string().regex(/^[a-z]+$/, "expected small letters"), z.strictObject({ a: z.number() }))
      .optional(),
    objective: objectives.optional(),
    piped: z
      .strictObject({ a: z.number() })
      .transform(({ a }) => a)
      .optional(),
    lazy: z
      .lazy(() => z.strictObject({ deep: z.number() }))
      .nullable()
      .optional(),
    mode: z.enum(["fast", "slow"]).optional(),
  })
  .refine(() => true);

/** `path: text` of everything that is wrong. */
function wrong(value: unknown): string[] {
  const result = schema.safeParse(value);
  if (result.success) return [];
  return problems(schema, result.error.issues, value).map(({ path, text }) => `${path.join(".")}|${text}`);
}

describe("problems", () => {
  const refused: [string, unknown, ...RegExp[]][] = [
    [
      "a refined mapping",
      { jiter: 1 },
      /^jiter\|unknown key 'jiter'\. Allowed here: jitter, focus, .*Did you mean 'jitter'\?$/,
    ],
    [
      "a default",
      { focus: { evry: 1 } },
      /^focus\.every\|'focus\.every' is missing: expected number$/,
      /^focus\.evry\|.*Allowed here: every\. Did you mean 'every'\?$/,
    ],
    [
      "a union's mapping",
      { jitter: { least: 1, mst: 2 } },
      /^jitter\.most\|'jitter\.most' is missing/,
      /^jitter\.mst\|.*Allowed here: least, most\. Did you mean 'most'\?$/,
    ],
    ["a union that nothing fits", { jitter: "much" }, /^jitter\|jitter: expected number or expected keys and values$/],
    [
      "a list",
      { steps: [{ seconds: 1 }, { secs: 1, seconds: "1" }] },
      /^steps\.1\.seconds\|steps\.1\.seconds: expected number, received string$/,
      /^steps\.1\.secs\|.*Allowed here: seconds\./,
    ],
    [
      "a tuple",
      { pair: [{ x: 1 }, { z: 1 }] },
      /^pair\.1\.y\|'pair\.1\.y' is missing/,
      /^pair\.1\.z\|.*Allowed here: y\./,
    ],
    [
      "a record",
      { named: { one: { b: 1 }, TWO: { a: 1 } } },
      /^named\.one\.a\|.*missing/,
      /^named\.one\.b\|.*Allowed here: a\./,
      /^named\.TWO\|named\.TWO: expected small letters$/,
    ],
    [
      "the chosen kind",
      { objective: { kind: "good", good: "x", pseudo_cont: 1 } },
      /^objective\.pseudo_cont\|.*Allowed here: kind, good\.$/,
    ],
    [
      "the other kind",
      { objective: { kind: "screening", pseudo_cont: 1 } },
      /'objective\.pseudo_count' is missing/,
      /Allowed here: kind, pseudo_count\. Did you mean 'pseudo_count'\?$/,
    ],
    [
      "an unknown kind",
      { objective: { kind: "god", good: "x" } },
      /^objective\.kind\|objective\.kind: 'god'; expected one of 'good' \| 'screening'\. Did you mean 'good'\?$/,
    ],
    [
      "no kind",
      { objective: {} },
      /^objective\.kind\|'objective\.kind' is missing: expected one of 'good' \| 'screening'$/,
    ],
    ["a pipe", { piped: { b: 1 } }, /missing/, /^piped\.b\|.*Allowed here: a\./],
    ["something lazy", { lazy: { deeep: 1 } }, /missing/, /Did you mean 'deep'\?$/],
    ["a word", { mode: "fsat" }, /^mode\|mode: 'fsat'; expected one of "fast"\|"slow"\. Did you mean 'fast'\?$/],
    ["no mapping at all", 3, /^\|the file: expected keys and values, received number$/],
  ];
  for (const [what, value, ...expected] of refused) {
    it(`explains ${what}`, () => {
      const found = wrong(value);
      assert.equal(found.length, expected.length, found.join("\n"));
      expected.forEach((message, i) => void assert.match(found[i]!, message));
    });
  }

  it("shortens what is very long", () => {
    const [text] = wrong({ ["x".repeat(10_000)]: 1 });
    assert.ok(text!.length < 11_000 && text!.includes(`${"x".repeat(79)}…`));
  });
});

describe("allowedKeys", () => {
  it("goes by the value's kind, and gives all alternatives' keys without one", () => {
    const chosen = { objective: { kind: "screening" } };
    assert.deepEqual(allowedKeys(schema, chosen, ["objective"]), ["kind", "pseudo_count"]);
    assert.deepEqual(allowedKeys(schema, {}, ["objective"]), ["kind", "good", "pseudo_count"]);
    assert.deepEqual(allowedKeys(schema, {}, ["mode"]), []);
    assert.deepEqual(allowedKeys(schema, {}, ["nowhere", "deeper"]), []);
  });
});
