import { type BucketKind, bucketKinds, bucketScopes } from './bucket-rules.js';
import { furtherModelFields } from './model-fields.js';
import { newcomerFields } from './night-fields.js';
import type { NumberFields } from './number-fields.js';
import { numberSections } from './number-sections.js';
import type { ServerPolicy } from './server-policy.js';

/** One number of a policy, for people. */
export interface PolicyLine {
  /** Where it stands, e.g. `curtain.lasts`. */
  readonly path: string;
  readonly value: number;
  readonly unit: string;
  readonly why: string;
}

type Described = Readonly<Record<string, { readonly unit: string; readonly why: string }>>;

const tables: Readonly<Record<string, NumberFields>> = {
  ...numberSections,
  newcomers: newcomerFields,
  furtherModels: furtherModelFields,
};

const risk = 'probability';

/** What every device is told; `devicePolicies.<tier>.` stands before each. */
const deviceNumbers: Described = {
  'plain.longestSidePx': {
    unit: 'pixels',
    why: 'Longest side of a prepared picture: sharp on a laptop, 5–10 times fewer bytes.',
  },
  'plain.quality': { unit: 'quality 0–1', why: 'JPEG and WebP quality of a prepared picture.' },
  secondOpinionAt: {
    unit: risk,
    why: 'Above this risk of the first model the second one is asked: 4.8 % of 914 ordinary photos are.',
  },
  secondOpinionTimeoutMs: {
    unit: 'ms',
    why: 'The second model answers within this or the picture goes on: the server asks it anyway.',
  },
  blockAbove: { unit: risk, why: 'The device blocks when both models are above: none of 914 ordinary photos is.' },
  'holdAbove.both': {
    unit: risk,
    why: 'Advice that a person will look, when both are above: 0.3 % of ordinary photos.',
  },
  'holdAbove.first': { unit: risk, why: 'The same when the first alone is above: 0.2 % of ordinary photos.' },
};

const limitNumbers: Described = {
  fileBytes: { unit: 'bytes', why: 'Stops memory exhaustion by size alone.' },
  pixels: { unit: 'pixels', why: 'Width × height × frames. Stops decompression bombs: a 31 KB PNG may hold 256 MP.' },
  sidePx: { unit: 'pixels', why: 'Stops strips of 1 × 100,000,000 that pass a pixel limit and break row buffers.' },
  frames: { unit: 'frames', why: 'Stops endless animations; later frames are not published.' },
  jpegScans: {
    unit: 'scans',
    why: 'Stops progressive JPEGs whose thousands of scans each cost a pass over the picture.',
  },
  pngChunks: { unit: 'chunks', why: 'Stops files made of nothing but chunk headers.' },
  ancillaryBytes: { unit: 'bytes', why: 'Of PNG text and EXIF. Stops compressed text that inflates without end.' },
  iccBytes: { unit: 'bytes', why: 'Stops parsers of colour profiles from being fed.' },
  decodeMs: { unit: 'ms', why: 'One decode.' },
  measureMs: { unit: 'ms', why: 'The measuring of one file in all.' },
};

const otherNumbers: Described = {
  v: { unit: 'version', why: 'Version of this form of policy.' },
  'holdAbove.alone.open-nsfw': {
    unit: risk,
    why: 'Hold when the better judge alone is above: 0.7 % of 914 ordinary photos are.',
  },
  'holdAbove.alone.mobilenet-v2': {
    unit: risk,
    why: 'Hold when the small, noisy one alone is above: 0.2 %; at 0.3 it would be 4 %.',
  },
  'holdAbove.all': { unit: risk, why: 'Hold when both are above: their errors hardly overlap, 0.3 %.' },
  claimedRiskGap: {
    unit: risk,
    why: 'A claimed risk so far below ours, across a threshold, is a tamper signal: honest sides differ by at most 0.002.',
  },
  'buckets.refusalCost': {
    unit: 'tokens',
    why: 'What a refused claim or digest costs on top: trying is dearer than posting.',
  },
  'derivatives.0.longestSidePx': { unit: 'pixels', why: 'The largest size that is published.' },
  'derivatives.1.longestSidePx': { unit: 'pixels', why: 'The size for lists.' },
  'look.longestSidePx': {
    unit: 'pixels',
    why: 'A moderator’s first look, small and grey: harm grows with size and colour.',
  },
};

const bucketWhy: Readonly<Record<BucketKind, string>> = {
  challenge: 'Twice the uploads: each may need a ticket of its own, and one more where its first went stale.',
  precheck: 'One a file and one deposit; trying digests one after the other is dearer by every refusal.',
  upload: 'An album of thirty at once, then one every two seconds.',
  report: 'A person reports one picture after the other; a script gets no further than the desk’s first page.',
  byte: 'An album of originals at once, then 1 GB a day.',
};

/**
 * Every number of a policy with its unit and its reason, in the order of the policy. Throws `RangeError` for a number
 * that nobody described: a threshold without a reason is a mistake of ours.
 */
export function describePolicy(policy: ServerPolicy): PolicyLine[] {
  return [...numbersIn(policy, '')].map(([path, value]) => {
    const described = descriptionOf(path);
    if (described === undefined) throw new RangeError(`Nobody said what policy.${path} is for.`);
    return { path, value, ...described };
  });
}

function descriptionOf(path: string): { readonly unit: string; readonly why: string } | undefined {
  const [section = '', ...rest] = path.split('.');
  const field = tables[section]?.[rest.join('.')];
  if (field !== undefined) return { unit: field.unit, why: field.why };
  if (section === 'devicePolicies') return rest[1] === 'v' ? otherNumbers.v : deviceNumbers[rest.slice(1).join('.')];
  if (section === 'limits') return limitNumbers[rest.join('.')];
  const [, kind, scope, side] = rest;
  const bucket = bucketKinds.find((one) => one === kind);
  if (section === 'buckets' && bucket !== undefined && bucketScopes.some((one) => one === scope)) {
    return { unit: side === 'burst' ? 'tokens' : 'tokens a minute', why: bucketWhy[bucket] };
  }
  return (
    otherNumbers[path] ??
    (section === 'holdAbove' || section === 'furtherModels'
      ? { unit: risk, why: 'Hold when this model alone is above.' }
      : undefined)
  );
}

function* numbersIn(value: unknown, path: string): Generator<readonly [string, number]> {
  if (typeof value === 'number') yield [path, value];
  if (typeof value !== 'object' || value === null) return;
  for (const [name, inner] of Object.entries(value)) yield* numbersIn(inner, path === '' ? name : `${path}.${name}`);
}
