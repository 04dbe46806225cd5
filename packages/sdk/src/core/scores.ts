import type { Activation, ModelManifest } from './manifest.js';

/** Probability per label of one model, each in [0, 1]; of the worst frame where a file has several. */
export type Scores = Readonly<Record<string, number>>;

/** What one model said of one file. */
export interface ModelScores {
  /** The model's id, from its manifest. */
  readonly id: string;
  /** Digest of the model's ONNX file: scores of two files with one name are not comparable. */
  readonly sha256: string;
  readonly scores: Scores;
  /** Sum of the model's risk labels, in [0, 1]; see {@link riskOf}. */
  readonly risk: number;
}

/** Decimal places that scores keep: more than any threshold needs, few enough to keep a claim of 100 frames small. */
const places = 1e6;

/** The sum of the scores whose labels the manifest lists in `riskLabels`, in [0, 1]. */
export function riskOf(scores: Scores, manifest: Pick<ModelManifest, 'riskLabels'>): number {
  let sum = 0;
  for (const label of manifest.riskLabels) sum += Object.hasOwn(scores, label) ? scores[label] : 0;
  return Math.min(1, Math.round(sum * places) / places);
}

/**
 * The {@link ModelScores} of one run of a model: `output` holds one number per label of the manifest, in its order, of
 * which its activation makes probabilities. These are cut to [0, 1] (a softmax in float32 may overshoot by 1e-7) and
 * rounded to 6 decimal places.
 */
export function scoresFromOutput(output: ArrayLike<number>, manifest: ModelManifest): ModelScores {
  const scores: Record<string, number> = {};
  const probabilities = activated(output, manifest.output.activation ?? 'none');
  manifest.labels.forEach((label, index) => {
    scores[label] = Math.round(Math.min(1, Math.max(0, probabilities[index])) * places) / places;
  });
  return { id: manifest.id, sha256: manifest.sha256, scores, risk: riskOf(scores, manifest) };
}

/** Probabilities of a model's numbers, in float64. */
function activated(output: ArrayLike<number>, activation: Activation): ArrayLike<number> {
  if (activation === 'none') return output;
  if (activation === 'sigmoid') return Array.from(output, (value) => 1 / (1 + Math.exp(-value)));
  // Less the largest, which changes nothing and keeps the exponentials finite.
  const largest = Array.from(output).reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY);
  const powers = Array.from(output, (value) => Math.exp(value - largest));
  const sum = powers.reduce((total, power) => total + power, 0);
  return powers.map((power) => power / sum);
}

/** The one with the higher risk: of a file's frames, the worst speaks for the file. */
export function worseOf(a: ModelScores, b: ModelScores): ModelScores {
  return b.risk > a.risk ? b : a;
}
