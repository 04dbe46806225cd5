// The bench's lanes and the page about them agree. Nothing is timed here.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../../', import.meta.url));

function bench(...parameters: string[]) {
  return spawnSync(process.execPath, ['test/bench/bench.mjs', ...parameters], { cwd: root, encoding: 'utf8' });
}

const lanes = [...bench('--help').stdout.matchAll(/^ {2}([a-zA-Z]\w+) {2,}\S/gm)].map(([, name = '']) => name);

describe('pnpm bench', () => {
  it('names in its help the lanes that docs/bench.md explains, in the same order', () => {
    const page = readFileSync(`${root}docs/bench.md`, 'utf8');
    expect(lanes.length).toBeGreaterThan(5);
    expect([...page.matchAll(/^## `(\w+)`$/gm)].map(([, name = '']) => name)).toEqual(lanes);
    for (const name of lanes) {
      expect(page).toContain(`bench --only ${name}\``);
      // Where --docs writes.
      expect(page.indexOf(`<!-- /${name} -->`)).toBeGreaterThan(page.indexOf(`<!-- ${name} -->`));
    }
  });

  it('says which lanes there are where it is asked for another', () => {
    const asked = bench('--only', 'nothing', '--no-build');
    expect(asked.status).toBe(1);
    expect(asked.stderr).toContain(`There is no lane nothing: expected some of ${lanes.join(', ')}.`);
  });

  it('refuses runs that make no median', () => {
    const asked = bench('--runs', '2', '--no-build');
    expect(asked.status).toBe(1);
    expect(asked.stderr).toContain('--runs: expected a whole number from 3 to 1000, got 2.');
  });
});
