import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { eachAtOnce } from '../../../packages/server/src/node/eval/at-once.js';
import { dailyCost } from '../../../packages/server/src/node/eval/daily-cost.js';
import { evaluate } from '../../../packages/server/src/node/eval/evaluation.js';
import { openJournal } from '../../../packages/server/src/node/eval/journal.js';
import { readJournalLine, writeJournalLine } from '../../../packages/server/src/node/eval/journal-line.js';
import { judgesOf } from '../../../packages/server/src/node/eval/judge.js';
import { policyThresholds } from '../../../packages/server/src/node/eval/policy-thresholds.js';
import { spellProgress } from '../../../packages/server/src/node/eval/progress.js';
import { reportJson } from '../../../packages/server/src/node/eval/report-json.js';
import { reportPage } from '../../../packages/server/src/node/eval/report-page.js';
import { reportText } from '../../../packages/server/src/node/eval/report-text.js';
import { costSentence } from '../../../packages/server/src/node/eval/sentences.js';
import { shareOf } from '../../../packages/server/src/node/eval/share.js';
import { shippedRules } from '../../../packages/server/src/node/eval/shipped-rules.js';
import { sidesOf } from '../../../packages/server/src/node/eval/sides.js';
import { spellDaily, spellPercent, spellShare } from '../../../packages/server/src/node/eval/spelt-numbers.js';
import { defaultServerPolicy } from '../../../packages/server/src/policy/server-policy.js';

const sha256 = 'ab'.repeat(32);

describe('which labels are to be stopped', () => {
  const names = ['Explicit', 'beach', 'porn'];

  it('is said by name, or by the names that say it themselves', () => {
    const bad = (asked: Parameters<typeof sidesOf>[1]) =>
      sidesOf(names, asked)
        .filter(({ isBad }) => isBad)
        .map(({ name }) => name);
    expect(bad({ bad: [], harmlessOnly: false })).toEqual(['Explicit', 'porn']);
    expect(bad({ bad: ['beach'], harmlessOnly: false })).toEqual(['beach']);
    expect(bad({ bad: [], harmlessOnly: true })).toEqual([]);
  });

  it('is not guessed', () => {
    expect(() => sidesOf(['good', 'explicit-2'], { bad: [], harmlessOnly: false })).toThrow('--bad LABEL');
    expect(() => sidesOf(names, { bad: ['explicit'], harmlessOnly: false })).toThrow('no subfolder explicit');
  });
});

describe('the rules as shipped', () => {
  const models = ['mobilenet-v2', 'open-nsfw', 'further'].map((id) => ({ id, sha256 }));
  const stopping = (risks: readonly number[], views: readonly (readonly number[])[] = []) =>
    shippedRules(models, defaultServerPolicy, true)
      .filter((rule) => rule.stops({ path: '', label: '', risks, views }))
      .map(({ id }) => id);

  it.each([
    // first, second, further
    [
      [0.2, 1, 0],
      ['server-holds-whole', 'server-holds'],
    ],
    [[0.2, 0.3, 0.9], []],
    [[0.21, 0.2, 0], []],
    [
      [0.21, 0.21, 0],
      ['device-advises', 'server-holds-whole', 'server-holds'],
    ],
    [[0.9, 0.2, 0], []],
    [
      [0.91, 0, 0],
      ['device-advises', 'server-holds-whole', 'server-holds'],
    ],
    [
      [0.7, 0.7, 0],
      ['device-advises', 'server-holds-whole', 'server-holds'],
    ],
    [
      [0.71, 0.71, 0],
      ['device-blocks', 'device-advises', 'server-holds-whole', 'server-holds'],
    ],
    [
      [0, 0, 0.91],
      ['server-holds-whole', 'server-holds'],
    ],
  ] as const)('of risks %j stop %j', (risks, ids) => {
    expect(stopping(risks)).toEqual(ids);
  });

  it('look through views on the server alone, and each view by itself', () => {
    expect(stopping([0, 0, 0], [[1, 1, 1]])).toEqual(['server-holds']);
    expect(stopping([0.25, 0, 0], [[0, 0.25, 0]])).toEqual([]);
  });

  it('have their thresholds marked, those of further models too', () => {
    const judges = judgesOf(['mobilenet-v2', 'open-nsfw', 'further'], defaultServerPolicy.devicePolicies.trusted);
    const marked = judges.map((judge) =>
      policyThresholds(judge, defaultServerPolicy).map(({ threshold }) => threshold),
    );
    expect(marked).toEqual([[0.2, 0.2, 0.7, 0.9, 0.9], [0.2, 0.3, 0.7], [0.9], [0.2, 0.7]]);
  });
});

describe('a line of the journal', () => {
  it('comes back as it was written, whatever the file is called', () => {
    const risk = fc.integer({ min: 0, max: 1e6 }).map((millionths) => millionths / 1e6);
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.array(risk), fc.array(fc.array(risk)), (path, risks, views) => {
        const line = { measuring: '0123456789abcdef', path, sha256, said: { risks, views } };
        const text = writeJournalLine(line);
        expect(text.indexOf('\n')).toBe(text.length - 1);
        expect(readJournalLine(text)).toEqual(line);
        expect(readJournalLine(text.slice(0, -2))).toBeNull();
      }),
    );
    const failed = { measuring: 'x', path: 'a', sha256, said: { code: 'decode-failed' } } as const;
    expect(readJournalLine(writeJournalLine(failed))).toEqual(failed);
  });

  it.each([
    'null',
    '[]',
    '5',
    '{}',
    `{"measuring":"x","path":"a","sha256":"${sha256}"}`,
    `{"measuring":"x","path":"a","sha256":"${sha256}","risks":[2],"views":[]}`,
    `{"measuring":"x","path":"a","sha256":"${sha256}","risks":["1"],"views":[]}`,
    `{"measuring":"x","path":"a","sha256":"${sha256}","risks":[1],"views":[1]}`,
    `{"measuring":"x","path":"a","sha256":"${sha256}","risks":[1]}`,
    `{"measuring":"x","path":"a","sha256":"${sha256}","code":"made-up"}`,
    '{"measuring":"x","path":"a","sha256":"short","risks":[1],"views":[]}',
  ])('is not %s', (text) => expect(readJournalLine(text)).toBeNull());
});

describe('a journal', () => {
  it('takes lines that are written at the same time, one after the other, and the last one counts', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'safeupload-journal-'));
    const file = join(directory, 'a.jsonl');
    try {
      const journal = await openJournal(file, 'key');
      const risksOf = (index: number) => ({ risks: [(index % 10) / 10], views: [] });
      await Promise.all(
        Array.from({ length: 200 }, (_, index) => journal.add(`picture ${index % 100}`, sha256, risksOf(index))),
      );
      await journal.close();
      const again = await openJournal(file, 'key');
      expect(again.brokenLines).toBe(0);
      for (let index = 0; index < 100; index++) {
        expect(again.find(`picture ${index}`, sha256)).toEqual(risksOf(index + 100));
      }
      expect(again.find('picture 0', 'cd'.repeat(32))).toBeNull();
      await again.close();
      const others = await openJournal(file, 'another key');
      expect(others.find('picture 0', sha256)).toBeNull();
      await others.close();
      // A line with fewer numbers would speak of a model that was not asked.
      const further = await openJournal(file, 'key', { models: 2, views: 0 });
      expect(further.find('picture 0', sha256)).toBeNull();
      await further.close();
      const same = await openJournal(file, 'key', { models: 1, views: 0 });
      expect(same.find('picture 0', sha256)).toEqual(risksOf(100));
      await same.close();
    } finally {
      await rm(directory, { recursive: true, force: true });
    }
  });
});

describe('work at once', () => {
  it('is never more than asked for, and all of it', async () => {
    let working = 0;
    let most = 0;
    const done: number[] = [];
    await eachAtOnce(
      Array.from({ length: 50 }, (_, index) => index),
      7,
      async (item) => {
        most = Math.max(most, ++working);
        await new Promise((resolve) => setTimeout(resolve, item % 3));
        working--;
        done.push(item);
      },
    );
    expect(most).toBe(7);
    expect(done.toSorted((one, other) => one - other)).toEqual(Array.from({ length: 50 }, (_, index) => index));
  });

  it('ends with the first failure and begins nothing after it', async () => {
    const begun: number[] = [];
    const working = eachAtOnce([0, 1, 2, 3, 4, 5, 6, 7], 2, async (item) => {
      begun.push(item);
      await new Promise((resolve) => setTimeout(resolve, 1));
      if (item === 1) throw new Error('no more');
    });
    await expect(working).rejects.toThrow('no more');
    expect(begun.length).toBeLessThanOrEqual(4);
  });
});

describe('the cost of a day in words', () => {
  const day = { pictures: 5000, badIn: 1000 };
  const sentence = (alarms: readonly [number, number], found: readonly [number, number]) =>
    costSentence(day, dailyCost(day, shareOf(...alarms), shareOf(...found)), 'held');

  it('says what is known, and what is not', () => {
    const at = 'At 5,000 pictures a day and 1 bad in 1,000: ';
    expect(sentence([36, 4995], [4, 5])).toBe(
      `${at}40 (28 to 55) held a day, of which 4 (1.9 to 4.8) bad, of 5 bad ones that come.`,
    );
    expect(sentence([0, 140], [0, 0])).toBe(
      `${at}0 (0 to 133) harmless ones held a day; of the 5 bad ones that come nothing is known.`,
    );
    expect(sentence([0, 0], [1, 2])).toBe(
      `${at}of the 5 bad ones that come 2.5 (0.5 to 4.5) are held; how many harmless ones with them is not known.`,
    );
    expect(sentence([0, 0], [0, 0])).toBe(`${at}nothing is known.`);
  });
});

describe('a folder of bad pictures alone', () => {
  it('has recall and no more, on the terminal and on the page', () => {
    const pictures = [{ path: 'explicit/a', label: 'explicit', risks: [1, 1], views: [] }];
    const models = ['mobilenet-v2', 'open-nsfw'].map((id) => ({ id, sha256 }));
    const questions = { thresholds: [0.5], falsePositives: [0.01], day: { pictures: 5000, badIn: 1000 } };
    const evaluation = evaluate(models, [{ name: 'explicit', isBad: true }], pictures, defaultServerPolicy, questions);
    const corpus = { name: 'x', copies: [], ignored: { links: 0, otherFiles: 0, outside: 0 } };
    const folder = { corpus, unmeasured: [], evaluation, pictures };
    expect([...reportText(folder)].join('')).toContain('bad ones found  1 of 1 (100 %; 20.7 to 100 %)');
    expect([...reportPage(folder)].join('')).toContain('This folder has one side only.');
    expect(evaluation.judges.every(({ proposals }) => proposals.length === 0)).toBe(true);
    expect(JSON.parse([...reportJson(folder)].join(''))).toMatchObject({ v: 1, folder: 'x', pictures });
  });
});

describe('what people read', () => {
  it.each([
    [1, 100, 0, '1 of 100 measured'],
    [51, 1_000, 10_000, '51 of 1,000 measured, 5.0 a second, 3 min left'],
    [21, 30, 10_000, '21 of 30 measured, 2.0 a second, 5 s left'],
    [1_235, 10_000, 61_700, '1,235 of 10,000 measured, 20 a second, 7 min left'],
    [11, 500_000, 10_000, '11 of 500,000 measured, 1.0 a second, 138.9 h left'],
  ])('of %i of %i after %i ms is how far, how fast, how long', (now, of, elapsedMs, text) => {
    expect(spellProgress(now, of, elapsedMs)).toBe(text);
  });

  it('is nought, or all, only where it is', () => {
    expect([0, 0.0001, 0.0267, 0.9999, 1].map(spellPercent)).toEqual([
      '0 %',
      'under 0.1 %',
      '2.7 %',
      'over 99.9 %',
      '100 %',
    ]);
    expect([0, 0.01, 0.05, 4, 9.94, 9.96, 1234.5].map(spellDaily)).toEqual([
      '0',
      'under 0.1',
      '0.1',
      '4',
      '9.9',
      '10',
      '1,235',
    ]);
    expect(spellShare(shareOf(0, 140))).toBe('0 of 140 (0 %; 0 to 2.7 %)');
    expect(spellShare(shareOf(0, 0))).toBe('–');
  });
});
