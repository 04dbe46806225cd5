import { type Fingerprint, fingerprintOf, fingerprintsOfOrientations, tensorFromFrame } from '@safeupload/sdk/core';
import { afterEach, describe, expect, it } from 'vitest';
import { plainFingerprintOf } from '../../packages/sdk/src/core/fingerprint/fingerprint-of.js';
import { openSimd } from '../../packages/sdk/src/core/simd/open-simd.js';
import { plainTensorFromFrame } from '../../packages/sdk/src/core/tensor.js';
import { randomFrames } from '../support/random-frames.mjs';
import turned from '../vectors/fingerprints.json' with { type: 'json' };
import reference from '../vectors/pdq-synthetic.json' with { type: 'json' };
import { frameOf } from '../vectors/synthetic-pixels.mjs';
import tensors from '../vectors/tensors.json' with { type: 'json' };

const frames: HTMLIFrameElement[] = [];

afterEach(() => {
  for (const frame of frames.splice(0)) frame.remove();
});

/** What `expression` is in a frame with this policy, where `core` is the product's core. */
function evaluatedUnder(policy: string, expression: string): Promise<unknown> {
  const addressOf = (path: string) => JSON.stringify(new URL(path, location.href).href);
  const frame = document.createElement('iframe');
  frames.push(frame);
  frame.srcdoc = `<!doctype html><meta http-equiv="Content-Security-Policy" content="${policy}">
<script type="module">
import * as core from ${addressOf('/packages/sdk/src/core/index.ts')};
import { frameOf } from ${addressOf('/test/vectors/synthetic-pixels.mjs')};
const hasWasm = () => { try { new WebAssembly.Module(Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0)); return true; } catch { return false; } };
parent.postMessage(${expression}, '*');
</script>`;
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new Error('the frame said nothing')), 30_000);
    addEventListener('message', function listen({ source, data }: MessageEvent<unknown>) {
      if (source !== frame.contentWindow) return;
      removeEventListener('message', listen);
      clearTimeout(late);
      resolve(data);
    });
    document.body.append(frame);
  });
}

async function sha256(values: Float32Array): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new Float32Array(values));
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

describe('in this browser', () => {
  it('the module measures', () => {
    expect(openSimd()).not.toBeNull();
  });

  it('the 95 fingerprints are the reference’s', () => {
    expect(reference.vectors).toHaveLength(95);
    for (const { generator, width, height, expectedHashFull, qualityFull } of reference.vectors) {
      const frame = frameOf(generator, width, height);
      const fingerprint = fingerprintOf(frame);
      expect(fingerprint.quality).toBe(qualityFull);
      // Of a flat picture the bits are noise, in the reference too; but the same noise on both paths.
      if (qualityFull > 0) expect(fingerprint.hash).toBe(expectedHashFull);
      expect(plainFingerprintOf(frame)).toEqual(fingerprint);
    }
  });

  it('the tensors are the vectors', async () => {
    expect(tensors.vectors.length).toBeGreaterThan(5);
    for (const vector of tensors.vectors) {
      const frame = frameOf(vector.generator, vector.width, vector.height);
      expect(await sha256(tensorFromFrame(frame))).toBe(vector.sha256);
      expect(await sha256(plainTensorFromFrame(frame, 224))).toBe(vector.sha256);
    }
  });

  it('500 random frames measure the same with and without the module', () => {
    const different: string[] = [];
    for (const frame of randomFrames(500, 7)) {
      const { width, height } = frame;
      const [fast, plain] = [tensorFromFrame(frame, 33), plainTensorFromFrame(frame, 33)];
      if (!fast.every((value, at) => Object.is(value, plain[at]))) different.push(`tensor of ${width} × ${height}`);
      if (JSON.stringify(fingerprintOf(frame)) !== JSON.stringify(plainFingerprintOf(frame))) {
        different.push(`fingerprint of ${width} × ${height}`);
      }
    }
    expect(different).toEqual([]);
  });
});

describe('on a page whose policy forbids WebAssembly', () => {
  const scripts = `script-src 'self' 'unsafe-inline'`;

  it('the plain TypeScript gives the vectors', async () => {
    const vectors = turned.vectors.filter(({ width }) => width < 400);
    expect(vectors.length).toBeGreaterThan(3);
    const asked = JSON.stringify(vectors.map(({ generator, width, height }) => [generator, width, height]));
    const answer = await evaluatedUnder(
      scripts,
      `{ hasWasm: hasWasm(), measured: ${asked}.map((vector) => core.fingerprintsOfOrientations(frameOf(...vector))) }`,
    );
    const measured = vectors.map(({ generator, width, height }): Fingerprint[] =>
      fingerprintsOfOrientations(frameOf(generator, width, height)),
    );
    expect(answer).toEqual({ hasWasm: false, measured });
  });

  it('and where it allows it the module is there', async () => {
    const answer = await evaluatedUnder(
      `${scripts} 'wasm-unsafe-eval'`,
      `{ hasWasm: hasWasm(), fingerprint: core.fingerprintOf(frameOf('blocks', 200, 100)) }`,
    );
    expect(answer).toEqual({ hasWasm: true, fingerprint: fingerprintOf(frameOf('blocks', 200, 100)) });
  });
});
