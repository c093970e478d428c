import { type Html, html } from "../../env/render/html.js";

/** Sentences that a reader must see before the figures. */
export function notesList(notes: readonly string[]): Html {
  if (notes.length === 0) return html``;
  return html`<ul class="notes">${notes.map((note) => html`<li>${note}</li>`)}</ul>`;
}
