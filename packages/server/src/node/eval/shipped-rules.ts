import {
  type Action,
  type DevicePolicy,
  decideOnDevice,
  type ModelScores,
  needsSecondOpinion,
} from '@safeupload/sdk/core';
import { decideOnServer } from '../../decide/decide-on-server.js';
import type { ServerPolicy } from '../../policy/server-policy.js';
import type { RatedPicture } from './rated-picture.js';

/** A model as decisions name it. */
export interface RatedModel {
  readonly id: string;
  readonly sha256: string;
}

/** One of the rules as they are shipped. */
export interface ShippedRule {
  readonly id: 'device-blocks' | 'device-advises' | 'server-holds-whole' | 'server-holds';
  /** What the rule does, for people. */
  readonly title: string;
  /** What became of a picture that it stops. */
  readonly verb: 'stopped' | 'held';
  stops(picture: RatedPicture): boolean;
}

/**
 * The rules as shipped, for an account of tier `trusted` without any other ground: what the device blocks, what it blocks or
 * advises against, and what the server holds: by the whole picture alone and, where views were looked through, with them.
 * They are the functions that decide on uploads, asked anew.
 */
export function shippedRules(
  models: readonly RatedModel[],
  policy: ServerPolicy,
  hasViews: boolean,
): readonly ShippedRule[] {
  const onDevice = policy.devicePolicies.trusted;
  const rules: readonly ShippedRule[] = [
    {
      id: 'device-blocks',
      title: 'the device blocks',
      verb: 'stopped',
      stops: (picture) => actionOnDevice(scoresOf(picture.risks, models), onDevice) === 'block',
    },
    {
      id: 'device-advises',
      title: 'the device blocks, or says that a person will look',
      verb: 'stopped',
      stops: (picture) => actionOnDevice(scoresOf(picture.risks, models), onDevice) !== 'allow',
    },
    {
      id: 'server-holds-whole',
      title: 'the server holds by the whole picture alone (trusted account)',
      verb: 'held',
      stops: (picture) => serverHolds({ ...picture, views: [] }, models, policy),
    },
    {
      id: 'server-holds',
      title: 'the server holds, looking through views too (trusted account)',
      verb: 'held',
      stops: (picture) => serverHolds(picture, models, policy),
    },
  ];
  return hasViews ? rules : rules.filter(({ id }) => id !== 'server-holds');
}

function scoresOf(risks: readonly number[], models: readonly RatedModel[]): readonly ModelScores[] {
  return models.map(({ id, sha256 }, index) => ({ id, sha256, scores: {}, risk: risks[index] ?? 0 }));
}

function actionOnDevice(scores: readonly ModelScores[], policy: DevicePolicy): Action {
  const first = scores.filter(({ id }) => id === policy.models.first);
  const asks = first.some(({ risk }) => needsSecondOpinion(risk, policy));
  const models = asks ? [...first, ...scores.filter(({ id }) => id === policy.models.second)] : first;
  return decideOnDevice({ models, frames: { total: 1, screened: 1 }, gaps: [] }, policy).action;
}

function serverHolds({ risks, views }: RatedPicture, models: readonly RatedModel[], policy: ServerPolicy): boolean {
  const grounds = { matches: [], failures: [], claimed: null, appealed: false, tier: 'trusted' } as const;
  const evidence = { models: scoresOf(risks, models) };
  const seen = views.map((view) => scoresOf(view, models));
  return decideOnServer({ ...grounds, evidence, views: seen }, policy).action !== 'allow';
}
