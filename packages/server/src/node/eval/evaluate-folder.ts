import { type ErrorCode, toUtf8 } from '@safeupload/sdk/core';
import type { ServerPolicy } from '../../policy/server-policy.js';
import { drawViews } from '../../views/draw-views.js';
import type { View } from '../../views/view.js';
import { createMeasurer } from '../measurer.js';
import { byPath, type Corpus, readCorpus, type Unmeasured } from './corpus.js';
import type { CorpusPicture } from './corpus-picture.js';
import { type Evaluation, evaluate, type Questions } from './evaluation.js';
import { type Journal, openJournal } from './journal.js';
import { measureCorpus } from './measure-corpus.js';
import { measuringKey, readManifests } from './measuring-key.js';
import type { RatedPicture } from './rated-picture.js';
import type { SidesAsked } from './sides.js';

/** How a folder is evaluated. */
export interface FolderOptions {
  readonly asked: SidesAsked;
  /** The file that keeps what was measured. */
  readonly journal: string;
  /** Folders of models besides the two shipped, ending in a slash. */
  readonly models: readonly URL[];
  /** False: only the whole pictures are looked at, in a third of the time, and the server's views are left out. */
  readonly withViews: boolean;
  /** Processes that measure at the same time. */
  readonly processes: number;
  readonly policy: ServerPolicy;
  readonly questions: Questions;
  readonly signal: AbortSignal;
  readonly onStep: (step: FolderStep) => void;
}

/** What is being done, for people. */
export type FolderStep =
  | { readonly kind: 'reading'; readonly files: number }
  | { readonly kind: 'opened'; readonly known: number; readonly of: number; readonly brokenLines: number }
  | { readonly kind: 'measured'; readonly now: number; readonly of: number };

/** Everything a report of a folder is made of: the same for the same files, models, policy and questions. */
export interface FolderEvaluation {
  readonly corpus: Pick<Corpus, 'name' | 'copies' | 'ignored'>;
  readonly unmeasured: readonly Unmeasured[];
  readonly evaluation: Evaluation;
  /** By path. */
  readonly pictures: readonly RatedPicture[];
}

/** Nobody waits for an upload here: on a busy machine a picture may take longer than the server gives it. */
const patientMs = { decodeMs: 120_000, measureMs: 300_000 };

/**
 * Reads, measures and evaluates a folder of labelled pictures. Nothing is sent anywhere; what is written is the journal.
 * Throws `corpus-invalid`, `options-invalid`, `read-failed`, `aborted`, and what opening the models throws.
 */
export async function evaluateFolder(folder: string, options: FolderOptions): Promise<FolderEvaluation> {
  const { policy, signal, onStep } = options;
  const limits = { ...policy.limits, ...patientMs };
  const manifests = await readManifests(options.models);
  const corpus = await readCorpus(folder, options.asked, limits, signal, (files) => onStep({ kind: 'reading', files }));
  const views = options.withViews ? await viewsToEvaluate(policy) : [];
  const journal = await openJournal(options.journal, await measuringKey(manifests, limits, views), {
    models: manifests.length,
    views: views.length,
  });
  try {
    const missing = corpus.pictures.filter(({ path, sha256 }) => journal.find(path, sha256) === null);
    const of = corpus.pictures.length;
    onStep({ kind: 'opened', known: of - missing.length, of, brokenLines: journal.brokenLines });
    let now = 0;
    const passing = await measureMissing(missing, options, (measurer) => ({
      measurer,
      atOnce: 2 * options.processes,
      manifests,
      views,
      limits,
      journal,
      signal,
      onMeasured: () => onStep({ kind: 'measured', now: ++now, of: missing.length }),
    }));
    const { rated, unmeasured } = fromJournal(corpus, journal, passing);
    return {
      corpus: { name: corpus.name, copies: corpus.copies, ignored: corpus.ignored },
      unmeasured,
      evaluation: evaluate(manifests, corpus.labels, rated, policy, options.questions),
      pictures: rated,
    };
  } finally {
    await journal.close();
  }
}

/**
 * Views like those of a deployment, drawn from a key that everybody may know: of its own ones a report must not tell, and
 * drawn from chance they would give another report each time.
 */
async function viewsToEvaluate(policy: ServerPolicy): Promise<readonly View[]> {
  const key = await crypto.subtle.importKey('raw', toUtf8('safeupload eval'), 'HKDF', false, ['deriveBits']);
  return drawViews(key, policy.views);
}

async function measureMissing(
  missing: readonly CorpusPicture[],
  { models, processes }: FolderOptions,
  measuringWith: (measurer: ReturnType<typeof createMeasurer>) => Parameters<typeof measureCorpus>[1],
): Promise<ReadonlyMap<string, ErrorCode>> {
  // Other questions about a folder that is measured already need no model.
  if (missing.length === 0) return new Map();
  const measurer = createMeasurer({ models, processes, mostWaiting: 2 * processes, waitMs: 3_600_000 });
  try {
    // Says at once, and once, what is wrong with the installation.
    await measurer.ready();
    return await measureCorpus(missing, measuringWith(measurer));
  } finally {
    await measurer.dispose();
  }
}

/** All pictures from the journal alone, so that it does not matter in how many runs they were measured. */
function fromJournal(
  { pictures, unmeasured: unread }: Corpus,
  journal: Journal,
  passing: ReadonlyMap<string, ErrorCode>,
): { readonly rated: readonly RatedPicture[]; readonly unmeasured: readonly Unmeasured[] } {
  const rated: RatedPicture[] = [];
  const unmeasured = [...unread];
  for (const { path, sha256, label } of pictures) {
    const said = journal.find(path, sha256);
    if (said && 'risks' in said) rated.push({ path, label, risks: said.risks, views: said.views });
    else unmeasured.push({ path, code: said?.code ?? passing.get(path) ?? 'read-failed' });
  }
  return { rated, unmeasured: unmeasured.sort(byPath) };
}
