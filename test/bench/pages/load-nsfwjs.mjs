// @ts-check
// The same composer with nsfwjs imported, as its documentation does it; the model is loaded when the picker is touched.
import * as tf from '@tensorflow/tfjs';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { load } from 'nsfwjs';
import { showForm } from './post-form.mjs';

const form = showForm();
form.addEventListener('focusin', async () => {
  setWasmPaths('/test/bench/.bundles/');
  await tf.setBackend('wasm');
  const model = await load('MobileNetV2');
  form.addEventListener('change', () => model.classify(new ImageData(1, 1)));
});
