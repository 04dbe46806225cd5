import type { NumberFields } from './number-fields.js';

// What the server asks of classifiers beyond the two shipped models' scores of the whole picture, as numbers.

/** The views of a picture that are classified besides the whole; see `drawViews`. */
export const viewFields = {
  count: {
    unit: 'views',
    default: 2,
    least: 0,
    most: 8,
    why: 'Parts of each picture that every model looks at besides the whole: a picture tuned against the public models was tuned for its whole. Each costs a tensor and every model once more; 0 turns them off. Of 217 harmless pictures of a trusted member 1 waits without views, 2 or 3 with two (12 secrets).',
  },
  leastPercent: {
    unit: 'percent',
    default: 80,
    least: 50,
    most: 100,
    why: 'Least of each side that a view spans: smaller parts show skin without what is around it, and classifiers err there.',
  },
  mostPercent: {
    unit: 'percent',
    default: 95,
    least: 50,
    most: 100,
    why: 'Most of each side that a view spans: of 2048 px at least 102 are left out, so that every pixel reaches a model at another place and scale.',
  },
} as const satisfies NumberFields;

/** The operator's own models; see `MeasurerOptions.models`. */
export const furtherModelFields = {
  holdUnnamedAbove: {
    unit: 'probability',
    default: 0.9,
    least: 0,
    most: 1,
    why: 'Hold when the risk of a further model that `furtherModels.holdAbove` does not name is above: at 0.9 two larger models of nsfwjs’s family held 0.2 and 0.3 % of 914 ordinary photos, at 0.7 up to 0.8 %.',
  },
} as const satisfies NumberFields;
