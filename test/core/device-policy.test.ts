import {
  canonicalJson,
  decideOnDevice,
  defaultDevicePolicy,
  digestOfPolicy,
  parseDevicePolicy,
} from '@safeupload/sdk/core';
import { describe, expect, it } from 'vitest';
import vectors from '../vectors/policies.json' with { type: 'json' };

describe('device policy', () => {
  it.each(vectors.valid)('$policy.id has one text and one digest', async ({ policy, canonical, sha256 }) => {
    const parsed = parseDevicePolicy(policy);
    expect(canonicalJson(parsed)).toBe(canonical);
    expect(await digestOfPolicy(parsed)).toBe(sha256);
  });

  it('has the same digest whatever the order of its keys', async () => {
    const turned = Object.fromEntries(Object.entries(defaultDevicePolicy).reverse());
    expect(await digestOfPolicy(parseDevicePolicy(turned))).toBe(await digestOfPolicy(defaultDevicePolicy));
  });

  it.each(vectors.invalid)('refuses: $name', ({ policy }) => {
    expect(() => parseDevicePolicy(policy)).toThrow(expect.objectContaining({ code: 'policy-invalid' }));
  });
});

describe('the cascade', () => {
  const verdictOf = (first: number | null, second: number | null, gaps: readonly 'canvas-altered'[] = []) => {
    const models = [
      ...(first === null ? [] : [{ id: 'mobilenet-v2', sha256: 'x', scores: {}, risk: first }]),
      ...(second === null ? [] : [{ id: 'open-nsfw', sha256: 'y', scores: {}, risk: second }]),
    ];
    return decideOnDevice({ models, frames: { total: 1, screened: 1 }, gaps }, defaultDevicePolicy);
  };

  it.each([
    { first: 0.95, second: 0.95, action: 'block', reasons: ['risk-high'] },
    { first: 0.71, second: 0.71, action: 'block', reasons: ['risk-high'] },
    { first: 0.7, second: 0.99, action: 'hold', reasons: ['risk-raised'] },
    { first: 0.99, second: 0.7, action: 'hold', reasons: ['risk-raised'] },
    { first: 0.21, second: 0.21, action: 'hold', reasons: ['risk-raised'] },
    { first: 0.91, second: 0, action: 'hold', reasons: ['risk-raised'] },
    { first: 0.91, second: null, action: 'hold', reasons: ['risk-raised'] },
    { first: 1, second: null, action: 'hold', reasons: ['risk-raised'] },
    { first: 0.9, second: 0.2, action: 'allow', reasons: [] },
    { first: 0.2, second: 1, action: 'allow', reasons: [] },
    { first: null, second: null, action: 'allow', reasons: [] },
  ])('first $first, second $second: $action', ({ first, second, action, reasons }) => {
    expect(verdictOf(first, second)).toEqual({ action, reasons });
  });

  it('says what could not be measured without becoming stricter', () => {
    expect(verdictOf(null, null, ['canvas-altered'])).toEqual({ action: 'allow', reasons: ['canvas-altered'] });
  });
});
