import type { DailyCost, Day } from './daily-cost.js';
import type { CostedProposal, JudgeReport } from './evaluation.js';
import type { ThresholdRates } from './propose-threshold.js';
import { shareOf } from './share.js';
import {
  spellCount,
  spellCounted,
  spellDaily,
  spellDailyRange,
  spellDay,
  spellInterval,
  spellNumber,
  spellPercent,
  spellShare,
} from './spelt-numbers.js';

/** What a rule costs: "At 5,000 pictures a day and 1 bad in 1,000: 40 (12 to 90) held a day, of which 4 bad." */
export function costSentence(day: Day, cost: DailyCost, verb: string): string {
  const at = `At ${spellDay(day)}: `;
  const { alarms, found, stopped } = cost;
  if (stopped && found) {
    return `${at}${spellDailyRange(stopped)} ${verb} a day, of which ${spellDailyRange(found)} bad, of ${spellDaily(cost.bad)} bad ones that come.`;
  }
  if (alarms) {
    return `${at}${spellDailyRange(alarms)} harmless ones ${verb} a day; of the ${spellDaily(cost.bad)} bad ones that come nothing is known.`;
  }
  if (found) {
    return `${at}of the ${spellDaily(cost.bad)} bad ones that come ${spellDailyRange(found)} are ${verb}; how many harmless ones with them is not known.`;
  }
  return `${at}nothing is known.`;
}

/** How a judge is called: a model by its id. */
export function nameOfJudge({ id, isModel }: Pick<JudgeReport, 'id' | 'isModel'>): string {
  return isModel ? id : 'cascade (the device asks both)';
}

/** A proposal as plain sentences: what the folder says, what a day costs, what can be relied on, whether the folder is large enough. */
export function proposalSentences(proposal: CostedProposal, day: Day): readonly string[] {
  const { wanted, onFolder, sure, picturesNeeded, cost } = proposal;
  const harmless = onFolder.falseAlarms.of;
  const sentences = [`In this folder: ${thresholdSentence(onFolder)}`, costSentence(day, cost, 'stopped')];
  if (harmless < picturesNeeded) {
    const none = shareOf(0, harmless);
    sentences.push(
      `The folder is too small to tell: of ${spellCounted(harmless, 'harmless picture')} even 0 of ${spellCount(harmless)} means between ${spellInterval(none, 'and')}. To show ${spellPercent(wanted)} takes at least ${spellCount(picturesNeeded)} of them without one false alarm.`,
    );
  } else if (sure !== null) sentences.push(`With the whole 95 % interval within it: ${thresholdSentence(sure)}`);
  return sentences;
}

function thresholdSentence({ threshold, falseAlarms, found }: ThresholdRates): string {
  const what = threshold >= 1 ? 'no threshold (nothing is above 1)' : `above ${spellNumber(threshold)}`;
  const recall = found.share === null ? '' : `; bad ones found: ${spellShare(found)}`;
  return `${what}; false alarms: ${spellShare(falseAlarms)}${recall}.`;
}
