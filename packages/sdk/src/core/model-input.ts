import type { Frame } from './frame.js';
import { inputSideOf, type ModelInput, type ModelManifest } from './manifest.js';
import { tensorFromFrame } from './tensor.js';

/**
 * The tensor of one frame as one model takes it: squeezed to the model's side by `tensorFromFrame`, then its channels, its
 * numbers and its layout as the manifest says. Device and server run this very function, so their tensors are equal to
 * the bit. Alpha is not looked at: the caller has composited over white.
 */
export function inputOf(manifest: Pick<ModelManifest, 'input'>, frame: Frame): Float32Array {
  return inputFromTensor(manifest, tensorFromFrame(frame, inputSideOf(manifest)));
}

/**
 * The same from a tensor that `tensorFromFrame` made at the model's side. Where the model takes that tensor as it is, it
 * comes back itself: do not write into either.
 */
export function inputFromTensor({ input }: Pick<ModelManifest, 'input'>, tensor: Float32Array): Float32Array {
  if (inputFormOf(input) === plainForm) return tensor;
  const { layout, channels, normalize } = input;
  const pixels = tensor.length / 3;
  const step = layout === 'NHWC' ? 3 : 1;
  const formed = new Float32Array(tensor.length);
  for (let channel = 0; channel < 3; channel++) {
    const mean = normalize?.mean[channel] ?? 0;
    const std = normalize?.std[channel] ?? 1;
    const start = layout === 'NHWC' ? channel : channel * pixels;
    const from = channels === 'RGB' ? channel : 2 - channel;
    for (let i = 0; i < pixels; i++) formed[start + step * i] = (tensor[3 * i + from] - mean) / std;
  }
  return formed;
}

/**
 * Makes the inputs of one frame for one model after the other: what two models share, the tensor of one side or the whole
 * form, is made once. Holds the frame as long as it is held itself.
 */
export function inputsOf(frame: Frame): (manifest: Pick<ModelManifest, 'input'>) => Float32Array {
  const tensors = new Map<number, Float32Array>();
  const formed = new Map<string, Float32Array>();
  return (manifest) => {
    const side = inputSideOf(manifest);
    const form = `${side} ${inputFormOf(manifest.input)}`;
    const known = formed.get(form);
    if (known !== undefined) return known;
    const tensor = tensors.get(side) ?? tensorFromFrame(frame, side);
    tensors.set(side, tensor);
    const made = inputFromTensor(manifest, tensor);
    formed.set(form, made);
    return made;
  };
}

/** What two inputs of one side must have in common to be the same tensor. */
function inputFormOf({ layout, channels, normalize }: ModelInput): string {
  const numbers = normalize === undefined ? [] : [...normalize.mean, ...normalize.std];
  return [layout, channels, ...numbers].join(' ');
}

/** The form of what `tensorFromFrame` makes. */
const plainForm = 'NHWC RGB';
