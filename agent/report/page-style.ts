import { mapStyle } from "../../env/render/map/map-style.js";
import { colour, colourDeclarations } from "../../env/render/palette.js";

/** The style of all reports: system fonts, light and dark by the reader's choice, light on paper. */
export const pageStyle = `
:root{${colourDeclarations("light")}}
@media (prefers-color-scheme: dark){:root{${colourDeclarations("dark")}}}
@media print{:root{${colourDeclarations("light")}}}
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;-webkit-font-smoothing:antialiased}
main{max-width:1136px;margin:0 auto;padding:36px 28px 64px}
h1{font-size:28px;line-height:1.2;font-weight:650;letter-spacing:-.015em;margin:0 0 4px}
h2{font-size:18px;font-weight:650;letter-spacing:-.005em;margin:44px 0 4px}
h3{font-size:15px;font-weight:650;margin:28px 0 4px}
p{margin:4px 0 12px;max-width:78ch}
code{font:.92em ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;background:var(--panel);padding:1px 5px;border-radius:4px}
.lead,figcaption,.small{color:var(--muted)}
.notes{margin:18px 0 0;padding:12px 16px;border-left:4px solid var(--orange);background:var(--panel);border-radius:0 6px 6px 0;list-style:none}
.notes li+li{margin-top:4px}
.tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(150px,1fr));gap:12px;margin:22px 0 0;padding:0}
.tile{background:var(--panel);border-radius:10px;padding:14px 16px 12px;margin:0}
.tile dt{color:var(--muted);font-size:13px}
.tile dd{margin:0;font-size:27px;line-height:1.25;font-weight:650;letter-spacing:-.02em;font-variant-numeric:tabular-nums}
.tile dd small{display:block;font-size:13px;font-weight:400;letter-spacing:0;color:var(--muted)}
.wide{overflow-x:auto}
table{border-collapse:collapse;width:100%;margin:10px 0 0;font-variant-numeric:tabular-nums}
th,td{padding:7px 12px;text-align:right;border-bottom:1px solid var(--line);vertical-align:baseline}
th{font-size:13px;font-weight:500;color:var(--muted);vertical-align:bottom}
td:first-child,th:first-child{padding-left:2px}
.text{text-align:left}
.one-line{white-space:nowrap}
tbody tr.main{font-weight:650}
tbody tr.group td{border-bottom:0;padding-top:16px;font-weight:650}
.swatch{display:inline-block;width:11px;height:11px;border-radius:3px;margin-right:9px}
.meter{display:inline-block;width:84px;height:7px;border-radius:4px;background:var(--line);margin-left:10px;overflow:hidden;vertical-align:1px}
.meter i{display:block;height:100%;background:var(--grey)}
figure{margin:10px 0 0}
figure svg{display:block;max-width:100%;height:auto;overflow:visible}
figcaption{font-size:13px;margin-top:8px;max-width:100ch}
.legend{display:flex;flex-wrap:wrap;gap:2px 20px;margin:0 0 10px;padding:0;list-style:none;font-size:12.5px}
.legend li{display:inline-flex;align-items:center;gap:6px}
details{margin-top:36px}
summary{cursor:pointer;font-size:18px;font-weight:650}
details table{font-size:13px}
details td,details th{padding:4px 10px}
.mark{display:inline-block;width:9px;height:9px;margin-right:7px}
footer{margin-top:48px;padding-top:14px;border-top:1px solid var(--line);color:var(--muted);font-size:13px}
${mapStyle(colour)}
#tip{position:fixed;left:0;top:0;max-width:340px;padding:7px 10px;border-radius:6px;background:var(--ink);color:var(--paper);font-size:12.5px;line-height:1.4;white-space:pre-line;pointer-events:none;z-index:9}
#tip[hidden]{display:none}
@media print{
*{-webkit-print-color-adjust:exact;print-color-adjust:exact}
main{max-width:none;padding:0}
figure,.tiles,.notes,tr{break-inside:avoid}
h2,h3{break-after:avoid}
#tip{display:none}
}
`;
