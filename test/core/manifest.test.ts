import { inputSideOf, parseManifest, riskOf, scoresFromOutput, worseOf } from '@safeupload/sdk/core';
import { describe, expect, it } from 'vitest';
import mobilenet from '../../models/mobilenet-v2/manifest.json' with { type: 'json' };
import openNsfw from '../../models/open-nsfw/manifest.json' with { type: 'json' };

function oneLabel(activation: 'softmax' | 'sigmoid') {
  return {
    labels: ['a'],
    riskLabels: ['a'],
    output: { ...mobilenet.output, shape: [1, 1], activation },
  };
}

describe('model manifests', () => {
  it.each([mobilenet, openNsfw])('takes the shipped one of $id', (manifest) => {
    expect(parseManifest(manifest)).toEqual(manifest);
  });

  const wrong: [string, object][] = [
    ['another version', { v: 2 }],
    ['an id with a slash', { id: '../model' }],
    ['one label', { labels: ['a'] }],
    ['a label twice', { labels: ['Drawing', 'Hentai', 'Neutral', 'Porn', 'Porn'] }],
    ['a risk label that is no label', { riskLabels: ['Unknown'] }],
    ['no risk label', { riskLabels: [] }],
    ['a label that is no key of an object', { labels: ['Drawing', 'Hentai', 'Neutral', '__proto__', 'Sexy'] }],
    ['all labels as risk', { riskLabels: mobilenet.labels }],
    ['an input of two channels', { input: { ...mobilenet.input, shape: [1, 224, 224, 2] } }],
    ['an input that is not square', { input: { ...mobilenet.input, shape: [1, 224, 200, 3] } }],
    ['channels in another order', { input: { ...mobilenet.input, channels: 'GBR' } }],
    ['another range', { input: { ...mobilenet.input, range: [0, 0.5] } }],
    ['another resize rule', { input: { ...mobilenet.input, resize: 'bilinear' } }],
    ['an output that is not one score per label', { output: { ...mobilenet.output, shape: [1, 4] } }],
    ['a file in another folder', { file: '../model.onnx' }],
    ['a digest in capitals', { sha256: mobilenet.sha256.toUpperCase() }],
    ['bytes as text', { bytes: '1' }],
    ['an unknown field', { threshold: 0.5 }],
    ['no source', { source: undefined }],
    ['a channel-first shape that says it is channel-last', { input: { ...mobilenet.input, shape: [1, 3, 224, 224] } }],
    ['a channel-last shape that says it is channel-first', { input: { ...mobilenet.input, layout: 'NCHW' } }],
    ['a side of 15', { input: { ...mobilenet.input, shape: [1, 15, 15, 3] } }],
    ['a side of 1025', { input: { ...mobilenet.input, shape: [1, 1025, 1025, 3] } }],
    ['a standard deviation of zero', { input: { ...mobilenet.input, normalize: { mean: [0, 0, 0], std: [1, 0, 1] } } }],
    ['two means', { input: { ...mobilenet.input, normalize: { mean: [0, 0], std: [1, 1, 1] } } }],
    ['a mean alone', { input: { ...mobilenet.input, normalize: { mean: [0, 0, 0] } } }],
    ['an unknown activation', { output: { ...mobilenet.output, activation: 'relu' } }],
    ['one label whose probabilities add up to 1', oneLabel('softmax')],
    ['all labels as risk under a softmax', { ...oneLabel('softmax'), labels: ['a', 'b'], riskLabels: ['a', 'b'] }],
  ];
  it.each(wrong)('refuses %s', (_, change) => {
    expect(() => parseManifest({ ...mobilenet, ...change })).toThrow(
      expect.objectContaining({ code: 'manifest-invalid' }),
    );
  });
});

describe('the forms a manifest may ask for', () => {
  it('takes a channel-first input of any side, normalized, with an activation', () => {
    const input = {
      ...mobilenet.input,
      shape: [1, 3, 384, 384],
      layout: 'NCHW',
      channels: 'BGR',
      normalize: { mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] },
    };
    const manifest = { ...mobilenet, input, output: { ...mobilenet.output, activation: 'softmax' } };
    expect(parseManifest(manifest)).toEqual(manifest);
    expect(inputSideOf(parseManifest(manifest))).toBe(384);
  });

  it('takes one label with a sigmoid', () => {
    expect(parseManifest({ ...mobilenet, ...oneLabel('sigmoid') })).toMatchObject(oneLabel('sigmoid'));
  });
});

describe('scores', () => {
  const manifest = parseManifest(mobilenet);

  it('gives each label its probability and adds the risk labels', () => {
    const found = scoresFromOutput(Float32Array.of(0.1, 0.2, 0.3, 0.35, 0.05), manifest);
    expect(found).toEqual({
      id: 'mobilenet-v2',
      sha256: mobilenet.sha256,
      scores: { Drawing: 0.1, Hentai: 0.2, Neutral: 0.3, Porn: 0.35, Sexy: 0.05 },
      risk: 0.55,
    });
  });

  it('cuts what a float32 softmax overshoots', () => {
    const found = scoresFromOutput(Float32Array.of(0, 0, -1e-7, 1.0000001, 0), manifest);
    expect(found.scores).toMatchObject({ Neutral: 0, Porn: 1 });
    expect(found.risk).toBe(1);
    expect(riskOf({ Porn: 0.7, Hentai: 0.7 }, manifest)).toBe(1);
  });

  it('computes a softmax that no large number breaks', () => {
    const output = { ...manifest.output, activation: 'softmax' as const };
    const found = scoresFromOutput(Float32Array.of(1000, 1000, -1000, 1001, 0), { ...manifest, output });
    expect(found.scores).toEqual({ Drawing: 0.211942, Hentai: 0.211942, Neutral: 0, Porn: 0.576117, Sexy: 0 });
    expect(found.risk).toBe(0.788059);
  });

  it('computes a sigmoid of each number by itself', () => {
    const output = { ...manifest.output, activation: 'sigmoid' as const };
    const found = scoresFromOutput(Float32Array.of(0, 2, -2, 800, -800), { ...manifest, output });
    expect(found.scores).toEqual({ Drawing: 0.5, Hentai: 0.880797, Neutral: 0.119203, Porn: 1, Sexy: 0 });
    expect(found.risk).toBe(1);
  });

  it('counts a missing label as 0, also where every object inherits its name', () => {
    expect(riskOf({ Porn: 0.25 }, { riskLabels: ['Porn', 'constructor', 'toString'] })).toBe(0.25);
  });

  it('lets the worst frame speak', () => {
    const low = { id: 'm', sha256: 'x', scores: {}, risk: 0.1 };
    const high = { ...low, risk: 0.9 };
    expect(worseOf(low, high)).toBe(high);
    expect(worseOf(high, low)).toBe(high);
  });
});
