import { readFile } from 'node:fs/promises';
import { defaultServerPolicy, describePolicy } from '@safeupload/server';
import { expect, test } from 'vitest';
import { policyPage } from '../../scripts/policy-page.mjs';

test('docs/policy.md says every number of the policy, with unit, default and reason', async () => {
  const lines = describePolicy(defaultServerPolicy);
  for (const { path, unit, why } of lines) {
    expect(unit, path).not.toBe('');
    expect(why.length, path).toBeGreaterThan(10);
  }
  expect(await readFile(new URL('../../docs/policy.md', import.meta.url), 'utf8')).toBe(policyPage(lines));
});

test('a number that nobody described is a mistake', () => {
  const more = { ...defaultServerPolicy, curtain: { ...defaultServerPolicy.curtain, length: 3 } };
  expect(() => describePolicy(more)).toThrow(/curtain\.length/);
});
