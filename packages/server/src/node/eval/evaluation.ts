import type { ServerPolicy } from '../../policy/server-policy.js';
import { type Calibration, calibrationOf } from './calibration.js';
import { type DailyCost, type Day, dailyCost } from './daily-cost.js';
import { type Judge, judgesOf } from './judge.js';
import { countAbove, type LabelRatings, ratingsByLabel, ratingsOfSide } from './label-ratings.js';
import { policyThresholds } from './policy-thresholds.js';
import { type Proposal, proposeThreshold } from './propose-threshold.js';
import { type RankCurve, rankCurve } from './rank-curve.js';
import type { Label, RatedPicture } from './rated-picture.js';
import { type Rates, ratesOf } from './rates.js';
import { type RatedModel, type ShippedRule, shippedRules } from './shipped-rules.js';
import { type Difference, widestDifferences } from './widest-differences.js';

/** What a judge would do at one threshold. */
export interface ThresholdRow extends Rates {
  readonly threshold: number;
  /** What the policy as shipped decides there; empty at a threshold that is only asked for. */
  readonly decides: readonly string[];
}

/** A proposal and what its threshold in the folder costs. */
export interface CostedProposal extends Proposal {
  readonly cost: DailyCost;
}

/** Everything about one judge. */
export interface JudgeReport {
  readonly id: string;
  readonly isModel: boolean;
  /** Ascending by threshold. */
  readonly rows: readonly ThresholdRow[];
  readonly curve: RankCurve;
  /** Null of the cascade, whose number is no probability, and where one side has no picture. */
  readonly calibration: Calibration | null;
  /** One a wanted share, in their order; empty where there is no harmless picture. */
  readonly proposals: readonly CostedProposal[];
}

/** What a rule as shipped does to the folder, and to a day. */
export interface RuleReport extends Rates {
  readonly id: ShippedRule['id'];
  readonly title: string;
  readonly verb: ShippedRule['verb'];
  readonly cost: DailyCost;
}

/** The numbers of one evaluation: the same for the same pictures, models, policy and questions. */
export interface Evaluation {
  readonly models: readonly RatedModel[];
  readonly labels: readonly (Label & { readonly pictures: number })[];
  readonly policy: string;
  readonly day: Day;
  readonly rules: readonly RuleReport[];
  readonly judges: readonly JudgeReport[];
  readonly differences: readonly Difference[];
}

/** What is asked of the measured pictures. */
export interface Questions {
  /** Thresholds beside the policy's own, in [0, 1]. */
  readonly thresholds: readonly number[];
  /** Wanted shares of false alarms, in (0, 1). */
  readonly falsePositives: readonly number[];
  readonly day: Day;
}

/** How many of the pictures on which the models differ most are named: as many as a person looks at. */
const mostDifferences = 20;

/** All numbers of an evaluation. Pure; takes about 1 s for 100,000 pictures. */
export function evaluate(
  models: readonly RatedModel[],
  labels: readonly Label[],
  pictures: readonly RatedPicture[],
  policy: ServerPolicy,
  questions: Questions,
): Evaluation {
  const modelIds = models.map(({ id }) => id);
  const judges = judgesOf(modelIds, policy.devicePolicies.trusted);
  const ofLabel = (name: string) => pictures.filter(({ label }) => label === name);
  return {
    models: models.map(({ id, sha256 }) => ({ id, sha256 })),
    labels: labels.map((label) => ({ ...label, pictures: ofLabel(label.name).length })),
    policy: policy.id,
    day: questions.day,
    rules: shippedRules(
      models,
      policy,
      pictures.some(({ views }) => views.length > 0),
    ).map(({ id, title, verb, stops }) => {
      const rates = ratesOf(
        labels.map((label) => {
          const own = ofLabel(label.name);
          return { ...label, pictures: own.length, stopped: own.filter(stops).length };
        }),
      );
      return { id, title, verb, ...rates, cost: dailyCost(questions.day, rates.falseAlarms, rates.found) };
    }),
    judges: judges.map((judge) => reportOf(judge, ratingsByLabel(judge, labels, pictures), policy, questions)),
    differences: widestDifferences(pictures, mostDifferences),
  };
}

function reportOf(
  judge: Judge,
  labels: readonly LabelRatings[],
  policy: ServerPolicy,
  questions: Questions,
): JudgeReport {
  const lines = policyThresholds(judge, policy);
  const thresholds = new Set([...questions.thresholds, ...lines.map(({ threshold }) => threshold)]);
  const [bad, harmless] = [ratingsOfSide(labels, true), ratingsOfSide(labels, false)];
  return {
    id: judge.id,
    isModel: judge.isModel,
    rows: [...thresholds]
      .sort((one, other) => one - other)
      .map((threshold) => ({
        threshold,
        decides: lines.filter((line) => line.threshold === threshold).map(({ decides }) => decides),
        ...ratesOf(
          labels.map(({ name, isBad, ratings }) => ({
            name,
            isBad,
            pictures: ratings.length,
            stopped: countAbove(ratings, threshold),
          })),
        ),
      })),
    curve: rankCurve(bad, harmless),
    calibration: judge.isModel ? calibrationOf(bad, harmless) : null,
    proposals: questions.falsePositives.flatMap((wanted) => {
      const proposal = proposeThreshold(bad, harmless, wanted);
      if (proposal === null) return [];
      const { falseAlarms, found } = proposal.onFolder;
      return [{ ...proposal, cost: dailyCost(questions.day, falseAlarms, found) }];
    }),
  };
}
