/** The style of every report: the system's fonts, light or dark as the reader's system is, and light on paper. */
export const reportStyle = `
:root { color-scheme: light dark; --text: #1d2330; --soft: #5c6577; --back: #f5f6f8; --card: #fff; --line: #dfe3ea;
  --a: #2f6fc4; --b: #d9730d; --warn: #c22f3d; --empty: #eef0f4; }
@media (prefers-color-scheme: dark) { :root { --text: #e6e9ef; --soft: #9aa4b5; --back: #14171d; --card: #1c2129;
  --line: #303744; --a: #6aa5f2; --b: #f2a154; --warn: #ff7b86; --empty: #262c37; } }
/* In VS Code, which marks its own theme. */
:root:has(body.vscode-light, body.vscode-high-contrast-light) { --text: #1d2330; --soft: #5c6577; --back: #f5f6f8; --card: #fff; --line: #dfe3ea; --a: #2f6fc4; --b: #d9730d;
  --warn: #c22f3d; --empty: #eef0f4; }
:root:has(body.vscode-dark, body.vscode-high-contrast:not(.vscode-high-contrast-light)) { --text: #e6e9ef; --soft: #9aa4b5; --back: #14171d; --card: #1c2129;
  --line: #303744; --a: #6aa5f2; --b: #f2a154; --warn: #ff7b86; --empty: #262c37; }
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
.notice { display: inline-block; margin-top: 8px; padding: 4px 12px; border: 1px solid var(--warn); border-radius: 999px;
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
.badge.a { background: var(--a); } .badge.b { background: var(--b); } .badge.pair { background: var(--warn); }
.legend { display: flex; gap: 18px; flex-wrap: wrap; font-size: 13px; color: var(--soft); margin: 4px 0 10px; }
.legend i { display: inline-block; width: 12px; height: 12px; border-radius: 3px; margin-right: 6px; vertical-align: -1px; }
.legend i.a { background: var(--a); } .legend i.b { background: var(--b); }
.legend i.mark { border: 2px solid var(--warn); }
.grid { display: grid; grid-template-columns: repeat(auto-fit, minmax(280px, 1fr)); gap: 18px 24px; }
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
svg .empty { fill: var(--empty); rx: 3px; } svg rect { rx: 2px; }
svg .mark { fill: none; stroke: var(--warn); stroke-width: 2; }
svg .axis { stroke: var(--line); fill: none; }
.pictures { display: grid; grid-template-columns: repeat(auto-fill, 112px); gap: 10px; margin: 10px 0 4px; }
.frame { display: block; overflow: hidden; border-radius: 8px; background: var(--empty); width: 112px; height: 112px; }
.frame img { display: block; transform: scale(1.35); }
.pictures figcaption { font-size: 11px; line-height: 1.3; color: var(--soft); margin-top: 3px; overflow: hidden;
  text-overflow: ellipsis; white-space: nowrap; width: 112px; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: 13px; }
th, td { text-align: left; padding: 6px 12px 6px 0; border-bottom: 1px solid var(--line); }
th { color: var(--soft); font-weight: 600; }
.number { text-align: right; font-variant-numeric: tabular-nums; }
@media print {
  :root { --text: #000; --soft: #444; --back: #fff; --card: #fff; --line: #ccc; --a: #2f6fc4; --b: #d9730d;
    --warn: #b0202e; --empty: #f0f0f0; }
  body { font-size: 11pt; -webkit-print-color-adjust: exact; print-color-adjust: exact; }
  main { max-width: none; padding: 0; }
  section { border-radius: 0; border-width: 1px 0 0; padding: 12px 0; break-inside: auto; }
  figure, .tile, .sentences > li, tr { break-inside: avoid; }
  h2, h3 { break-after: avoid; }
  .grid.two { grid-template-columns: 1fr 1fr; }
  @page { margin: 14mm; }
}
`;
