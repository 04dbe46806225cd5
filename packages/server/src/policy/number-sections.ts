import { fingerprintFields, sessionFields, timeFields } from './base-fields.js';
import { viewFields } from './model-fields.js';
import {
  breakerFields,
  curtainFields,
  likenessFields,
  noticeFields,
  recordFields,
  reportFields,
  trustFields,
  wellbeingFields,
} from './night-fields.js';
import { defaultsOf, type NumberFields, type NumbersOf, parseNumbers } from './number-fields.js';

/** The sections of the policy that are nothing but numbers, each by its table. The type, the defaults, the parser and docs/policy.md follow from these. */
export const numberSections = {
  fingerprints: fingerprintFields,
  views: viewFields,
  times: timeFields,
  sessions: sessionFields,
  trust: trustFields,
  curtain: curtainFields,
  reports: reportFields,
  breaker: breakerFields,
  stopped: noticeFields,
  likeness: likenessFields,
  wellbeing: wellbeingFields,
  records: recordFields,
} as const satisfies Readonly<Record<string, NumberFields>>;

/** The values of {@link numberSections}. */
export type NumberSections = {
  readonly [Name in keyof typeof numberSections]: NumbersOf<(typeof numberSections)[Name]>;
};

/** Every section at its defaults. */
export function defaultNumberSections(): NumberSections {
  return eachSection((_, fields) => defaultsOf(fields));
}

/** Every section of a policy that was read already. Throws `policy-invalid` naming the first wrong number. */
export function parseNumberSections(root: Readonly<Record<string, unknown>>): NumberSections {
  return eachSection((name, fields) => parseNumbers(root[name], `policy.${name}`, fields));
}

function eachSection(make: (name: string, fields: NumberFields) => object): NumberSections {
  const sections = Object.entries(numberSections).map(([name, fields]) => [name, make(name, fields)] as const);
  // Provable: the names are exactly those of `numberSections`, the values made by each one's own table.
  return Object.fromEntries(sections) as unknown as NumberSections;
}
