import type { NightLaneOutcome, NightOutcome, NightPictureOutcome, NightSpan } from './night-outcome.js';
import { clockTime, type NightCast, nightRows, nightSummary } from './night-rows.js';
import { titleOf } from './night-text.js';

/** The night as one file of HTML: numbers, a drawing of each lane, the story. No script, nothing loaded, no picture. */
export function nightPage(outcome: NightOutcome, cast: NightCast): string {
  const summary = nightSummary(outcome).map(
    ({ what, ...lane }) =>
      `<tr><th scope="row">${safe(what)}</th><td>${safe(lane.without)}</td><td>${safe(lane.with)}</td></tr>`,
  );
  const rows = nightRows(outcome, cast).map((row) =>
    row.what === ''
      ? `<tr class="pressed"><td>${clockTime(row.at)}</td><td></td><td>${safe(row.without)}</td><td>${safe(row.with)}</td></tr>`
      : `<tr><td>${clockTime(row.at)}</td><td>${safe(row.what)}</td><td>${safe(row.without)}</td><td>${safe(row.with)}</td></tr>`,
  );
  const drawings = outcome.lanes.map((lane) => `<h2>${titles[lane.lane]}</h2>\n${drawingOf(lane, outcome)}`);
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>The night, rehearsed</title>
<style>${style}</style>
<main>
<h1>The night, rehearsed</h1>
<p>${safe(titleOf(outcome))} Each picture was abstract and harmless; “bad” is only what the script calls it. Public means that its address answered: ${outcome.lanes.reduce((sum, { looks }) => sum + looks, 0).toLocaleString('en')} requests asked.</p>
<table><thead><tr><th></th><th scope="col">without</th><th scope="col">with</th></tr></thead><tbody>
${summary.join('\n')}
</tbody></table>
${drawings.join('\n')}
<p class="key"><i class="bad"></i> a bad picture is public <i class="good"></i> an honest photo is public <i class="wait"></i> waits, is hidden or switched off <i class="curtain"></i> the curtain is up</p>
<h2>What happened</h2>
<div class="wide"><table><thead><tr><th scope="col">time</th><th scope="col">who</th><th scope="col">without SafeUpload</th><th scope="col">with SafeUpload</th></tr></thead><tbody>
${rows.join('\n')}
</tbody></table></div>
</main>
</html>
`;
}

const titles = { without: 'Without SafeUpload', with: 'With SafeUpload' } as const;
const widthPx = 1000;
const rowPx = 14;

function drawingOf(lane: NightLaneOutcome, { from, until }: Pick<NightOutcome, 'from' | 'until'>): string {
  const x = (at: number) => Math.round(((Math.min(at, until) - from) / (until - from)) * widthPx);
  const pictures = [...lane.pictures].sort((one, other) => Number(other.isBad) - Number(one.isBad));
  const height = pictures.length * rowPx + 22;
  const bar = (kind: string, span: NightSpan, row: number) =>
    `<rect class="${kind}" x="${x(span.from)}" y="${row * rowPx + 2}" width="${Math.max(2, x(span.until) - x(span.from))}" height="${rowPx - 5}" rx="3"/>`;
  const bars = pictures.flatMap((picture: NightPictureOutcome, row) => [
    ...picture.waited.map((span) => bar('wait', span, row)),
    ...picture.publicDuring.map((span) => bar(picture.isBad ? 'bad' : 'good', span, row)),
  ]);
  const curtains = lane.curtains.map(
    ({ from: up, until: down }) =>
      `<rect class="curtain" x="${x(up)}" y="0" width="${x(down) - x(up)}" height="${height - 20}"/>`,
  );
  const hourMs = 3_600_000;
  const hours = Array.from(
    { length: Math.floor((until - from) / hourMs) + 1 },
    (_, hour) => (Math.ceil(from / hourMs) + hour) * hourMs,
  )
    .filter((at) => at <= until)
    .map((at) => `<text x="${x(at)}" y="${height - 4}">${clockTime(at)}</text>`);
  const label = `${lane.badPublic} bad pictures were public for ${Math.round(lane.badImageMinutes)} minutes in all.`;
  return `<div class="wide"><svg role="img" aria-label="${safe(label)}" viewBox="0 0 ${widthPx} ${height}">${curtains.join('')}${bars.join('')}${hours.join('')}</svg></div>`;
}

const style = `
:root { color-scheme: light dark; font: 16px/1.55 system-ui, sans-serif; }
body { margin: 0; background: light-dark(#f7f4ee, #151816); color: light-dark(#26302c, #ebe8e0); }
main { max-width: 62rem; margin: auto; padding: 2rem 1.25rem 4rem; }
h1, h2 { font-family: Georgia, serif; font-weight: 600; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: start; padding: .3rem .9rem .3rem 0; border-bottom: 1px solid light-dark(#e0d9cb, #333b36); vertical-align: top; font-weight: 400; }
thead th { color: light-dark(#5a655e, #a6afa8); }
.pressed td { font-style: italic; }
.wide { overflow-x: auto; }
svg { min-width: 40rem; width: 100%; display: block; }
svg text { font: 11px system-ui, sans-serif; fill: light-dark(#5a655e, #a6afa8); text-anchor: middle; }
.bad { fill: #b4532f; background: #b4532f; } .good { fill: #4f9378; background: #4f9378; }
.wait { fill: light-dark(#e3c978, #7a6428); background: light-dark(#e3c978, #7a6428); }
.curtain { fill: light-dark(#d9dcf0, #2b3052); background: light-dark(#d9dcf0, #2b3052); }
.key i { display: inline-block; width: 1.4em; height: .7em; border-radius: 3px; margin-inline: .9em .2em; }
`;

function safe(text: string): string {
  return text.replace(/[&<>"]/g, (letter) => `&#${letter.charCodeAt(0)};`);
}
