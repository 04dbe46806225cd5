import {
  type Context,
  contexts,
  type DevicePolicy,
  defaultDevicePolicy,
  type Limits,
  wireLimits,
} from '@safeupload/sdk/core';
import type { Tier } from '../identity.js';
import type { DerivativeSpec } from '../measurer.js';
import { type BucketRules, defaultBucketRules } from './bucket-rules.js';
import type { CoverHours } from './cover-hours.js';
import { defaultFailureTable, type FailureTable } from './failures.js';
import { furtherModelFields } from './model-fields.js';
import { newcomerFields } from './night-fields.js';
import { defaultsOf, type NumbersOf } from './number-fields.js';
import { defaultNumberSections, type NumberSections } from './number-sections.js';

/**
 * What the server decides by. Data, versioned, parsed; unlike the device policy it never leaves the server. Its sections of
 * nothing but numbers are the tables of `number-sections.ts`.
 */
export interface ServerPolicy extends NumberSections {
  readonly v: 1;
  /** Stands in receipts, 1–64 characters. Change it with every change of the rest. */
  readonly id: string;
  /** The device policy that each tier is sent. */
  readonly devicePolicies: Readonly<Record<Tier, DevicePolicy>>;
  readonly holdAbove: {
    /** Hold when this model's risk alone is above, in [0, 1]; the server runs every model named here. */
    readonly alone: Readonly<Record<string, number>>;
    /** Hold when the risks of all models named in `alone` are above this, in [0, 1]. */
    readonly all: number;
  };
  /** The operator's own models, which look at every picture too; see `MeasurerOptions.models`. */
  readonly furtherModels: NumbersOf<typeof furtherModelFields> & {
    /** Hold when this model's risk is above, in [0, 1]; the server runs every model named here. */
    readonly holdAbove: Readonly<Record<string, number>>;
  };
  /** A claimed risk this far below ours, for the same model file and across a threshold, is a tamper signal. In [0, 1]. */
  readonly claimedRiskGap: number;
  readonly failures: FailureTable;
  /** What is taken from the wire and decoded. */
  readonly limits: Limits;
  /** What waits of a newcomer. */
  readonly newcomers: NumbersOf<typeof newcomerFields> & {
    /** Uses in which a newcomer's picture waits for a person. Empty: in none. */
    readonly waitIn: readonly Context[];
    /** While one of these covers the moment, newcomers' pictures are screened and need not wait. Empty: they always wait. */
    readonly coverHours: readonly CoverHours[];
  };
  /** What low trust may not use at all, because the picture comes from an address and not from a person's device. */
  readonly lowTrust: {
    /** Uses that are off for low trust. */
    readonly offIn: readonly Context[];
    /** True: pictures fetched from an address (remote avatars) are off for low trust, in every use. */
    readonly remoteOff: boolean;
  };
  readonly buckets: BucketRules;
  /** The sizes that are published. The first is the largest. */
  readonly derivatives: readonly DerivativeSpec[];
  /** What a moderator's first look shows; never published. */
  readonly look: DerivativeSpec;
}

/** New accounts send their files untouched: lists hold digests of originals, and what was really sent can be sealed. */
const newcomersDevicePolicy: DevicePolicy = {
  ...defaultDevicePolicy,
  id: 'newcomer-1',
  preparation: 'as-is',
};

/** The policy used unless an operator gives another. Each number has its reason beside it. */
export const defaultServerPolicy: ServerPolicy = {
  v: 1,
  id: 'server-2',
  ...defaultNumberSections(),
  devicePolicies: { new: newcomersDevicePolicy, known: defaultDevicePolicy, trusted: defaultDevicePolicy },
  holdAbove: {
    alone: {
      // The better judge: 0.7 % of 914 ordinary photos are above.
      'open-nsfw': 0.3,
      // Small and noisy: at 0.3 it would hold 4 % of ordinary photos, here 0.2 %.
      'mobilenet-v2': 0.9,
    },
    // Their errors hardly overlap: 0.3 % of ordinary photos are above on both.
    all: 0.2,
  },
  furtherModels: { ...defaultsOf(furtherModelFields), holdAbove: {} },
  // Honest sides differ by at most 0.002; other resizing by up to 0.35, but then not one way only.
  claimedRiskGap: 0.25,
  failures: defaultFailureTable,
  limits: wireLimits,
  newcomers: {
    ...defaultsOf(newcomerFields),
    // Wherever others could see it, and in private messages, which is where grooming begins.
    waitIn: contexts,
    // Who is on duty when is the forum's to say.
    coverHours: [],
  },
  // Both show what somebody else's server answers today, and another picture tomorrow.
  lowTrust: { offIn: ['preview'], remoteOff: true },
  buckets: defaultBucketRules,
  derivatives: [
    { name: 'full', longestSidePx: 2048 },
    { name: 'preview', longestSidePx: 640 },
  ],
  // Small and grey: the least that lets a moderator tell what it is (harm to moderators grows with size and colour).
  look: { name: 'look', longestSidePx: 240, grey: true },
};
