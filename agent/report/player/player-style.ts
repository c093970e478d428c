/** What a session's page has beyond the style of all reports. */
export const playerStyle = `
main{max-width:1480px}
.lead{max-width:none}
.player{display:grid;grid-template-columns:minmax(0,1.75fr) minmax(320px,1fr);gap:20px 32px;align-items:start;margin-top:8px}
.player h2::first-letter{text-transform:uppercase}
.player h2{margin:0 0 8px;font-size:15px}
.controls{position:sticky;top:0;z-index:5;background:var(--paper);border-bottom:1px solid var(--line);margin:18px -28px 14px;padding:10px 28px}
.controls-row{display:flex;flex-wrap:wrap;gap:8px 14px;align-items:center}
.controls button{font:inherit;min-width:38px;height:34px;padding:0 9px;border:1px solid var(--line);border-radius:7px;background:var(--panel);color:var(--ink);cursor:pointer}
.controls button:hover{border-color:var(--muted)}
.controls button[aria-pressed=true]{background:var(--ink);color:var(--paper);border-color:var(--ink)}
.controls button:disabled{opacity:.4;cursor:default}
.controls :focus-visible{outline:3px solid var(--sky);outline-offset:2px}
.controls input[type=range]{flex:1 1 220px;accent-color:var(--blue);height:28px;margin:0}
.controls label{display:inline-flex;gap:6px;align-items:center;color:var(--muted);font-size:13px}
.controls select{font:inherit;font-size:13px;color:var(--ink);background:var(--panel);border:1px solid var(--line);border-radius:7px;height:34px;padding:0 6px}
.group-of-buttons{display:flex;gap:4px}
.readout{display:flex;flex-wrap:wrap;gap:2px 26px;margin:8px 0 0;padding:0;font-variant-numeric:tabular-nums}
.readout div{display:flex;gap:6px;align-items:baseline}
.readout dt{color:var(--muted);font-size:13px;order:2}
.readout dd{margin:0;font-weight:650;font-size:17px}
.readout .budget{color:var(--muted);font-weight:400;font-size:13px}
.decision{display:grid;grid-template-columns:minmax(0,1fr) minmax(0,1.3fr) minmax(0,1fr);gap:8px 32px;background:var(--panel);border-radius:10px;padding:14px 16px;margin:0 0 20px;min-height:140px}
.decision.tall{min-height:196px}
.decision h2{margin:0 0 4px;font-size:13px;font-weight:500;color:var(--muted)}
.decision p{margin:0}
#what{margin:0 0 10px;padding:0;list-style:none}
#what li{margin:0 0 2px}
#why{font-weight:500}
.numbers{display:grid;grid-template-columns:1fr auto;gap:2px 14px;margin:8px 0 0;max-width:330px;font-size:13px;font-variant-numeric:tabular-nums}
.numbers dt{color:var(--muted)}
.numbers dd{margin:0;text-align:right}
.candidates{font-size:13px;margin:0}
.candidates caption{text-align:left;color:var(--muted);padding:0 0 4px}
.candidates td{padding:2px 0;border:0;text-align:left}
.candidates td:last-child{width:62%;padding-left:12px}
.candidates .bar{display:inline-block;height:8px;border-radius:2px;background:var(--blue);vertical-align:1px;margin-right:6px}
.candidates .bar.minus{background:var(--orange)}
figure svg.close{width:100%;max-height:400px;overflow:hidden}
#close-grid svg{max-height:250px}
figure.close-up{margin:0 0 18px}
figure.map-figure{margin:0}
.map-figure svg.whole{width:100%;height:auto;display:block}
.unknown>.m-group,.unknown>.m-rim{display:none}
.m-w.later,body:not(.truth) .truth-only{display:none}
.m-here{pointer-events:none}
.timeline{width:100%;height:auto;display:block;cursor:pointer}
.timeline .axis{font-size:11px;fill:var(--muted);dominant-baseline:central}
.timeline .tick{stroke:var(--line);fill:none}
.timeline .future{stroke:var(--faint);stroke-width:1.5;fill:none;stroke-dasharray:2 3}
.timeline .past{stroke:var(--blue);stroke-width:2.5;fill:none}
.timeline .now{stroke:var(--ink);stroke-width:1.5;fill:none}
kbd{font:12px ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;border:1px solid var(--line);border-bottom-width:2px;border-radius:4px;padding:0 5px;background:var(--panel)}
.keys{color:var(--muted);font-size:13px;margin:14px 0 0}
.visually-hidden{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
@media (max-width:900px){.player,.decision{grid-template-columns:minmax(0,1fr)}}
@media print{
.controls{position:static;border:0;margin:8px 0;padding:0}
.controls-row,.keys{display:none}
.player{grid-template-columns:1.75fr 1fr}
}
`;
