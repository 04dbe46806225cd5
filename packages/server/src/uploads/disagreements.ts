import { type Claim, distanceBetween, type Header, mostFingerprints, riskOf } from '@safeupload/sdk/core';
import type { Measured } from '../measurer.js';
import { holdThresholdOf } from '../policy/hold-threshold.js';
import type { ServerPolicy } from '../policy/server-policy.js';

/** One way in which a claim and what we measured do not fit. A tamper signal, never a hit by itself. */
export interface Disagreement {
  readonly kind: 'risk-understated' | 'fingerprint-far' | 'header-differs';
  readonly details: Readonly<Record<string, string | number>>;
}

/**
 * Where claim and measurement disagree beyond what two honest sides can. Honest ones do a little: decoders round, and
 * privacy browsers falsify pixels (then the claim holds no fingerprints and nothing is compared).
 */
export function disagreementsOf(
  claim: Claim,
  header: Header,
  measured: Measured,
  policy: ServerPolicy,
): Disagreement[] {
  const found: Disagreement[] = [];
  const { upload } = claim;
  if (
    upload.format !== header.format ||
    upload.width !== header.width ||
    upload.height !== header.height ||
    upload.frames.total !== header.frameCount
  ) {
    found.push({
      kind: 'header-differs',
      details: {
        claimed: `${upload.format} ${upload.width}×${upload.height}`,
        width: header.width,
        height: header.height,
      },
    });
  }

  // A device that says it looked at fewer frames (Safari's engine opens only the first of a GIF, a slow phone runs out of
  // time) says nothing of the others, and ours is the risk of the worst of all. Scores of no frame at all are no honest
  // device's: they are held against it, else "0 looked at" would excuse every lie about a still.
  const { screened } = upload.frames;
  const lookedAtSome = screened > 0 && screened < measured.evidence.frames.screened;
  for (const ours of lookedAtSome ? [] : measured.evidence.models) {
    const theirs = claim.models.find((model) => model.id === ours.id && model.sha256 === ours.sha256);
    const facts = measured.models.find(({ id }) => id === ours.id);
    if (theirs === undefined || facts === undefined) continue;
    const claimedRisk = riskOf(theirs.scores, facts);
    const crosses = [holdThresholdOf(ours.id, policy), policy.holdAbove.all].some(
      (line) => claimedRisk <= line && ours.risk > line,
    );
    if (crosses && ours.risk - claimedRisk > policy.claimedRiskGap) {
      found.push({ kind: 'risk-understated', details: { model: ours.id, claimed: claimedRisk, measured: ours.risk } });
    }
  }

  const [claimedWorst] = claim.pdq;
  const ours = measured.evidence.fingerprints.filter(({ quality }) => quality >= policy.fingerprints.leastQuality);
  // Of a longer animation each side keeps the frames that worried *its* models most, and honest sides choose differently.
  if (claimedWorst !== undefined && ours.length > 0 && header.frameCount <= mostFingerprints) {
    const distance = Math.min(...ours.map(({ hash }) => distanceBetween(hash, claimedWorst.hash)));
    if (distance > policy.fingerprints.claimedDistance) found.push({ kind: 'fingerprint-far', details: { distance } });
  }
  return found;
}
