import { readFileSync } from 'node:fs';
import {
  parseChallenge,
  parseChallengeRequest,
  parseClaim,
  parseDepositAnswer,
  parseOutcomeAnswer,
  parsePrecheckAnswer,
  parseRefusalAnswer,
  parseStatusAnswer,
  parseStoppedAnswer,
  parseStoppedNotice,
  refusals,
} from '@safeupload/sdk/core';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import messages from '../vectors/messages.json' with { type: 'json' };

const parsers: Record<keyof typeof messages, (value: unknown) => unknown> = {
  'challenge-request': parseChallengeRequest,
  challenge: parseChallenge,
  claim: parseClaim,
  'stopped-notice': parseStoppedNotice,
  stopped: parseStoppedAnswer,
  precheck: parsePrecheckAnswer,
  outcome: parseOutcomeAnswer,
  deposit: parseDepositAnswer,
  status: parseStatusAnswer,
  refusal: parseRefusalAnswer,
};

const fileOf = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');

describe.each(Object.entries(messages))('%s', (kind, { valid, invalid }) => {
  const parse = parsers[kind as keyof typeof messages];
  const matches = new Ajv2020({ strict: true, strictRequired: false }).compile(
    JSON.parse(fileOf(`docs/schemas/${kind}.schema.json`)) as object,
  );

  it.each(valid.map((message) => [JSON.stringify(message).slice(0, 80), message]))('takes %s', (_, message) => {
    expect(parse(message)).toEqual(message);
    expect(matches(message), JSON.stringify(matches.errors)).toBe(true);
  });

  it.each(invalid.map((message) => [JSON.stringify(message).slice(0, 80), message]))('refuses %s', (_, message) => {
    expect(() => parse(message)).toThrow(expect.objectContaining({ name: 'SafeUploadError' }));
    expect(matches(message)).toBe(false);
  });
});

describe('docs/wire.md', () => {
  it('has a row for every refusal code, with its status and whether the client signs again', () => {
    const table = /<!-- refusals -->([\s\S]*)<!-- \/refusals -->/.exec(fileOf('docs/wire.md'))?.[1] ?? '';
    const rows = [...table.matchAll(/^\| `([a-z-]+)` *\| (\d+) *\| *(yes)? *\|/gm)].map(([, code, status, again]) => [
      code,
      { status: Number(status), challenge: again === 'yes' },
    ]);
    expect(Object.fromEntries(rows)).toEqual(refusals);
  });
});
