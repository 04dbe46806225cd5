import {
  compositeOverWhite,
  digestOf,
  type Frame,
  type Header,
  type Limits,
  type ModelScores,
} from '@safeupload/sdk/core';
import type { DerivativeSpec, Measured } from '../../measurer.js';
import { type View, viewOf } from '../../views/view.js';
import { createAnimationEncoder, encodeStill } from './derivatives.js';
import { createWorstLooks, evidenceOf, worseScores } from './evidence.js';
import { gifFrames, gifPlays } from './gif.js';
import { classifyWith, type Look, lookAt } from './look.js';
import type { Model } from './models.js';
import { decodeStill } from './still.js';

/** What a file is measured with. */
export interface Measuring {
  readonly models: readonly Model[];
  readonly limits: Limits;
  readonly derivatives: readonly DerivativeSpec[];
  readonly views: readonly View[];
  /** Called once when the pixels are there; of an animation, with the first frame's. */
  readonly onDecoded: () => void;
}

/**
 * Bytes to evidence and derivatives: decoded once, measured, and encoded from the very pixels that were measured. A GIF is
 * measured frame by frame up to `limits.frames`; of an animated PNG or WebP the first frame is, and `frames` says so.
 * Throws `decode-failed`, `out-of-memory`, `model-failed`, `encode-failed`.
 */
export function measure(bytes: Uint8Array, header: Header, measuring: Measuring): Promise<Omit<Measured, 'ms'>> {
  return header.format === 'gif' ? measureGif(bytes, header, measuring) : measureStill(bytes, header, measuring);
}

async function measureStill(bytes: Uint8Array, header: Header, measuring: Measuring): Promise<Omit<Measured, 'ms'>> {
  const { stored, shown } = await decodeStill(bytes, header, measuring.limits);
  measuring.onDecoded();
  const published = compositeOverWhite(shown ?? stored);
  // Encoding happens in sharp's threads, at the same time.
  const [derivatives, look, lookAsShown, views] = await Promise.all([
    encodeStill(published, header, measuring.derivatives),
    lookAt(shown ? stored : published, measuring.models, true),
    shown ? lookAt(published, measuring.models, true) : null,
    lookThrough(published, measuring),
  ]);
  const file = { header, sha256: await digestOf(bytes), bytes: bytes.length, screened: 1 };
  const { evidence, orientations } = evidenceOf(file, look.scores, [look], lookAsShown);
  return { evidence, models: factsOf(measuring), views, orientations, derivatives };
}

async function measureGif(bytes: Uint8Array, header: Header, measuring: Measuring): Promise<Omit<Measured, 'ms'>> {
  const worst = createWorstLooks();
  let scores: readonly ModelScores[] = [];
  const isAnimated = header.frameCount > 1;
  const encoder = createAnimationEncoder(header, isAnimated ? measuring.derivatives : []);
  for (const { frame, delayMs } of gifFrames(bytes, header, measuring.limits)) {
    if (worst.count === 0) measuring.onDecoded();
    // The canvas is drawn over by the next frame; what was measured has to stay as it was.
    const look = await lookAt({ ...frame, data: frame.data.slice() }, measuring.models, false);
    worst.add(look);
    scores = worseScores(scores, look.scores);
    await encoder.add(look.frame, delayMs);
  }
  const file = { header, sha256: await digestOf(bytes), bytes: bytes.length, screened: worst.count };
  const { evidence, orientations } = evidenceOf(file, scores, worst.looks, null);
  const [first] = worst.looks;
  const views = await lookThroughAll(worst.looks, measuring);
  const derivatives =
    isAnimated || !first
      ? await encoder.finish(gifPlays(bytes))
      : await encodeStill(first.frame, header, measuring.derivatives);
  return { evidence, models: factsOf(measuring), views, orientations, derivatives };
}

/** The scores of each view of a frame over white, one after the other: their pixels need the memory of one. */
async function lookThrough(opaque: Frame, { views, models }: Measuring): Promise<Measured['views']> {
  const scores: ModelScores[][] = [];
  for (const view of views) scores.push([...(await classifyWith(viewOf(opaque, view), models))]);
  return scores;
}

/**
 * The worst scores of each view over the frames that are kept, 16 at most: through one frame's alone, a second frame that
 * is a little less harmless than a tuned one would draw the views to itself.
 */
async function lookThroughAll(looks: readonly Look[], measuring: Measuring): Promise<Measured['views']> {
  let worst: Measured['views'] = [];
  for (const { frame } of looks) {
    const views = await lookThrough(frame, measuring);
    worst = views.map((scores, view) => worseScores(worst[view] ?? [], scores));
  }
  return worst;
}

function factsOf({ models }: Measuring): Measured['models'] {
  return models.map(({ manifest: { id, title, sha256, riskLabels } }) => ({ id, title, sha256, riskLabels }));
}
