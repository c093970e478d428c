import assert from "node:assert/strict";
import { escapeHtml, html } from "../../../env/render/html.js";

describe("html", () => {
  it("escapes values, keeps its own, joins lists, drops undefined", () => {
    const items = ["<", '"'].map((text) => html`<li>${text}</li>`);
    assert.equal(html`<ul>${items}</ul>${undefined}${1}`.text, "<ul><li>&lt;</li><li>&quot;</li></ul>1");
  });

  it("escapes all that is special in text and attributes", () => {
    assert.equal(escapeHtml(`<a b="c" d='e'>&`), "&lt;a b=&quot;c&quot; d=&#39;e&#39;&gt;&amp;");
  });

  it("replaces what no XML may hold, and keeps the rest", () => {
    assert.equal(escapeHtml("a\u0000b\u001bc\ud800d\uffff"), "a\ufffdb\ufffdc\ufffdd\ufffd");
    assert.equal(escapeHtml("tab\there, Å, 🔬"), "tab\there, Å, 🔬");
  });
});
