/** What the page of an evaluation has beyond what all pages have. */
export const evaluationStyle = `
.lead{max-width:none}
td small{color:var(--muted);font-size:12.5px;white-space:nowrap;margin-left:5px}
.grid{display:grid;gap:8px 28px;align-items:start}
.grid.four{grid-template-columns:repeat(auto-fit,minmax(min(100%,235px),1fr))}
.grid.two{grid-template-columns:repeat(auto-fit,minmax(min(100%,430px),1fr))}
.grid figure{margin-top:14px;min-width:0}
.grid h4{margin:0 0 4px}
h4{font-size:13.5px;font-weight:600;margin:18px 0 4px}
.broad{overflow-x:auto}
.broad svg{min-width:600px}
.verdict{font-size:.85em}
.verdict.higher{color:var(--green)}
.verdict.lower{color:var(--vermilion)}
.verdict.open{color:var(--muted)}
.short{margin:18px 0 0;padding:0;list-style:none}
.short li{padding:5px 0 5px 24px;position:relative}
.short .verdict{position:absolute;left:2px}
.reading{margin:18px 0 0;padding:12px 16px;background:var(--panel);border-radius:10px}
.reading p{margin:0;max-width:100ch}
.reading p+p{margin-top:6px}
td.matrix{white-space:nowrap}
td .sure{color:var(--green);margin-left:6px}
td .unsure{color:var(--muted);margin-left:6px}
details.part{margin-top:18px;border-top:1px solid var(--line);padding-top:14px}
details.part>summary{font-size:15px}
details.part>summary small{color:var(--muted);font-weight:400;margin-left:8px}
nav{margin:16px 0 0;font-size:13.5px;display:flex;flex-wrap:wrap;gap:4px 18px}
a{color:var(--blue)}
th,td{padding:6px 10px}
td.text{min-width:7em}
@media (max-width:600px){
main{padding:22px 16px 48px}
h1{font-size:23px}
.tiles{grid-template-columns:1fr 1fr}
.tile dd{font-size:22px}
}
`;
