import {
  actions,
  borderOf,
  type Context,
  contexts,
  digestOfJson,
  type Limits,
  parseDevicePolicy,
  wireLimits,
} from '@safeupload/sdk/core';
import { type Tier, tiers } from '../identity.js';
import type { DerivativeSpec } from '../measurer.js';
import { parseBucketRules } from './bucket-rules.js';
import { parseCoverHours } from './cover-hours.js';
import { deviceFailures, type Failure, type FailureTable, serverFailures } from './failures.js';
import { furtherModelFields } from './model-fields.js';
import { newcomerFields } from './night-fields.js';
import { parseNumbers } from './number-fields.js';
import { type NumberSections, parseNumberSections } from './number-sections.js';
import { defaultServerPolicy, type ServerPolicy } from './server-policy.js';

const border = borderOf('policy-invalid', 'server policy');

/** Models that a policy may name. */
const mostModels = 64;

const sizeName = /^[a-z][a-z0-9-]{0,31}$/;

/** The policy in a parsed JSON value. Throws `policy-invalid` naming the first wrong field. */
export function parseServerPolicy(value: unknown): ServerPolicy {
  const root = border.object(value, 'policy', Object.keys(defaultServerPolicy));
  border.integer(root.v, 'policy.v', 1, 1);
  const devicePolicies = border.object(root.devicePolicies, 'policy.devicePolicies', tiers);
  const holdAbove = border.object(root.holdAbove, 'policy.holdAbove', ['alone', 'all']);
  const alone = parseThresholds(holdAbove.alone, 'policy.holdAbove.alone');
  if (Object.keys(alone).length < 1) border.refuse('policy.holdAbove.alone', 'at least one model', holdAbove.alone);
  const derivatives = border.list(root.derivatives, 'policy.derivatives', 8, parseSpec);
  const look = parseSpec(root.look, 'policy.look');
  const names = [...derivatives, look].map((spec) => spec.name);
  if (derivatives.length < 1 || new Set(names).size !== names.length) {
    border.refuse('policy.derivatives', 'at least one size, each with a name of its own', names.join(', '));
  }
  const numbers = parseNumberSections(root);
  requireTogether(numbers);
  return {
    v: 1,
    ...numbers,
    id: border.text(root.id, 'policy.id', 64),
    devicePolicies: {
      new: parseDevicePolicy(devicePolicies.new),
      known: parseDevicePolicy(devicePolicies.known),
      trusted: parseDevicePolicy(devicePolicies.trusted),
    },
    holdAbove: { alone, all: border.number(holdAbove.all, 'policy.holdAbove.all', 0, 1) },
    furtherModels: parseFurtherModels(root.furtherModels, alone),
    claimedRiskGap: border.number(root.claimedRiskGap, 'policy.claimedRiskGap', 0, 1),
    failures: parseFailures(root.failures),
    limits: parseLimits(root.limits),
    newcomers: parseNewcomers(root.newcomers),
    lowTrust: parseLowTrust(root.lowTrust),
    buckets: parseBucketRules(root.buckets),
    derivatives,
    look,
  };
}

/** Risks in [0, 1] by the ids of models. */
function parseThresholds(value: unknown, path: string): Record<string, number> {
  return border.entries(value, path, mostModels, (item, at) => border.number(item, at, 0, 1));
}

function parseFurtherModels(value: unknown, alone: Readonly<Record<string, number>>): ServerPolicy['furtherModels'] {
  const path = 'policy.furtherModels';
  const { holdAbove, ...numbers } = border.object(value, path, [...Object.keys(furtherModelFields), 'holdAbove']);
  const named = parseThresholds(holdAbove, `${path}.holdAbove`);
  const twice = Object.keys(named).find((id) => Object.hasOwn(alone, id));
  // Which of the two counts, nobody should have to look up.
  if (twice !== undefined) border.refuse(`${path}.holdAbove`, 'without what policy.holdAbove.alone names', twice);
  return { ...parseNumbers(numbers, path, furtherModelFields), holdAbove: named };
}

function parseNewcomers(value: unknown): ServerPolicy['newcomers'] {
  const path = 'policy.newcomers';
  const names = Object.keys(newcomerFields);
  const { waitIn, coverHours, ...numbers } = border.object(value, path, [...names, 'waitIn', 'coverHours']);
  return {
    ...parseNumbers(numbers, path, newcomerFields),
    waitIn: parseContexts(waitIn, `${path}.waitIn`),
    coverHours: border.list(coverHours, `${path}.coverHours`, 20, parseCoverHours),
  };
}

function parseLowTrust(value: unknown): ServerPolicy['lowTrust'] {
  const lowTrust = border.object(value, 'policy.lowTrust', ['offIn', 'remoteOff']);
  return {
    offIn: parseContexts(lowTrust.offIn, 'policy.lowTrust.offIn'),
    remoteOff: border.flag(lowTrust.remoteOff, 'policy.lowTrust.remoteOff'),
  };
}

/** What one number asks of others. Throws `policy-invalid`. */
function requireTogether({ breaker, stopped, views }: NumberSections): void {
  if (views.mostPercent < views.leastPercent) {
    border.refuse('policy.views.mostPercent', `at least ${views.leastPercent}, the leastPercent`, views.mostPercent);
  }
  const longest = Math.max(
    breaker.together + breaker.forumLasts,
    breaker.accountLasts,
    breaker.forgeableTogether + breaker.forgeableLasts,
  );
  if (breaker.remembered <= longest) {
    border.refuse(
      'policy.breaker.remembered',
      `more than ${longest} ms, the longest of its durations`,
      breaker.remembered,
    );
  }
  const needed = Math.max(stopped.slowedAfter, breaker.forgeableNeeded);
  // With fewer kept than count, nothing would ever be slowed or raised.
  if (stopped.mostKept < needed) {
    border.refuse('policy.stopped.mostKept', `at least ${needed}: slowedAfter, forgeableNeeded`, stopped.mostKept);
  }
}

function parseContexts(value: unknown, path: string): Context[] {
  return border.list(value, path, contexts.length, (item, at) => border.oneOf(item, at, contexts));
}

/** SHA-256 of the policy's canonical JSON: tells an operator whether two servers decide alike. */
export function digestOfServerPolicy(policy: ServerPolicy): Promise<string> {
  return digestOfJson(policy);
}

function parseSpec(value: unknown, path: string): DerivativeSpec {
  const spec = border.object(value, path, ['name', 'longestSidePx'], ['grey']);
  return {
    name: border.matching(spec.name, `${path}.name`, sizeName, 'a name of a–z, 0–9 and hyphen'),
    longestSidePx: border.integer(spec.longestSidePx, `${path}.longestSidePx`, 16, 12_000),
    ...(spec.grey === undefined ? {} : { grey: border.flag(spec.grey, `${path}.grey`) }),
  };
}

function parseFailures(value: unknown): FailureTable {
  const failures: readonly Failure[] = [...deviceFailures, ...serverFailures];
  const rows = border.object(value, 'policy.failures', failures);
  const parsed = failures.map((failure) => {
    const path = `policy.failures.${failure}`;
    const row = border.object(rows[failure], path, tiers);
    // What the server could not measure has nothing that could be published.
    const words = (serverFailures as readonly Failure[]).includes(failure) ? (['hold', 'block'] as const) : actions;
    const cell = (tier: Tier) => border.oneOf(row[tier], `${path}.${tier}`, words);
    return [failure, { new: cell('new'), known: cell('known'), trusted: cell('trusted') }] as const;
  });
  // Provable: the keys are exactly `failures`.
  return Object.fromEntries(parsed) as FailureTable;
}

function parseLimits(value: unknown): Limits {
  const keys = Object.keys(wireLimits) as (keyof Limits)[];
  const limits = border.object(value, 'policy.limits', keys);
  const parsed = keys.map((key) => [key, border.integer(limits[key], `policy.limits.${key}`, 1, 2 ** 31)] as const);
  // Provable: the keys are exactly those of Limits.
  return Object.fromEntries(parsed) as unknown as Limits;
}
