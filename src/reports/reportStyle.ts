/** The style of every report: the system's fonts, light or dark as the reader's system is, and light on paper. */
export const reportStyle = `
:root { color-scheme: light dark; --text: #1d2330; --soft: #5c6577; --back: #f5f6f8; --card: #fff; --line: #dfe3ea;
  --a: #2f6fc4; --b: #d9730d; --c: #2a8c57; --d: #8a4fc0; --e: #b0306a; --f: #6b7280; --warn: #c22f3d; --empty: #eef0f4; }
@media (prefers-color-scheme: dark) { :root { --text: #e6e9ef; --soft: #9aa4b5; --back: #14171d; --card: #1c2129;
  --line: #303744; --a: #6aa5f2; --b: #f2a154; --c: #5cc78d; --d: #b98cf0; --e: #f07cab; --f: #a3adbd; --warn: #ff7b86; --empty: #262c37; } }
/* In VS Code, which marks its own theme. */
:root:has(body.vscode-light, body.vscode-high-contrast-light) { --text: #1d2330; --soft: #5c6577; --back: #f5f6f8; --card: #fff; --line: #dfe3ea; --a: #2f6fc4; --b: #d9730d; --c: #2a8c57; --d: #8a4fc0; --e: #b0306a; --f: #6b7280;
  --warn: #c22f3d; --empty: #eef0f4; }
:root:has(body.vscode-dark, body.vscode-high-contrast:not(.vscode-high-contrast-light)) { --text: #e6e9ef; --soft: #9aa4b5; --back: #14171d; --card: #1c2129;
  --line: #303744; --a: #6aa5f2; --b: #f2a154; --c: #5cc78d; --d: #b98cf0; --e: #f07cab; --f: #a3adbd; --warn: #ff7b86; --empty: #262c37; }
* { box-sizing: border-box; }
body { margin: 0; background: var(--back); color: var(--text);
  font: 15px/1.55 system-ui, "Segoe UI", "Hiragino Sans", "Yu Gothic UI", "Noto Sans CJK JP", sans-serif; }
main { max-width: 1080px; margin: 0 auto; padding: 32px 24px 64px; }
header { margin-bottom: 24px; }
h1 { font-size: 28px; line-height: 1.25; margin: 0 0 4px; overflow-wrap: anywhere; }
h2 { font-size: 18px; margin: 0 0 4px; }
h3 { font-size: 14px; margin: 16px 0 6px; color: var(--soft); font-weight: 600; }
p { margin: 0 0 8px; }
.subtitle, .explanation, figcaption small { color: var(--soft); }
.subtitle { overflow-wrap: anywhere; }
.notice { display: inline-block; margin-top: 8px; padding: 4px 12px; border: 1px solid var(--warn); border-radius: 14px;
  color: var(--warn); font-size: 13px; }
section { background: var(--card); border: 1px solid var(--line); border-radius: 12px; padding: 20px 24px; margin: 0 0 16px; }
.explanation { font-size: 13px; margin-bottom: 12px; }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(150px, 1fr)); gap: 12px; margin: 0 0 16px; }
.tile { background: var(--card); border: 1px solid var(--line); border-radius: 12px; padding: 14px 18px; }
.tile b { display: block; font-size: 26px; line-height: 1.2; font-variant-numeric: tabular-nums; }
.tile span { color: var(--soft); font-size: 13px; }
.sentences { list-style: none; margin: 8px 0 0; padding: 0; }
.sentences > li { padding: 10px 0; border-top: 1px solid var(--line); }
.sentences > li:first-child { border-top: 0; }
.sentences > li > div:first-child { display: flex; gap: 10px; align-items: baseline; }
.badge { flex: none; min-width: 44px; padding: 0 8px; border-radius: 6px; text-align: center; font-size: 12px;
  font-weight: 600; color: #fff; background: var(--soft); }
.badge.good { background: var(--c); } .badge.a { background: var(--a); } .badge.b { background: var(--b); } .badge.pair { background: var(--warn); }
.legend { display: flex; gap: 18px; flex-wrap: wrap; font-size: 13px; color: var(--soft); margin: 4px 0 10px; }
.legend i { display: inline-block; width: 12px; height: 12px; border-radius: 3px; margin-right: 6px; vertical-align: -1px; }
.legend i.a { background: var(--a); } .legend i.b { background: var(--b); }
.legend i.c { background: var(--c); } .legend i.d { background: var(--d); } .legend i.e { background: var(--e); } .legend i.f { background: var(--f); }
.legend i.mark { border: 2px solid var(--warn); }
.grid { display: grid; grid-template-columns: repeat(auto-fit, minmax(280px, 1fr)); gap: 18px 24px; }
.grid.plots { grid-template-columns: repeat(auto-fill, minmax(min(100%, 290px), 1fr)); margin-top: 18px; }
.facts { display: grid; grid-template-columns: max-content 1fr; gap: 4px 20px; margin: 8px 0; font-size: 13px; }
.facts dt { color: var(--soft); } .facts dd { margin: 0; overflow-wrap: anywhere; }
.grid.two { grid-template-columns: repeat(auto-fit, minmax(400px, 1fr)); }
figure { margin: 0; }
.plot figcaption { font-weight: 600; font-size: 13px; margin-bottom: 2px; }
svg { width: 100%; height: auto; display: block; }
.heat svg { max-width: 480px; }
svg text { fill: var(--soft); font: 10px system-ui, sans-serif; }
svg .count { font-size: 8.5px; text-anchor: middle; fill: var(--text); }
svg .count.strong { fill: var(--card); font-weight: 600; }
svg .a { fill: var(--a); } svg .b { fill: var(--b); } svg .bars { fill-opacity: .6; }
svg .bars.b { mix-blend-mode: normal; }
svg .line { fill: none; stroke-width: 1.75; stroke-linejoin: round; vector-effect: non-scaling-stroke; }
svg .band { fill-opacity: .16; stroke: none; }
svg .tip { fill: transparent; } svg .tip:hover { fill: var(--text); fill-opacity: .07; }
svg .level { stroke: var(--soft); stroke-dasharray: 2 3; } svg text.level { stroke: none; }
svg .c { fill: var(--c); } svg .d { fill: var(--d); } svg .e { fill: var(--e); } svg .f { fill: var(--f); }
svg .line.a { stroke: var(--a); fill: none; } svg .line.b { stroke: var(--b); fill: none; stroke-dasharray: 7 3; }
svg .line.c { stroke: var(--c); fill: none; stroke-dasharray: 2 2.5; } svg .line.d { stroke: var(--d); fill: none; stroke-dasharray: 9 3 2 3; }
svg .line.e { stroke: var(--e); fill: none; stroke-dasharray: 4 2; } svg .line.f { stroke: var(--f); fill: none; stroke-dasharray: 12 4; }
svg .empty { fill: var(--empty); rx: 3px; } svg rect { rx: 2px; }
svg .mark { fill: none; stroke: var(--warn); stroke-width: 2; }
svg .axis { stroke: var(--line); fill: none; }
.pictures { display: grid; grid-template-columns: repeat(auto-fill, 112px); gap: 10px; margin: 10px 0 4px; }
.frame { display: block; overflow: hidden; border-radius: 8px; background: var(--empty); width: 112px; height: 112px; }
.frame img { display: block; transform: scale(1.35); }
.pictures figcaption { font-size: 11px; line-height: 1.3; color: var(--soft); margin-top: 3px; overflow: hidden;
  text-overflow: ellipsis; white-space: nowrap; width: 112px; }
.sheet { width: auto; border-spacing: 6px; border-collapse: separate; margin-left: -6px; }
.sheet caption { text-align: left; color: var(--soft); padding: 0 6px 2px; }
.sheet th, .sheet td { border: 0; padding: 0; font-weight: 400; font-size: 12px; }
.sheet thead th { text-align: center; } .sheet tbody th { max-width: 110px; padding-right: 6px; }
.sheet img { display: block; width: 112px; height: 112px; object-fit: cover; border-radius: 8px; background: var(--empty); }
.sheet.few img { width: 136px; height: 136px; }
.picture img { display: block; max-width: 100%; height: auto; border-radius: 8px; background: var(--empty); }
.picture figcaption { font-size: 12px; color: var(--soft); margin: 4px 0 12px; }
details { margin-top: 8px; } summary { cursor: pointer; font-size: 13px; color: var(--soft); }
.text { white-space: pre-wrap; overflow-wrap: anywhere; font: inherit; font-size: 14px; margin: 0; }
details .text { font: 12px/1.5 ui-monospace, Consolas, monospace; margin-top: 8px; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: 13px; }
th, td { text-align: left; padding: 6px 12px 6px 0; border-bottom: 1px solid var(--line); }
th { color: var(--soft); font-weight: 600; }
.number { text-align: right; font-variant-numeric: tabular-nums; }
@media print {
  :root { --text: #000; --soft: #444; --back: #fff; --card: #fff; --line: #ccc; --a: #2f6fc4; --b: #d9730d; --c: #2a8c57; --d: #8a4fc0; --e: #b0306a; --f: #6b7280;
    --warn: #b0202e; --empty: #f0f0f0; }
  body { font-size: 11pt; -webkit-print-color-adjust: exact; print-color-adjust: exact; }
  main { max-width: none; padding: 0; }
  section { border-radius: 0; border-width: 1px 0 0; padding: 12px 0; break-inside: auto; }
  figure, .tile, .sentences > li, tr { break-inside: avoid; }
  h2, h3 { break-after: avoid; }
  .grid.plots { grid-template-columns: repeat(auto-fill, minmax(min(100%, 290px), 1fr)); margin-top: 18px; }
.facts { display: grid; grid-template-columns: max-content 1fr; gap: 4px 20px; margin: 8px 0; font-size: 13px; }
.facts dt { color: var(--soft); } .facts dd { margin: 0; overflow-wrap: anywhere; }
.grid.two { grid-template-columns: 1fr 1fr; }
  @page { margin: 14mm; }
}
`;
