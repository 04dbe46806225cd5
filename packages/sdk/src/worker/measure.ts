import {
  type DevicePolicy,
  decideOnDevice,
  digestOf,
  type Evidence,
  type Limits,
  mostFingerprints,
  worseOf,
} from '@safeupload/sdk/core';
import type { Shortcuts } from './canary.js';
import { type FirstOpinion, type LookedAt, lookAt, secondOpinionOf, worstFirst } from './classify.js';
import { type Clock, startClock } from './clock.js';
import { decodeFrames } from './decode-frames.js';
import type { Job } from './job.js';
import type { KnownEvidence } from './known-evidence.js';
import type { Models } from './models.js';
import { type Prepared, prepare } from './prepare.js';
import { readFile } from './read-file.js';
import type { Screened } from './screened.js';
import { runtimeName, type Session } from './session.js';
import { unlessAborted } from './time-limit.js';

/** What measuring needs besides the file. */
export interface Tools {
  readonly models: Models;
  readonly known: KnownEvidence;
  /** Whether the browser's canvas gives back what was put in; see `canvasIsHonest`. */
  readonly honest: Promise<boolean>;
  /** The quicker ways that give the same bits in this browser. */
  readonly shortcuts: Promise<Shortcuts>;
  readonly intake: Limits;
  readonly wire: Limits;
}

/** The whole of it: file → source → prepared bytes → frames → evidence → verdict. Throws what its stages throw. */
export async function screenFile(file: Blob, policy: DevicePolicy, tools: Tools, job: Job): Promise<Screened> {
  const clock = startClock();
  const honest = await tools.honest;
  // Models come while the file is read and prepared; whoever waits for them first hears of their failure.
  if (honest) tools.models.open(policy.models.first).catch(() => undefined);
  const read = await clock.timed('readMs', () => readFile(file, tools.intake, job));
  const { width, height, frameCount } = read.header;
  job.sized(width * height * Math.min(frameCount, tools.wire.frames));
  await job.pause();
  const prepared = await clock.timed('prepareMs', () => prepare(read, policy, honest, tools, job));
  const source = await read.source;
  await job.pause();
  const evidence = honest ? await measure(prepared, policy, tools, clock, job) : await measureNothing(prepared);
  // What preparing left out of an animation is said too, though the bytes that are sent have one frame.
  const total = Math.max(evidence.frames.total, read.header.frameCount);
  const verdict = decideOnDevice({ ...evidence, frames: { ...evidence.frames, total } }, policy);
  return {
    bytes: prepared.bytes,
    source,
    sourceHeader: read.header,
    evidence,
    verdict,
    policy,
    preparation: prepared.preparation,
    runtime: runtimeName,
    timings: clock.read(),
  };
}

/**
 * Bytes to evidence: every frame's fingerprint and first opinion, then the second opinion where it is asked for. Bytes
 * that were measured before under this policy are not measured again.
 */
async function measure(
  prepared: Prepared,
  policy: DevicePolicy,
  tools: Tools,
  clock: Clock,
  job: Job,
): Promise<Evidence> {
  const { bytes, header } = prepared;
  const sha256 = digestOf(bytes);
  sha256.catch(() => undefined);
  const known = await tools.known.find({ length: bytes.length, sha256 }, policy);
  if (known !== null) {
    job.report('measuring', 1);
    return known;
  }
  const looked: LookedAt[] = [];
  const secondOpinion = secondOpinionOf(tools.models, policy, clock, job);
  const until = performance.now() + tools.intake.measureMs;
  const planned = header.format === 'gif' ? Math.min(header.frameCount, tools.wire.frames) : 1;
  const frames = decodeFrames(prepared, tools.wire, await tools.shortcuts, job);
  try {
    for (;;) {
      const next = await clock.timed('decodeMs', () => frames.next());
      if (next.done) break;
      const first: FirstOpinion = {
        manifest: () => unlessAborted(tools.models.manifest(policy.models.first), job.signal),
        async open() {
          const session = await openFirst(policy, tools, job);
          job.report('measuring', looked.length / planned);
          return session;
        },
      };
      looked.push(await lookAt(next.value, first, secondOpinion, clock, job));
      await job.pause();
      // A long animation on a slow phone: what was not looked at is said, and the server looks.
      if (performance.now() > until) break;
    }
  } finally {
    await frames.return(undefined);
  }
  const second = await secondOpinion.of(looked);
  job.report('measuring', 1);
  const first = looked.map((frame) => frame.first).reduce(worseOf);
  const evidence: Evidence = {
    header,
    sha256: await sha256,
    bytes: bytes.length,
    frames: { total: header.frameCount, screened: looked.length },
    fingerprints: worstFirst(looked)
      .slice(0, mostFingerprints)
      .map((frame) => frame.fingerprint),
    models: second.scores === null ? [first] : [first, second.scores],
    gaps: second.gap === null ? [] : [second.gap],
  };
  // What was missing this time may be there the next.
  if (second.gap === null && looked.length >= planned) tools.known.keep(evidence, policy);
  return evidence;
}

/** The evidence where pixels cannot be believed: what the bytes say, and why there is no more. */
async function measureNothing({ bytes, header }: Prepared): Promise<Evidence> {
  return {
    header,
    sha256: await digestOf(bytes),
    bytes: bytes.length,
    frames: { total: header.frameCount, screened: 0 },
    fingerprints: [],
    models: [],
    gaps: ['canvas-altered'],
  };
}

/** The first model; who stops meanwhile does not stop the download, which the next picture needs too. */
function openFirst(policy: DevicePolicy, { models }: Tools, job: Job): Promise<Session> {
  const id = policy.models.first;
  if (!models.isOpen(id)) job.report('loading', 0);
  const report = (done: number): void => {
    if (!job.signal.aborted) job.report('loading', done);
  };
  const opening = unlessAborted(models.open(id, report), job.signal);
  return models.isOpen(id) ? opening : job.aside(opening);
}
