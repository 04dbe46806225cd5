import {
  type ErrorCode,
  type Limits,
  type ModelManifest,
  type ModelScores,
  readHeader,
  SafeUploadError,
  toErrorRecord,
} from '@safeupload/sdk/core';
import type { Measurer } from '../../measurer.js';
import type { View } from '../../views/view.js';
import { eachAtOnce } from './at-once.js';
import type { CorpusPicture } from './corpus-picture.js';
import type { Journal } from './journal.js';
import type { Said } from './journal-line.js';
import { readPicture } from './read-picture.js';

/** What pictures are measured with. */
export interface CorpusMeasuring {
  readonly measurer: Measurer;
  /** Pictures in work at the same time: those being measured, and as many that were read meanwhile. */
  readonly atOnce: number;
  readonly manifests: readonly ModelManifest[];
  /** What is looked at besides the whole picture. */
  readonly views: readonly View[];
  readonly limits: Limits;
  readonly journal: Journal;
  readonly signal: AbortSignal;
  readonly onMeasured: () => void;
}

/** What lies in the file itself and will be so at the next start, too. What lies in the machine is tried again then. */
const lastingCodes: readonly ErrorCode[] = ['decode-failed'];

/**
 * Measures pictures and writes each into the journal as soon as it is measured. Returns what could not be measured for
 * reasons that may be gone at the next start, by path. Throws `aborted`; `asset-digest-mismatch` where other models
 * answered than the manifests name.
 */
export async function measureCorpus(
  pictures: readonly CorpusPicture[],
  measuring: CorpusMeasuring,
): Promise<ReadonlyMap<string, ErrorCode>> {
  const passing = new Map<string, ErrorCode>();
  await eachAtOnce(pictures, measuring.atOnce, async (picture) => {
    const said = await measureOne(picture, measuring);
    if ('risks' in said || lastingCodes.includes(said.code)) {
      await measuring.journal.add(picture.path, picture.sha256, said);
    } else passing.set(picture.path, said.code);
    measuring.onMeasured();
  });
  return passing;
}

async function measureOne(picture: CorpusPicture, measuring: CorpusMeasuring): Promise<Said> {
  const { measurer, limits, signal, manifests, views } = measuring;
  try {
    const bytes = await readPicture(picture.file, limits.fileBytes);
    const header = readHeader(bytes, limits);
    const measured = await measurer.measure(bytes, header, { derivatives: [], views, limits, signal });
    // It changed since its digest was taken: what was measured is another picture.
    if (measured.evidence.sha256 !== picture.sha256) return { code: 'read-failed' };
    return {
      risks: risksBy(manifests, measured.evidence.models),
      views: measured.views.map((scores) => risksBy(manifests, scores)),
    };
  } catch (thrown) {
    const { code } = toErrorRecord(thrown, 'read-failed');
    if (code === 'aborted' || code === 'disposed' || code === 'asset-digest-mismatch') throw thrown;
    return { code };
  }
}

/** The models' risks. The processes open the models by themselves: after an update meanwhile they are others. */
function risksBy(manifests: readonly ModelManifest[], spoke: readonly ModelScores[]): readonly number[] {
  return manifests.map(({ id, sha256 }, index) => {
    const scores = spoke[index];
    if (scores?.id === id && scores.sha256 === sha256) return scores.risk;
    throw new SafeUploadError(
      'asset-digest-mismatch',
      `The model ${id} changed while pictures were measured. Start again: what other models said is not mixed in.`,
    );
  });
}
