import { afterEach, describe, expect, it } from 'vitest';

// A page's Content Security Policy cannot be changed once it is there, so each case has a frame with a policy of its own,
// in which the SDK is loaded and asked to screen. The end-to-end tests do the same with policies sent as headers.

const frames: HTMLIFrameElement[] = [];

afterEach(() => {
  for (const frame of frames.splice(0)) frame.remove();
});

const picture = `const canvas = new OffscreenCanvas(64, 48);
canvas.getContext('2d').fillRect(8, 8, 20, 20);
const file = await canvas.convertToBlob({ type: 'image/jpeg' });`;

/** What `screen` ends in inside a frame with this policy: an action, or an error code. */
function outcomeUnder(policy: string, options = ''): Promise<string> {
  const sdk = new URL('/packages/sdk/src/browser/index.ts', location.href).href;
  const frame = document.createElement('iframe');
  frames.push(frame);
  frame.srcdoc = `<!doctype html><meta http-equiv="Content-Security-Policy" content="${policy}">
<script type="module">
import { createScreener } from ${JSON.stringify(sdk)};
// The test runner's server wraps every import() in a call to its own page's runner, which a frame does not have.
globalThis.__vitest_browser_runner__ = { wrapDynamicImport: (load) => load() };
try {
  ${picture}
  const screener = createScreener({ assets: '${location.origin}/safe-upload/', startMs: 5000, ${options} });
  const { verdict } = await screener.screen(file);
  screener.dispose();
  parent.postMessage({ outcome: verdict.action }, '*');
} catch (thrown) {
  parent.postMessage({ outcome: thrown.code ?? String(thrown) }, '*');
}
</script>`;
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new Error('the frame said nothing')), 20_000);
    addEventListener('message', function listen({ source, data }: MessageEvent<{ outcome: string }>) {
      if (source !== frame.contentWindow) return;
      removeEventListener('message', listen);
      clearTimeout(late);
      resolve(data.outcome);
    });
    document.body.append(frame);
  });
}

const scripts = `script-src 'self' 'unsafe-inline'`;
const blobWorker = `worker: () => new Worker(URL.createObjectURL(new Blob(["import '${location.origin}/safe-upload/worker.js'"], { type: 'text/javascript' })), { type: 'module' })`;

describe('a page with a policy', () => {
  it('screens where workers of its own are allowed', async () => {
    expect(await outcomeUnder(`${scripts}; worker-src 'self'`)).toBe('allow');
  });

  it('says so where workers are forbidden', async () => {
    expect(await outcomeUnder(`${scripts}; worker-src 'none'`)).toBe('worker-blocked-by-csp');
  });

  it('screens where trusted types are required and ours is named', async () => {
    const policy = `${scripts}; require-trusted-types-for 'script'; trusted-types safeupload vite-dev`;
    expect(await outcomeUnder(policy)).toBe('allow');
  });

  it('says so where trusted types are required and ours is not named', async () => {
    const policy = `${scripts}; require-trusted-types-for 'script'; trusted-types 'none'`;
    expect(await outcomeUnder(policy)).toBe('worker-blocked-by-csp');
  });

  it('says so where the worker may not use WebAssembly', async () => {
    // A worker made from a blob inherits the policy of its page; one from the server has the policy it was sent with.
    expect(await outcomeUnder(`${scripts} blob:; worker-src 'self' blob:`, blobWorker)).toBe('worker-blocked-by-csp');
  });
});
