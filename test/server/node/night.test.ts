import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type NightLaneOutcome, type NightOutcome, type NightPictureOutcome, playNight } from '@safeupload/server/node';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { nightTime } from '../../../packages/server/src/node/rehearse/night-script.js';

// The seed replayed end to end: real processes, real databases, addresses asked over HTTP for every minute of the night.

const bin = fileURLToPath(new URL('../../../packages/server/bin/safeupload.mjs', import.meta.url));
const nightServer = fileURLToPath(
  new URL('../../../packages/server/dist/node/rehearse/night-server.js', import.meta.url),
);
const nightMs = 600_000;
const secondMs = 1000;
const hourMs = 3_600_000;

let directory: string;
const usualTmp = process.env.TMPDIR;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'safeupload-nights-'));
  // What the nights leave behind is seen here, and only theirs.
  process.env.TMPDIR = directory;
});
afterAll(async () => {
  if (usualTmp === undefined) delete process.env.TMPDIR;
  else process.env.TMPDIR = usualTmp;
  await rm(directory, { recursive: true, force: true });
});

describe('fresh accounts, nothing is recognised', () => {
  let night: NightOutcome;
  let html: string;
  beforeAll(async () => {
    const file = join(directory, 'night.html');
    const { code, out } = await command('rehearse', 'night', '--json', '--html', file);
    expect(code).toBe(0);
    // Provable: the command prints what playNight resolves to.
    night = (JSON.parse(out) as { outcome: NightOutcome }).outcome;
    html = await readFile(file, 'utf8');
    await rm(file);
  }, nightMs);

  it('makes no bad picture public, not for a minute', () => {
    const lane = laneOf(night, 'with');
    expect(badOf(lane)).toHaveLength(5);
    expect(badOf(lane).map(({ publicDuring }) => publicDuring)).toEqual([[], [], [], [], []]);
    expect(lane.badImageMinutes).toBe(0);
    expect(new Set(badOf(lane).map(({ answer }) => answer))).toEqual(new Set(['held', 'turned-away']));
  });
  everybodyElse(() => night);

  it('without a defence shows all five until pictures are off for everybody in the morning', () => {
    const lane = laneOf(night, 'without');
    expect(lane.badPublic).toBe(5);
    expect(lane.badImageMinutes).toBeGreaterThan(2000);
    for (const { publicDuring } of lane.pictures.filter(({ uploadedAt }) => uploadedAt < nightTime('08:00'))) {
      expect(publicDuring).toHaveLength(1);
      expect(publicDuring[0]?.until).toBeGreaterThanOrEqual(nightTime('08:00'));
      expect(publicDuring[0]?.until).toBeLessThan(nightTime('08:01'));
    }
    expect(lane.pressed.map(({ button }) => button)).toEqual(['report', 'report', 'curtain', 'pictures-off']);
  });

  it('is told as a page of its own, which loads nothing', () => {
    expect(html).toContain('<h1>The night, rehearsed</h1>');
    expect(html).not.toMatch(/<script|<img|https?:/);
  });
});

describe('sleepers, nothing is recognised', () => {
  let lane: NightLaneOutcome;
  let night: NightOutcome;
  beforeAll(async () => {
    night = await playNight({ variant: 'sleepers', lanes: ['with'] });
    lane = laneOf(night, 'with');
  }, nightMs);

  it('ends every exposure within 10 s of the first serious report or of the curtain', () => {
    const shown = badOf(lane).filter(({ publicDuring }) => publicDuring.length > 0);
    // Without these the rest would say nothing.
    expect(shown.length).toBeGreaterThanOrEqual(2);
    for (const { pictureId, publicDuring } of shown) {
      const reported =
        reportsOf(lane).find(({ pictureIds }) => pictureIds.includes(pictureId))?.at ?? Number.POSITIVE_INFINITY;
      const [span, ...more] = publicDuring;
      expect(more).toEqual([]);
      expect(span?.until).toBeLessThanOrEqual(Math.min(reported, curtainOf(lane)) + 10 * secondMs);
    }
  });

  it('makes nothing of a reported picture’s account or group public again before 08:00', () => {
    const first = reportsOf(lane)[0];
    expect(first?.pictureIds).toEqual(['bad-1']);
    for (const { personId, publicDuring } of badOf(lane)) {
      const theirs = badOf(lane).filter((other) => other.personId === personId);
      const reportedAt = Math.min(
        ...reportsOf(lane)
          .filter(({ pictureIds }) => theirs.some(({ pictureId }) => pictureIds.includes(pictureId)))
          .map(({ at }) => at),
      );
      expect(reportedAt).toBeLessThan(curtainOf(lane));
      for (const { from, until } of publicDuring) {
        expect(from).toBeLessThan(reportedAt);
        expect(until).toBeLessThan(curtainOf(lane) + 10 * secondMs);
      }
    }
    // The other account's copy of the reported picture, while that account had no report yet.
    expect(pictureOf(lane, 'bad-3')).toMatchObject({ answer: 'held', publicDuring: [] });
    // A picture like none before, by a reported account, when the curtain was over.
    expect(pictureOf(lane, 'bad-5').uploadedAt).toBeGreaterThan(nightTime('02:30'));
    expect(pictureOf(lane, 'bad-5')).toMatchObject({ answer: 'held', publicDuring: [] });
  });

  it('counts image-minutes over the whole night', () => {
    const until = (pictureId: string) =>
      (pictureOf(lane, pictureId).publicDuring[0]?.until ?? 0) - pictureOf(lane, pictureId).uploadedAt;
    expect(lane.badImageMinutes).toBeCloseTo((until('bad-1') + until('bad-2') + until('bad-4')) / 60_000, 3);
    expect(lane.badImageMinutes).toBeLessThan(200);
    expect(lane.looks).toBeGreaterThan(3000);
  });
  everybodyElse(() => night);
});

it(
  'with everything recognised refuses or holds all of it, also of sleepers',
  async () => {
    const triggers = [new Uint8Array(await readFile(new URL('../../fixtures/triggers/both.png', import.meta.url)))];
    const night = await playNight({ variant: 'sleepers', recall: 1, lanes: ['with'], triggers });
    const lane = laneOf(night, 'with');
    expect(badOf(lane).map(({ publicDuring }) => publicDuring)).toEqual([[], [], [], [], []]);
    const answers = new Set(badOf(lane).map(({ answer }) => answer));
    expect(answers.has('refused')).toBe(true);
    expect(answers.has('allowed')).toBe(false);
    expect(lane.badImageMinutes).toBe(0);
  },
  nightMs,
);

describe('its processes', () => {
  it('are gone with their directories when it is stopped', async () => {
    const stopping = new AbortController();
    let prepared = 0;
    const playing = playNight({
      signal: stopping.signal,
      onEvent(event) {
        if (event.kind === 'preparing' && ++prepared === 5) stopping.abort();
      },
    });
    await expect(playing).rejects.toMatchObject({ code: 'aborted' });
    expect(await nightsIn(directory)).toEqual([]);
    await vi.waitFor(async () => expect(await descendants(process.pid, /rehearse\/night-server/)).toEqual([]), 20_000);
  }, 120_000);

  it('end by themselves when the one who plays is killed', async () => {
    const player = spawn(process.execPath, [bin, 'rehearse', 'night'], { stdio: 'ignore', env: { ...process.env } });
    const pid = player.pid ?? 0;
    let children: readonly number[] = [];
    await vi.waitFor(
      async () => {
        children = await descendants(pid, /night-server|measure\/process/);
        expect(children.length).toBeGreaterThanOrEqual(4);
        expect(await nightsIn(directory)).toHaveLength(2);
      },
      { timeout: 60_000, interval: 100 },
    );
    const ended = once(player, 'exit');
    player.kill('SIGKILL');
    await ended;
    await vi.waitFor(
      async () => {
        expect(await nightsIn(directory)).toEqual([]);
        expect(children.filter(isAlive)).toEqual([]);
      },
      { timeout: 60_000, interval: 200 },
    );
  }, 180_000);

  it('start for nobody else', async () => {
    const alone = spawn(process.execPath, [nightServer, '/var/lib/somebody'], { stdio: 'ignore' });
    const [code] = await once(alone, 'exit');
    expect(code).toBe(2);
    expect(await nightsIn(directory)).toEqual([]);
  });
});

describe('the clock', () => {
  it('can be set by no flag of the server that is shipped', async () => {
    for (const flag of ['--clock', '--time', '--now', '--date', '--recall']) {
      const { code, err } = await command('serve', flag, '0');
      expect(code).toBe(2);
      expect(err).toMatch(/Known flags: /);
      expect(err).not.toMatch(/Known flags:.*--[a-z-]*(clock|time|now|date|recall)/);
    }
  });

  it('is given to a verifier by the rehearsal’s own server and nowhere else in the package', async () => {
    const source = fileURLToPath(new URL('../../../packages/server/src/', import.meta.url));
    const setting: string[] = [];
    const made: string[] = [];
    for (const file of await readdir(source, { recursive: true })) {
      if (!file.endsWith('.ts')) continue;
      const text = await readFile(join(source, file), 'utf8');
      for (const [, options = ''] of text.matchAll(/await createVerifier\(\{([\s\S]*?)\n {2,6}\}\)/g)) {
        made.push(file);
        if (/^\s*(clock\b|\.\.\.(?!\(options\.webhook))/m.test(options)) setting.push(file);
      }
    }
    expect(made).toContain('node/standalone.ts');
    expect(setting).toEqual(['node/rehearse/night-server.ts']);
  });
});

/** What every night has to leave alone. */
function everybodyElse(night: () => NightOutcome): void {
  const lane = () => laneOf(night(), 'with');
  const photosOf = (personId: string) => lane().pictures.filter((picture) => picture.personId === personId);

  it('shows the trusted member’s photos at once, and the established member’s, all night', () => {
    expect(photosOf('teapot')).toHaveLength(5);
    for (const photo of [...photosOf('teapot'), ...photosOf('marigold')]) {
      expect(photo).toMatchObject({ answer: 'allowed', reasons: [], waited: [] });
      expect(photo.publicDuring).toEqual([{ from: expect.any(Number), until: expect.any(Number) }]);
      expect(photo.publicDuring[0]?.until).toBeGreaterThanOrEqual(night().until);
    }
  });

  it('keeps every honest photo: what waited is public in the end, and says why it waited', () => {
    expect(lane().honestTurnedAway).toBe(0);
    const honest = lane().pictures.filter(({ isBad }) => !isBad);
    for (const photo of honest) expect(photo.publicDuring.at(-1)?.until).toBeGreaterThanOrEqual(night().until);
    for (const photo of honest.filter(({ answer }) => answer === 'held')) expect(photo.reasons).not.toEqual([]);
  });

  it('is as always an hour after the curtain, and an hour after the last confirmed picture', () => {
    const over = lane().curtains[0]?.until ?? Number.NaN;
    expect(over).toBeLessThanOrEqual(nightTime('02:30') + secondMs);
    expect(levelAt(lane(), over + hourMs)).toBe(0);
    const decided = Math.max(
      ...lane()
        .pressed.filter(({ button }) => button === 'reject')
        .map(({ at }) => at),
    );
    // What is left is level 1 of the attackers' accounts and pictures: it reaches nobody else.
    expect(levelAt(lane(), decided + hourMs + 60 * secondMs)).toBeLessThan(2);
    for (const after of [over + hourMs, decided + hourMs]) {
      const posted = ['pebble', 'marigold'].flatMap(photosOf).filter(({ uploadedAt }) => uploadedAt > after);
      expect(posted.length).toBeGreaterThan(0);
      for (const photo of posted) expect(photo).toMatchObject({ answer: 'allowed', waited: [] });
    }
  });
}

function laneOf(night: NightOutcome, name: 'with' | 'without'): NightLaneOutcome {
  const lane = night.lanes.find((one) => one.lane === name);
  if (lane === undefined) throw new Error(`the night was not played ${name} a defence`);
  return lane;
}

function badOf(lane: NightLaneOutcome): readonly NightPictureOutcome[] {
  return lane.pictures.filter(({ isBad }) => isBad);
}

function pictureOf(lane: NightLaneOutcome, pictureId: string): NightPictureOutcome {
  const picture = lane.pictures.find((one) => one.pictureId === pictureId);
  if (picture === undefined) throw new Error(`nobody posted ${pictureId}`);
  return picture;
}

function reportsOf(lane: NightLaneOutcome) {
  return lane.pressed.filter(({ button }) => button === 'report');
}

function curtainOf(lane: NightLaneOutcome): number {
  const at = lane.pressed.find(({ button }) => button === 'curtain')?.at ?? Number.NaN;
  expect(at).toBeGreaterThanOrEqual(nightTime('01:30'));
  expect(at).toBeLessThan(nightTime('01:31'));
  return at;
}

function levelAt(lane: NightLaneOutcome, at: number): number {
  return lane.levels.findLast((told) => told.at <= at)?.level ?? Number.NaN;
}

async function command(...words: string[]): Promise<{ code: number | null; out: string; err: string }> {
  const child = spawn(process.execPath, [bin, ...words], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env },
  });
  let out = '';
  let err = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    err += text;
  });
  const [code] = await once(child, 'close');
  return { code, out, err };
}

async function nightsIn(path: string): Promise<string[]> {
  return (await readdir(path)).filter((name) => name.startsWith('safeupload-night-'));
}

/** Processes under that one, at any depth, whose command line matches; from Linux's `/proc`. */
async function descendants(pid: number, pattern: RegExp): Promise<number[]> {
  const parents = new Map<number, number>();
  const lines = new Map<number, string>();
  for (const name of await readdir('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const stat = await readFile(`/proc/${name}/stat`, 'utf8').catch(() => '');
    const parent = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
    parents.set(Number(name), parent);
    lines.set(Number(name), await readFile(`/proc/${name}/cmdline`, 'utf8').catch(() => ''));
  }
  const isUnder = (one: number): boolean => {
    let at = one;
    // No chain of parents is longer than there are processes.
    for (let step = 0; step <= parents.size; step++) {
      at = parents.get(at) ?? 0;
      if (at === pid) return true;
      if (at === 0) return false;
    }
    return false;
  };
  return [...lines].filter(([one, line]) => isUnder(one) && pattern.test(line)).map(([one]) => one);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
