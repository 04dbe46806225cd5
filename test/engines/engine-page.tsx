import { SafeUpload } from '@safeupload/react';
import { createScreener, type Item, type Snapshot } from '@safeupload/sdk';
import { defaultDevicePolicy, type Evidence, type Preparation, type Verdict } from '@safeupload/sdk/core';
import { createRoot } from 'react-dom/client';
import { type ComposerCalls, composerCalls } from './composer-calls.js';
import { type EditorCalls, editorCalls } from './editor-calls.js';
import type { FastPaths } from './fast-paths.js';
import { base64Of, fetched } from './page-files.js';

/** One row of the component's list, as far as it can travel as JSON. */
export type RowStanding = Pick<Item, 'name' | 'state' | 'outcome' | 'uploadId' | 'reasons' | 'error'>;

/** What the device measured of a fixture picture. */
export interface Looked {
  readonly evidence: Evidence;
  readonly verdict: Verdict;
  readonly preparation: Preparation;
  /** What would be sent, where that is not the file itself. */
  readonly base64: string | null;
}

/** What a test may ask of the page. Here, answers come later: see {@link Calls}. */
export interface PageCalls extends ComposerCalls, EditorCalls {
  /** True as soon as the component is there. */
  isDrawn(): boolean;
  /** The component's rows. */
  rows(): readonly RowStanding[];
  /** Screens `/pictures/NAME` with both models, or tells the code of what was thrown. */
  look(name: string, preparation: Preparation): Looked | { readonly code: string };
  fastPaths(): FastPaths;
  /** True if a plain address makes no worker here: the page's policy requires trusted types. */
  hasTrustedTypes(): boolean;
  /** Errors of the page that nobody caught, and what its policy forbade. */
  errors(): readonly string[];
}

/** The same as they are here, where answers come later. */
type Calls = {
  [Name in keyof PageCalls]: (...parameters: Parameters<PageCalls[Name]>) => Promise<ReturnType<PageCalls[Name]>>;
};

const assets = '/safe-upload/';
const screener = createScreener({ assets });
const uncaught: string[] = [];
addEventListener('error', ({ message }) => uncaught.push(message));
addEventListener('unhandledrejection', ({ reason }) => uncaught.push(String(reason)));
addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) =>
  uncaught.push(`${violatedDirective} ${blockedURI}`),
);

let snapshot: Snapshot | undefined;

const calls: Calls = {
  isDrawn: async () => document.querySelector('input[type=file]') !== null,
  async rows() {
    return (snapshot?.items ?? []).map(({ name, state, outcome, uploadId, reasons, error }) => ({
      name,
      state,
      reasons,
      ...(outcome === undefined ? {} : { outcome }),
      ...(uploadId === undefined ? {} : { uploadId }),
      ...(error === undefined ? {} : { error }),
    }));
  },
  async look(name, preparation) {
    const file = await fetched(`/pictures/${name}`);
    const policy = { ...defaultDevicePolicy, preparation, secondOpinionAt: 0, secondOpinionTimeoutMs: 60_000 };
    try {
      const screened = await screener.screen(file, { policy });
      const { evidence, verdict } = screened;
      const isFile = screened.source.sha256 === evidence.sha256;
      return {
        evidence,
        verdict,
        preparation: screened.preparation,
        base64: isFile ? null : await base64Of(new Blob([screened.bytes])),
      };
    } catch (thrown) {
      return { code: String(Reflect.get(Object(thrown), 'code')) };
    }
  },
  async fastPaths() {
    const worker = startFastPathsWorker();
    try {
      const photo = new Uint8Array(await (await fetched('/pictures/camera-12mp.jpg')).arrayBuffer());
      const answer = await new Promise<unknown>((resolve, reject) => {
        worker.addEventListener('message', ({ data }) => resolve(JSON.parse(String(data))));
        worker.addEventListener('error', () => reject(new Error('The worker did not start.')));
        worker.postMessage(photo);
      });
      if (typeof answer !== 'object' || answer === null || 'thrown' in answer) throw new Error(JSON.stringify(answer));
      // Provable: the worker answers with what `tryFastPaths` gave, or with `thrown`.
      return answer as FastPaths;
    } finally {
      worker.terminate();
    }
  },
  async hasTrustedTypes() {
    const before = uncaught.length;
    try {
      new Worker(fastPathsWorker).terminate();
      return false;
    } catch {
      return true;
    } finally {
      // The violation is wanted, and told in a task of its own.
      await new Promise((resolve) => setTimeout(resolve, 100));
      uncaught.length = before;
    }
  },
  errors: async () => uncaught,
  ...composerCalls,
  ...editorCalls,
};

const fastPathsWorker = '/fast-paths-worker.js';

/** Trusted types as far as they are used here; the type library of TypeScript 7.0 does not know them. */
interface TrustedTypePolicies {
  createPolicy(
    name: string,
    rules: { createScriptURL(address: string): string },
  ): {
    createScriptURL(address: string): string;
  };
}

function startFastPathsWorker(): Worker {
  const policies: TrustedTypePolicies | undefined = Reflect.get(globalThis, 'trustedTypes');
  const policy = policies?.createPolicy('engines', { createScriptURL: () => fastPathsWorker });
  return new Worker(policy?.createScriptURL('') ?? fastPathsWorker, { type: 'module' });
}

Object.assign(window, {
  /** JSON text in and out: see `callScript`. */
  async answerEngine(name: keyof PageCalls, parameters: string) {
    // Provable: `EngineBrowser.call` has typed name and parameters.
    const call = calls[name] as (...given: readonly unknown[]) => Promise<unknown>;
    return JSON.stringify({ value: await call(...JSON.parse(parameters)) });
  },
});

createRoot(document.querySelector('#root') as Element).render(
  <SafeUpload
    assets={assets}
    endpoint="/upload"
    context="post"
    onChange={(changed) => {
      snapshot = changed;
    }}
  />,
);
