import type {
  AcceptedFormat,
  Digest,
  Evidence,
  Fingerprint,
  Header,
  Limits,
  ModelManifest,
  ModelScores,
} from '@safeupload/sdk/core';
import type { View } from './views/view.js';

/** One size in which a screened picture is encoded. */
export interface DerivativeSpec {
  /** Name of the size, a–z and hyphen, e.g. `full`, `preview`. */
  readonly name: string;
  /** Longest side in pixels; a smaller picture is not enlarged. */
  readonly longestSidePx: number;
  /** Encode without colours, first frame only: what a moderator's first look shows. Absent means in colour. */
  readonly grey?: boolean;
}

/** One size, encoded from the very pixels that were screened: opaque, upright, sRGB, without metadata. */
export interface EncodedDerivative {
  readonly name: string;
  readonly format: AcceptedFormat;
  readonly width: number;
  readonly height: number;
  readonly bytes: Uint8Array;
  readonly sha256: Digest;
}

/** A model that pictures are measured with, as its manifest describes it. */
export type ModelFacts = Pick<ModelManifest, 'id' | 'title' | 'sha256' | 'riskLabels'>;

/** What one decode of one file gave. */
export interface Measured {
  /** Of the whole picture alone: it is what a claim is compared with. */
  readonly evidence: Evidence;
  /** The models that looked, in the order of `evidence.models`. */
  readonly models: readonly ModelFacts[];
  /**
   * Per view asked for, in its order, one entry a model. Of an animation each is the worst of its 16 worst frames; where a colour
   * profile changes the picture they are of the pixels as shown, which are what is published.
   */
  readonly views: readonly (readonly ModelScores[])[];
  /**
   * Per fingerprint of the evidence, in its order: the fingerprints of the eight orientations (core's `orientations`).
   * Inverted pictures are found by `invertHash` of these.
   */
  readonly orientations: readonly (readonly Fingerprint[])[];
  /** In the order of the specs asked for. */
  readonly derivatives: readonly EncodedDerivative[];
  /** How long the measuring took, in ms, without the wait for a free process. */
  readonly ms: number;
}

/** How to measure one file. */
export interface MeasureOptions {
  readonly derivatives: readonly DerivativeSpec[];
  /** What else than the whole picture the models look at; nothing by default. */
  readonly views?: readonly View[];
  readonly limits: Limits;
  readonly signal?: AbortSignal;
}

/** Decodes, measures and encodes in a bounded place: a process that may die without the server noticing more than a hold. */
export interface Measurer {
  /**
   * Measures bytes whose header was already read within the limits. Throws `decode-failed` where the file itself is
   * damaged (the caller refuses it); `decode-timeout`, `out-of-memory`, `model-failed` or anything else where the
   * measuring could not be finished (the caller holds it). `details.queueFull` is true where too many files waited.
   */
  measure(bytes: Uint8Array, header: Header, options: MeasureOptions): Promise<Measured>;
  /** Ends the processes; calls still waiting are rejected with `disposed`. */
  dispose(): Promise<void>;
}
