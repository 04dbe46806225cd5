import { appendFile, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeColourModel } from '../../support/colour-model.mjs';
import { labelledFolder } from '../support/labelled-folder.js';
import { type Ran, startCommand } from '../support/ran.js';

/** 144 pictures and two views of each take 20 s on two idle cores. */
const longMs = 300_000;

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'safeupload-eval-'));
});
afterAll(() => rm(directory, { recursive: true, force: true }));

const started = (words: readonly string[], env: NodeJS.ProcessEnv = {}) =>
  startCommand(['eval', ...words], { cwd: directory, env: { ...process.env, ...env } });

const run = (...words: string[]): Promise<Ran> => started(words).ran;
const read = (name: string): Promise<string> => readFile(join(directory, name), 'utf8');

interface Counted {
  readonly count: number;
  readonly of: number;
  readonly share: number | null;
  readonly low: number;
  readonly high: number;
}

interface Rates {
  readonly found: Counted;
  readonly falseAlarms: Counted;
  readonly precision: Counted;
  readonly labels: readonly { name: string; stopped: number; recall: Counted; precision: Counted }[];
}

/** What of the JSON is looked at. */
interface Report {
  readonly models: readonly { id: string }[];
  readonly labels: readonly { name: string; isBad: boolean; pictures: number }[];
  readonly rules: readonly (Rates & {
    id: string;
    cost: { bad: number; stopped: { expected: number } | null; found: { expected: number } | null };
  })[];
  readonly judges: readonly {
    id: string;
    area: number | null;
    averagePrecision: number | null;
    calibration: { brier: number; bins: { pictures: number }[] } | null;
    rows: readonly (Rates & { threshold: number; decides: readonly string[] })[];
    proposals: readonly {
      wanted: number;
      onFolder: { threshold: number; falseAlarms: Counted; found: Counted };
      sure: { threshold: number } | null;
      picturesNeeded: number;
    }[];
  }[];
  readonly differences: readonly { path: string; difference: number }[];
  readonly copies: readonly { path: string; of: string }[];
  readonly unmeasured: readonly { path: string; code: string }[];
  readonly ignored: { links: number; otherFiles: number; outside: number };
  readonly pictures: readonly { path: string; label: string; risks: number[]; views: number[][] }[];
}

async function reportIn(name: string): Promise<Report> {
  // Provable: documented in docs/eval.md, and every field that is used is asserted.
  return JSON.parse(await read(name)) as Report;
}

function judgeOf({ judges }: Report, id: string): Report['judges'][number] {
  return judges.find((judge) => judge.id === id) ?? expect.fail(`no judge ${id}`);
}

const counted = ({ count, of }: Counted): string => `${count} of ${of}`;

describe('a folder whose answer is known', () => {
  // 5 to be stopped: 2 fire both models, 2 the second alone, 1 is painted and fires none. 139 others: 138 painted, 1 fires
  // the first model alone. Every trigger is over 0.9 where it fires and under 0.2 where not, in the whole and in any view.
  let ran: Ran;
  let report: Report;
  const expected = {
    'mobilenet-v2': { bad: 2, others: 1 },
    'open-nsfw': { bad: 4, others: 0 },
    cascade: { bad: 2, others: 0 },
    'device-blocks': { bad: 2, others: 0 },
    'device-advises': { bad: 2, others: 1 },
    'server-holds-whole': { bad: 4, others: 1 },
    'server-holds': { bad: 4, others: 1 },
  } as const;

  const expectRates = (rates: Rates, { bad, others }: { readonly bad: number; readonly others: number }): void => {
    expect(counted(rates.found)).toBe(`${bad} of 5`);
    expect(counted(rates.falseAlarms)).toBe(`${others} of 139`);
    expect(counted(rates.precision)).toBe(`${bad} of ${bad + others}`);
    const byLabel = rates.labels.map(({ name, stopped, recall, precision }) => [
      name,
      stopped,
      counted(recall),
      recall.share,
      counted(precision),
      precision.share,
    ]);
    const passed = 139 - others;
    expect(byLabel).toEqual([
      [
        'abstract',
        others,
        `${passed} of 139`,
        passed / 139,
        `${passed} of ${passed + 5 - bad}`,
        passed / (passed + 5 - bad),
      ],
      ['triggers', bad, `${bad} of 5`, bad / 5, `${bad} of ${bad + others}`, bad / (bad + others)],
    ]);
  };

  beforeAll(async () => {
    const folder = labelledFolder(join(directory, 'known'));
    await folder.trigger('triggers', 'both', 2);
    await folder.trigger('triggers', 'second-only', 2);
    await folder.paint('triggers', 1, 1);
    await folder.paint('abstract', 2, 138);
    await folder.trigger('abstract', 'first-only', 1);
    const flags = ['--bad', 'triggers', '--false-positives', '0.01', '--false-positives', '0.001'];
    const thresholds = '0.2,0.3,0.4,0.5,0.6,0.7,0.8,0.9';
    ran = await run('known', ...flags, '--thresholds', thresholds, '--json', 'known.json', '--html', 'known.html');
    report = await reportIn('known.json');
  }, longMs);

  it('is measured whole', () => {
    expect(ran.code).toBe(0);
    expect(report.labels).toEqual([
      { name: 'abstract', isBad: false, pictures: 139 },
      { name: 'triggers', isBad: true, pictures: 5 },
    ]);
    expect(report.unmeasured).toEqual([]);
    expect(report.pictures).toHaveLength(144);
    expect(report.pictures.every(({ risks, views }) => risks.length === 2 && views.length === 2)).toBe(true);
    expect(report.models.map(({ id }) => id)).toEqual(['mobilenet-v2', 'open-nsfw']);
  });

  it.each(['mobilenet-v2', 'open-nsfw', 'cascade'] as const)('has every count of %s at every threshold', (id) => {
    const { rows } = judgeOf(report, id);
    expect(rows.map(({ threshold }) => threshold)).toEqual([0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9]);
    for (const row of rows) expectRates(row, expected[id]);
  });

  it.each(['device-blocks', 'device-advises', 'server-holds-whole', 'server-holds'] as const)(
    'has every count of the rule %s as shipped',
    (id) => {
      const rule = report.rules.find((each) => each.id === id) ?? expect.fail(`no rule ${id}`);
      expectRates(rule, expected[id]);
    },
  );

  it('marks the policy’s own thresholds with what they decide', () => {
    const marked = (id: string) =>
      judgeOf(report, id)
        .rows.filter(({ decides }) => decides.length > 0)
        .map(({ threshold }) => threshold);
    expect(marked('mobilenet-v2')).toEqual([0.2, 0.7, 0.9]);
    expect(marked('open-nsfw')).toEqual([0.2, 0.3, 0.7]);
    expect(marked('cascade')).toEqual([0.2, 0.7]);
  });

  it('costs 40 a day, of which 4 bad', () => {
    const cost = report.rules.find(({ id }) => id === 'server-holds')?.cost;
    expect(cost?.bad).toBe(5);
    expect(cost?.found?.expected).toBe(4);
    expect(cost?.stopped?.expected).toBeCloseTo(4995 / 139 + 4, 9);
    expect(ran.out).toMatch(/At 5,000 pictures a day and 1 bad in 1,000: 40 \(.*\) held a day, of which 4 \(.*\) bad,/);
  });

  it.each(['mobilenet-v2', 'open-nsfw', 'cascade'])('proposes of %s what trying every thousandth finds', (id) => {
    const index = report.models.findIndex((model) => model.id === id);
    const numberOf = ({ risks: [first = 0, second = 0] }: Report['pictures'][number]): number =>
      index >= 0 ? ([first, second][index] ?? 0) : first > 0.2 ? Math.min(first, second) : 0;
    const side = (label: string) => report.pictures.filter((picture) => picture.label === label).map(numberOf);
    const above = (numbers: readonly number[], threshold: number) =>
      numbers.filter((number) => number > threshold).length;
    const [bad, harmless] = [side('triggers'), side('abstract')];
    const thousandths = Array.from({ length: 1001 }, (_, thousandth) => thousandth / 1000);
    const { proposals, area } = judgeOf(report, id);
    expect(proposals.map(({ wanted }) => wanted)).toEqual([0.01, 0.001]);
    for (const { wanted, onFolder } of proposals) {
      const threshold = thousandths.find((at) => above(harmless, at) / 139 <= wanted) ?? Number.NaN;
      expect(onFolder.threshold).toBe(threshold);
      expect(counted(onFolder.falseAlarms)).toBe(`${above(harmless, threshold)} of 139`);
      expect(counted(onFolder.found)).toBe(`${above(bad, threshold)} of 5`);
    }
    const pairs = bad.flatMap((one) => harmless.map((other) => (one > other ? 1 : one === other ? 0.5 : 0)));
    expect(area).toBeCloseTo(pairs.reduce<number>((sum, win) => sum + win, 0) / pairs.length, 12);
  });

  it('says that 139 are too few to show 1 %', () => {
    expect(ran.out).toContain(
      'The folder is too small to tell: of 139 harmless pictures even 0 of 139 means between 0 and 2.7 %. To show 1 % takes at least 381 of them without one false alarm.',
    );
    for (const { proposals } of report.judges) for (const { sure } of proposals) expect(sure).toBeNull();
  });

  it('has every picture in a bin of each model, and none of the cascade', () => {
    const bins = (id: string) => judgeOf(report, id).calibration?.bins.map(({ pictures }) => pictures);
    expect(bins('mobilenet-v2')?.at(-1)).toBe(3);
    expect(bins('open-nsfw')?.at(-1)).toBe(4);
    for (const id of ['mobilenet-v2', 'open-nsfw']) expect(bins(id)?.reduce((sum, count) => sum + count, 0)).toBe(144);
    expect(judgeOf(report, 'cascade').calibration).toBeNull();
  });

  it('names the three pictures on which the models differ', () => {
    expect(report.differences).toHaveLength(20);
    const apart = report.differences.filter(({ difference }) => difference > 0.7).map(({ path }) => path);
    expect(apart.toSorted()).toEqual(['abstract/first-only-0', 'triggers/second-only-0', 'triggers/second-only-1']);
  });

  it('answers other questions from the journal, without opening a model', async () => {
    // 1 held in 3 is more than any folder of this size needs.
    const again = await run('known', '--bad', 'triggers', '--false-positives', '0.05', '--json', 'again.json');
    expect(again.err).toContain('144 of 144 pictures were measured before.');
    const { judges } = await reportIn('again.json');
    expect(judges[0]?.rows.map(({ threshold }) => threshold)).toEqual(
      Array.from({ length: 19 }, (_, index) => (index + 1) / 20),
    );
    // 73 pictures without a false alarm would show 5 %; of 139, 2 may raise one.
    expect(judges.map(({ proposals }) => proposals[0]?.sure !== null)).toEqual([true, true, true]);
    expect(again.out).toContain('With the whole 95 % interval within it: above');
  });
});

describe('started again', () => {
  let whole: readonly string[];
  beforeAll(async () => {
    const folder = labelledFolder(join(directory, 'broken-off'));
    await folder.trigger('explicit', 'both', 2);
    await folder.paint('harmless', 300, 28);
    const ran = await run('broken-off', '--json', 'whole.json', '--html', 'whole.html');
    expect(ran.code).toBe(0);
    whole = [ran.out, await read('whole.json'), await read('whole.html')];
  }, longMs);

  const linesOf = async (journal: string): Promise<string[]> => {
    const text = await read(journal).catch(() => '');
    return text.split('\n').slice(0, -1);
  };

  async function brokenOffBy(signal: NodeJS.Signals, journal: string): Promise<{ ran: Ran; lines: string[] }> {
    const { child, ran } = started(['broken-off', '--journal', journal, '--processes', '1']);
    const ended = { yet: false };
    void ran.finally(() => {
      ended.yet = true;
    });
    while (!ended.yet && (await linesOf(journal)).length < 5) await new Promise((resolve) => setTimeout(resolve, 5));
    child.kill(signal);
    return { ran: await ran, lines: await linesOf(journal) };
  }

  async function goesOn(journal: string, lines: readonly string[]): Promise<Ran> {
    expect(lines.length).toBeGreaterThanOrEqual(5);
    expect(lines.length).toBeLessThan(30);
    const ran = await run('broken-off', '--journal', journal, '--json', 'resumed.json', '--html', 'resumed.html');
    expect(ran.code).toBe(0);
    expect(ran.err).toContain(`${lines.length} of 30 pictures were measured before.`);
    expect([ran.out, await read('resumed.json'), await read('resumed.html')]).toEqual(whole);
    return ran;
  }

  it.each(['SIGKILL', 'SIGINT'] as const)(
    'goes on where %s left it, and gives the same answer byte for byte',
    async (signal) => {
      const journal = `${signal}.jsonl`;
      const { ran, lines } = await brokenOffBy(signal, journal);
      if (signal === 'SIGINT') {
        expect(ran.code).toBe(130);
        expect(ran.out).toBe('');
        expect(ran.err).toContain(`Stopped. What was measured is in ${journal}`);
      } else {
        expect(ran.code).toBeNull();
        // The machine may have stopped in the middle of a line.
        await appendFile(join(directory, journal), '{"measuring":"0123');
      }
      const again = await goesOn(journal, lines);
      const after = await linesOf(journal);
      expect(after.slice(0, lines.length)).toEqual(lines);
      const paths = after.flatMap((line) => /"path":"([^"]+)"/.exec(line)?.[1] ?? []);
      expect(paths).toHaveLength(30);
      expect(new Set(paths).size).toBe(30);
      if (signal === 'SIGKILL') expect(again.err).toContain('1 half-written line of the journal');
    },
    longMs,
  );

  it(
    'measures again what changed, and takes nothing from a journal of other models',
    async () => {
      const [first = '', ...others] = await linesOf('broken-off.eval.jsonl');
      const wrong = (line: string) => line.replace(/"risks":\[.*\]/, '"risks":[1,1],"views":[[1,1],[1,1]]');
      const foreign = others.map((line) =>
        wrong(line).replace(/"measuring":"\w{16}"/, '"measuring":"0123456789abcdef"'),
      );
      // Of a picture that has changed since: its digest is another one now.
      const stale = wrong(first).replace(/"sha256":"\w{64}"/, `"sha256":"${'0'.repeat(64)}"`);
      await writeFile(join(directory, 'foreign.jsonl'), `${[stale, ...foreign].join('\n')}\nnothing of ours\n`);
      const ran = await run('broken-off', '--journal', 'foreign.jsonl', '--json', 'resumed.json');
      expect(ran.err).not.toContain('measured before');
      expect(ran.err).toContain('1 half-written line of the journal');
      expect([ran.out, await read('resumed.json')]).toEqual(whole.slice(0, 2));
    },
    longMs,
  );
});

describe('what is no picture of the folder', () => {
  it(
    'is counted, named with its code, and not fatal',
    async () => {
      const folder = labelledFolder(join(directory, 'mixed'));
      await folder.trigger('nsfw', 'both', 1);
      await folder.paint('harmless/deep/deeper', 500, 2);
      const painted = await readFile(join(folder.path, 'harmless/deep/deeper/painted-500.jpg'));
      await folder.write('harmless/zz-copy.jpg', painted);
      await folder.write('harmless/half.jpg', painted.subarray(0, painted.length >> 1));
      await folder.write('harmless/empty.jpg', '');
      await folder.write('harmless/notes.txt', 'no picture');
      await folder.write('harmless/large.png', new Uint8Array(10_000_001));
      await folder.write('harmless/<img src=x onerror=alert(1)>&\u202egpj.jpg', painted.subarray(0, 20));
      await folder.write('.hidden/painted.jpg', painted);
      await folder.write('beside.jpg', painted);
      await symlink('deep/deeper/painted-500.jpg', join(folder.path, 'harmless', 'link.jpg'));
      await symlink('harmless', join(folder.path, 'linked-label'));
      const flags = ['--no-views', '--json', 'mixed.json', '--html', 'mixed.html'];
      const ran = await run('mixed', ...flags);
      expect(ran.code).toBe(0);
      const report = await reportIn('mixed.json');
      expect(report.labels).toEqual([
        { name: 'harmless', isBad: false, pictures: 2 },
        { name: 'nsfw', isBad: true, pictures: 1 },
      ]);
      expect(report.copies).toEqual([{ path: 'harmless/zz-copy.jpg', of: 'harmless/deep/deeper/painted-500.jpg' }]);
      expect(report.ignored).toEqual({ links: 2, otherFiles: 1, outside: 2 });
      const codes = new Map(report.unmeasured.map(({ path, code }) => [path, code]));
      expect([...codes.keys()]).toHaveLength(4);
      expect(codes.get('harmless/empty.jpg')).toBe('empty-file');
      expect(codes.get('harmless/large.png')).toBe('too-many-bytes');
      expect(codes.get('harmless/half.jpg')).toMatch(/^(decode-failed|header-invalid)$/);
      expect(report.rules.map(({ id }) => id)).not.toContain('server-holds');
      const html = await read('mixed.html');
      expect(html).not.toContain('<img');
      expect(html).not.toContain('\u202e');
      expect(html).toContain('&#60;img src=x onerror=alert(1)&#62;&#38;\ufffdgpj.jpg');
      expect(ran.out).not.toContain('\u202e');
      // A damaged file is not tried again; nothing at all was left to measure.
      const again = await run('mixed', ...flags);
      expect([again.out, await read('mixed.html')]).toEqual([ran.out, html]);
      expect((await readdir(directory)).filter((name) => name.endsWith('.part'))).toEqual([]);
    },
    longMs,
  );

  it('is an error where one picture lies under a good and a bad label, with both paths', async () => {
    const folder = labelledFolder(join(directory, 'torn'));
    await folder.paint('harmless', 600, 2);
    await folder.write('explicit/a.jpg', await readFile(join(folder.path, 'harmless/painted-600.jpg')));
    await folder.write('explicit/b.jpg', await readFile(join(folder.path, 'harmless/painted-601.jpg')));
    const ran = await run('torn', '--html', 'torn.html');
    expect(ran.code).toBe(1);
    expect(ran.err).toContain('corpus-invalid');
    expect(ran.err).toContain('explicit/a.jpg and harmless/painted-600.jpg');
    expect(ran.err).toContain('explicit/b.jpg and harmless/painted-601.jpg');
    expect(await read('torn.html').catch(() => null)).toBeNull();
    // Two labels of one side: the picture counts once, and the copy is said.
    const agreed = await run('torn', '--harmless-only', '--no-views', '--json', 'torn.json');
    expect(agreed.code).toBe(0);
    expect((await reportIn('torn.json')).copies).toHaveLength(2);
  });
});

describe('a folder of one side', () => {
  it('says what is not known, and looks at whole pictures with further models', async () => {
    const folder = labelledFolder(join(directory, 'one-sided'));
    await folder.paint('beach', 700, 3);
    await folder.trigger('harmless', 'first-only', 1);
    await writeColourModel(join(directory, 'colours'), { id: 'colours' });
    const flags = ['--harmless-only', '--no-views', '--model', 'colours', '--html', 'one.html', '--json', 'one.json'];
    const ran = await run('one-sided', ...flags, '--per-day', '400', '--bad-in', '100');
    expect(ran.code).toBe(0);
    const report = await reportIn('one.json');
    expect(report.judges.map(({ id }) => id)).toEqual(['mobilenet-v2', 'open-nsfw', 'colours', 'cascade']);
    expect(report.judges.every(({ area, calibration }) => area === null && calibration === null)).toBe(true);
    expect(report.pictures.every(({ risks }) => risks.length === 3)).toBe(true);
    // 396 harmless pictures a day, of which the folder's one in four is held.
    expect(ran.out).toContain(
      'At 400 pictures a day and 1 bad in 100: 99 (18 to 277) harmless ones held a day; of the 4 bad ones that come nothing is known.',
    );
    expect(await read('one.html')).toContain('This folder has one side only.');
    // The journal of two models is not that of three.
    const two = await run('one-sided', '--harmless-only', '--no-views');
    expect(two.err).not.toContain('measured before');
    const three = await run('one-sided', ...flags, '--per-day', '400', '--bad-in', '100');
    expect(three.err).toContain('4 of 4 pictures were measured before.');
    expect(three.out).toBe(ran.out);
  });
});

describe('10,000 pictures', () => {
  it(
    'are read and reported in 64 MB of heap',
    async () => {
      const folder = labelledFolder(join(directory, 'many'));
      const count = 10_000;
      for (let index = 0; index < count; index++) {
        const label = index % 10 === 0 ? 'explicit' : 'harmless';
        await folder.write(`${label}/${'long-name-'.repeat(8)}${index}.gif`, smallestGif(index));
      }
      // A first run says what it would measure with; the rest of the journal is written as it would have been.
      const { child, ran } = started(['many', '--no-views']);
      const journal = join(directory, 'many.eval.jsonl');
      while (!(await readFile(journal, 'utf8').catch(() => '')).includes('\n')) {
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      child.kill('SIGKILL');
      await ran;
      const measuring = /"measuring":"(\w{16})"/.exec(await readFile(journal, 'utf8'))?.[1];
      const { createHash } = await import('node:crypto');
      const lines = Array.from({ length: count }, (_, index) => {
        const path = `${index % 10 === 0 ? 'explicit' : 'harmless'}/${'long-name-'.repeat(8)}${index}.gif`;
        const sha256 = createHash('sha256').update(smallestGif(index)).digest('hex');
        const risks = [(index % 1009) / 1009, (index % 997) / 997].map((risk) => Number(risk.toFixed(6)));
        return `${JSON.stringify({ measuring, path, sha256, risks, views: [] })}\n`;
      });
      await writeFile(journal, lines.join(''));
      const bounded = started(['many', '--no-views', '--json', 'many.json', '--html', 'many.html'], {
        NODE_OPTIONS: '--max-old-space-size=64',
      });
      const { code, err } = await bounded.ran;
      expect(err).toContain('10,000 of 10,000 pictures were measured before.');
      expect(code).toBe(0);
      expect((await reportIn('many.json')).pictures).toHaveLength(count);
      // Curves of 10,000 points are drawn with no more than a screen can show.
      expect((await read('many.html')).length).toBeLessThan(400_000);
    },
    longMs,
  );

  /** A GIF of one pixel, another for each number: its colour. */
  function smallestGif(number: number): Uint8Array {
    const colour = [number >> 8, number & 255, 7];
    const screen = [1, 0, 1, 0, 0x80, 0, 0, ...colour, 0, 0, 0];
    const image = [0x2c, 0, 0, 0, 0, 1, 0, 1, 0, 0, 2, 2, 0x44, 1, 0, 0x3b];
    return Uint8Array.from([...new TextEncoder().encode('GIF89a'), ...screen, ...image]);
  }
});

describe('the command line', () => {
  it.each([
    [[], 2, 'expected one folder'],
    [['one', 'two'], 2, 'expected one folder'],
    [['x', '--bad', 'a', '--harmless-only'], 2, 'exclude each other'],
    [['x', '--false-positives', '0'], 2, '--false-positives'],
    [['x', '--false-positives', '1.5'], 2, '--false-positives'],
    [['x', '--thresholds', '0.5,,1'], 2, '--thresholds'],
    [['x', '--per-day', '0'], 2, '--per-day'],
    [['x', '--bad-in', 'many'], 2, '--bad-in'],
    [['x', '--processes', '65'], 2, '--processes'],
    [['nowhere'], 1, 'read-failed'],
    [['known', '--bad', 'absent'], 1, 'There is no subfolder absent'],
    [['known'], 1, 'Say it with --bad LABEL'],
    [['known/abstract'], 1, 'has no subfolders'],
    [['known', '--bad', 'triggers', '--model', 'nowhere'], 1, 'assets-missing'],
    [['known', '--bad', 'triggers', '--journal', 'no/such/folder/journal'], 1, 'options-invalid'],
    [['known', '--bad', 'triggers', '--html', 'no/such/folder/page.html'], 1, 'options-invalid'],
  ] as const)('%j ends with %i and says why', async (words, code, why) => {
    const ran = await run(...words);
    expect(ran.code).toBe(code);
    expect(ran.err).toContain(why);
    expect(ran.err).not.toMatch(/\bat .+:\d+:\d+/);
  });

  it('documents every flag and its exit codes', async () => {
    const { code, out } = await run('--help');
    expect(code).toBe(0);
    for (const flag of ['bad', 'harmless-only', 'no-views', 'model', 'false-positives', 'thresholds', 'per-day']) {
      expect(out).toContain(`--${flag}`);
    }
    for (const flag of ['bad-in', 'html', 'json', 'journal', 'processes']) expect(out).toContain(`--${flag}`);
    expect(out).toMatch(/Exit code: 0 .* 1 .* 2 .* 130 /s);
  });
});
