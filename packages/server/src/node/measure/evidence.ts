import {
  type Evidence,
  type Fingerprint,
  fingerprintsOfOrientations,
  type Header,
  type ModelScores,
  mostFingerprints,
  worseOf,
} from '@safeupload/sdk/core';
import type { Look } from './look.js';

/** The evidence of a file, with what else is looked up in banks. */
export interface EvidenceOfLooks {
  readonly evidence: Evidence;
  readonly orientations: readonly (readonly Fingerprint[])[];
}

/**
 * How much higher the risk of the pixels as shown must be before they speak for the file in place of the stored ones.
 * Smaller differences are a colour profile's ordinary work, and following them would make the server's scores differ from
 * an honest device's, which measures the stored values.
 */
const shownMargin = 0.05;

/** Keeps the worst frames of a file, at most {@link mostFingerprints}, as one after the other is looked at. */
export function createWorstLooks(): { add(look: Look): void; readonly looks: readonly Look[]; readonly count: number } {
  const looks: Look[] = [];
  let count = 0;
  return {
    add(look) {
      count++;
      // Behind those of the same risk: of equal frames the first speaks.
      const place = looks.findIndex((other) => other.risk < look.risk);
      looks.splice(place < 0 ? looks.length : place, 0, look);
      if (looks.length > mostFingerprints) looks.pop();
    },
    get looks() {
      return looks;
    },
    get count() {
      return count;
    },
  };
}

/**
 * The evidence of a file from the looks at its frames, worst first, and, where its colour profile changes the picture,
 * from the look at the pixels as shown: their fingerprint comes last, and a model's risk is theirs where it is more than
 * {@link shownMargin} higher.
 */
export function evidenceOf(
  file: { readonly header: Header; readonly sha256: string; readonly bytes: number; readonly screened: number },
  worstScores: readonly ModelScores[],
  looks: readonly Look[],
  shown: Look | null,
): EvidenceOfLooks {
  const speaking = shown ? [...looks.slice(0, mostFingerprints - 1), shown] : looks;
  const orientations = speaking.map((look) => look.orientations ?? fingerprintsOfOrientations(look.frame));
  const models = worstScores.map((scores, index) => {
    const asShown = shown?.scores[index];
    return asShown && asShown.risk > scores.risk + shownMargin ? asShown : scores;
  });
  return {
    evidence: {
      header: file.header,
      sha256: file.sha256,
      bytes: file.bytes,
      frames: { total: file.header.frameCount, screened: file.screened },
      fingerprints: speaking.map((look) => look.fingerprint),
      models,
      gaps: [],
    },
    orientations,
  };
}

/** The worse scores of each model: of the file so far and of one more frame. */
export function worseScores(soFar: readonly ModelScores[], more: readonly ModelScores[]): readonly ModelScores[] {
  return more.map((scores, index) => {
    const other = soFar[index];
    return other ? worseOf(other, scores) : scores;
  });
}
