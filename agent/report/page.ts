import { Html, html } from "../../env/render/html.js";
import { pageScript } from "./page-script.js";
import { pageStyle } from "./page-style.js";

/** What a page has beyond what all have. */
export interface PageExtras {
  readonly style?: string;
  readonly script?: string;
}

/** A whole HTML document that needs no other file: style and script are inside, nothing is fetched. */
export function page(title: string, body: Html, { style = "", script = "" }: PageExtras = {}): string {
  const document = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'">
<title>${title}</title>
<style>${new Html(pageStyle + style)}</style>
</head>
<body>
<main>
${body}
</main>
<script>${new Html(pageScript + script)}</script>
</body>
</html>
`;
  return document.text;
}
