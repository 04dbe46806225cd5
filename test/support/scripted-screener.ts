import type { Screened, Screener } from '@safeupload/sdk';
import {
  type Action,
  type DevicePolicy,
  defaultDevicePolicy,
  digestOf,
  type ErrorCode,
  type Reason,
  readHeader,
  SafeUploadError,
  wireLimits,
} from '@safeupload/sdk/core';

/** How a file is to be screened; see {@link scriptedScreener}. */
export interface Script {
  readonly action?: Action;
  readonly reasons?: readonly Reason[];
  /** Reject with this code instead. */
  readonly fails?: ErrorCode;
  /** Wait until {@link ScriptedScreener.release}. */
  readonly waits?: boolean;
  /** How many fingerprints the evidence has, and how many labels each model: many make a claim too long for a header. */
  readonly fingerprints?: number;
  readonly labels?: number;
}

/** A screener that a test steers. */
export interface ScriptedScreener extends Screener {
  /** Lets files go on that wait. */
  release(): void;
  /** Names of the files that were given to it, with the preparation of the policy. */
  readonly seen: readonly string[];
  readonly disposals: () => number;
  readonly forgettings: () => number;
}

const risky = { first: 0.95, second: 0.9 };

/**
 * A screener that reads real headers and digests of real bytes and gets its verdict from a script by file name, because a
 * test of the store must be able to stop at each of its states. The real one has its own tests.
 */
export function scriptedScreener(scripts: Readonly<Record<string, Script>> = {}): ScriptedScreener {
  const seen: string[] = [];
  let waiting: (() => void)[] = [];
  let disposals = 0;
  let forgettings = 0;

  return {
    policy: defaultDevicePolicy,
    seen,
    disposals: () => disposals,
    forgettings: () => forgettings,
    release() {
      for (const go of waiting) go();
      waiting = [];
    },
    prefetch: async () => {},
    forget() {
      forgettings += 1;
    },
    dispose() {
      disposals += 1;
    },
    async screen(file, { policy = defaultDevicePolicy, signal, onProgress } = {}) {
      const name = file instanceof File ? file.name : '';
      const script = scripts[name] ?? {};
      seen.push(`${name} ${policy.preparation} ${policy.id}`);
      onProgress?.({ stage: 'reading', done: 0.1 });
      await turn(signal);
      onProgress?.({ stage: 'measuring', done: 0.5 });
      if (script.waits === true) {
        await new Promise<void>((resolve, reject) => {
          waiting.push(resolve);
          signal?.addEventListener('abort', () => reject(new SafeUploadError('aborted', 'Stopped.')));
        });
      }
      await turn(signal);
      if (script.fails !== undefined) throw new SafeUploadError(script.fails, `Scripted ${script.fails}.`);
      return screenedOf(new Uint8Array(await file.arrayBuffer()), policy, script);
    },
  };
}

async function turn(signal: AbortSignal | undefined): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 5));
  if (signal?.aborted) throw new SafeUploadError('aborted', 'Stopped.');
}

async function screenedOf(bytes: Uint8Array<ArrayBuffer>, policy: DevicePolicy, script: Script): Promise<Screened> {
  const header = readHeader(bytes, wireLimits);
  const sha256 = await digestOf(bytes);
  const { action = 'allow', reasons = [] } = script;
  const scores = action === 'allow' ? { first: 0.01, second: 0.01 } : risky;
  const more = Object.fromEntries(Array.from({ length: script.labels ?? 0 }, (_, index) => [`Label${index}`, 0.001]));
  const model = (id: string, risk: number) => ({
    id,
    sha256: 'a'.repeat(64),
    scores: { Neutral: 1 - risk, Porn: risk, ...more },
    risk,
  });
  return {
    bytes,
    source: { sha256, bytes: bytes.length, format: header.format },
    sourceHeader: header,
    evidence: {
      header,
      sha256,
      bytes: bytes.length,
      frames: { total: header.frameCount, screened: header.frameCount },
      fingerprints: Array.from({ length: script.fingerprints ?? 1 }, () => ({ hash: sha256, quality: 100 })),
      models: [model(policy.models.first, scores.first), model(policy.models.second, scores.second)],
      gaps: [],
    },
    verdict: { action, reasons },
    policy,
    preparation: policy.preparation,
    runtime: 'scripted 1',
    timings: {
      readMs: 0,
      prepareMs: 0,
      decodeMs: 0,
      loadMs: 0,
      pixelsMs: 0,
      modelsMs: 0,
      totalMs: 0,
    },
  };
}
