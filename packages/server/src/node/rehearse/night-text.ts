import type { NightOutcome } from './night-outcome.js';
import { clockTime, lengthOf, type NightCast, nightRows, nightSummary, waitedMs, waitingOf } from './night-rows.js';

const widest = { what: 38, without: 24 } as const;

/** The night for a terminal: the story line by line, then the numbers. */
export function nightText(outcome: NightOutcome, cast: NightCast): string {
  const lines: string[] = [titleOf(outcome), ''];
  lines.push(cellsOf('', '', 'without SafeUpload', 'with SafeUpload'));
  for (const row of nightRows(outcome, cast)) {
    const time = clockTime(row.at);
    if (row.what !== '') {
      lines.push(cellsOf(time, row.what, row.without, row.with));
      continue;
    }
    if (row.without !== '') lines.push(`${time}  without: ${row.without}`);
    if (row.with !== '') lines.push(`${time}  with: ${row.with}`);
  }
  lines.push('', cellsOf('', '', 'without', 'with'));
  for (const { what, ...lane } of nightSummary(outcome))
    lines.push(`  ${what.padEnd(54)}${lane.without.padEnd(14)}${lane.with}`);
  for (const lane of outcome.lanes) {
    const waiting = waitingOf(lane);
    if (waiting.length === 0) continue;
    lines.push('', `Honest photos that waited, ${lane.lane} SafeUpload:`);
    for (const picture of waiting) {
      const handle = cast.people.find(({ id }) => id === picture.personId)?.handle ?? picture.personId;
      const why = picture.reasons.join(' ') || 'Hidden while the curtain was up.';
      lines.push(
        `  ${clockTime(picture.uploadedAt)}  ${handle.padEnd(14)} ${lengthOf(waitedMs(picture)).padEnd(12)} ${why}`,
      );
    }
  }
  return `${lines.join('\n')}\n`;
}

/** What was played, in one sentence. */
export function titleOf({ variant, recall, seed }: Pick<NightOutcome, 'variant' | 'recall' | 'seed'>): string {
  const who =
    variant === 'fresh' ? 'two accounts made the same night' : 'two accounts with three accepted pictures each';
  const share =
    recall === 0 ? 'every list and model misses' : `lists and models recognise ${Math.round(recall * 100)} %`;
  return `The night: ${who} post five bad pictures; ${share} (recall ${recall}, seed ${seed}).`;
}

function cellsOf(time: string, what: string, without: string, withIt: string): string {
  return `${time.padEnd(5)}  ${what.padEnd(widest.what)}${without.padEnd(widest.without)}  ${withIt}`.trimEnd();
}
