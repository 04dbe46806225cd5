/** The style of the page. It is digested for the page's policy: written once, byte for byte. */
export const pageStyle = `
:root { color-scheme: light dark; font: 16px/1.55 system-ui, sans-serif; }
body { margin: 0; background: light-dark(#f7f4ee, #151816); color: light-dark(#26302c, #ebe8e0); }
main { max-width: 70rem; margin: auto; padding: 1.5rem 1rem 4rem; }
h1, h2, h3 { font-family: Georgia, serif; font-weight: 600; line-height: 1.25; overflow-wrap: anywhere; }
h2 { margin-top: 2.5rem; }
h3 { margin-bottom: .25rem; }
p { max-width: 46rem; margin: .5rem 0; }
dt { font-weight: 600; }
dd { margin: 0 0 .6rem; max-width: 46rem; }
small, .note { color: light-dark(#55605a, #aab3ac); }
small { font-size: .8em; font-weight: 400; }
.wide { overflow-x: auto; margin: 1rem 0; }
.wide:focus-visible { outline: 2px solid light-dark(#1d6a52, #7fcfb0); outline-offset: 2px; }
table { border-collapse: collapse; min-width: min(100%, 20rem); }
caption { text-align: start; padding-bottom: .3rem; color: light-dark(#55605a, #aab3ac); }
caption span { display: block; max-width: min(46rem, calc(100vw - 2rem)); }
th, td { text-align: start; padding: .28rem 1rem .28rem 0; border-bottom: 1px solid light-dark(#e0d9cb, #333b36); vertical-align: top; font-weight: 400; font-variant-numeric: tabular-nums; }
td { white-space: nowrap; }
thead th { color: light-dark(#55605a, #aab3ac); }
.drawings, .beside { display: flex; flex-wrap: wrap; gap: 1rem; align-items: flex-start; }
figure { margin: 0; flex: 1 1 20rem; max-width: 27rem; min-width: 0; }
figcaption { font-size: .9em; color: light-dark(#55605a, #aab3ac); }
figure svg { display: block; width: 100%; height: auto; }
svg text { font: 12px system-ui, sans-serif; fill: light-dark(#55605a, #aab3ac); }
.grid { stroke: light-dark(#e0d9cb, #2b322e); stroke-width: 1; fill: none; }
.diagonal { stroke: light-dark(#9a9385, #6b756f); stroke-width: 1; stroke-dasharray: 2 4; fill: none; }
.line { fill: none; stroke-width: 2; stroke-linejoin: round; }
.ring { fill: light-dark(#f7f4ee, #151816); stroke-width: 2; }
.square { fill: light-dark(#26302c, #ebe8e0); }
.look0 { stroke: light-dark(#b4532f, #e9906c); }
.look1 { stroke: light-dark(#1d6a52, #7fcfb0); stroke-dasharray: 9 3; }
.look2 { stroke: light-dark(#3d4fa8, #a3b1f5); stroke-dasharray: 3 3; }
.look3 { stroke: light-dark(#8a5a00, #e0b653); stroke-dasharray: 12 3 3 3; }
.look4 { stroke: light-dark(#86357f, #dd9ad7); stroke-dasharray: 6 6; }
.look5 { stroke: light-dark(#1f6f8b, #7cc7e2); stroke-dasharray: 1 3; }
.look6 { stroke: light-dark(#5b6a10, #bfd05a); stroke-dasharray: 14 4; }
.look7 { stroke: light-dark(#5c5c5c, #bdbdbd); stroke-dasharray: 6 2 1 2; }
.ring { stroke-dasharray: none; }
.key { list-style: none; padding: 0; display: flex; flex-wrap: wrap; gap: .3rem 1.25rem; }
.key svg { width: 2.25em; height: .7em; }
`;
