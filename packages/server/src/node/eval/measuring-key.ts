import { readFile } from 'node:fs/promises';
import { modelDirectories } from '@safeupload/models';
import {
  digestOfJson,
  type Limits,
  type ModelManifest,
  parseManifest,
  SafeUploadError,
  sdkVersion,
} from '@safeupload/sdk/core';
import type { View } from '../../views/view.js';

/**
 * Raise it when the same picture and the same models may give other risks than before, so that no journal mixes both:
 * decoding, resizing, what is composited, which frames are looked at.
 */
const measuringVersion = 1;

/** The manifests of the two shipped models, in the order in which the device asks them, then of further ones. Throws `assets-missing`, `manifest-invalid`. */
export async function readManifests(further: readonly URL[]): Promise<readonly ModelManifest[]> {
  const manifests: ModelManifest[] = [];
  for (const directory of [modelDirectories['mobilenet-v2'], modelDirectories['open-nsfw'], ...further]) {
    manifests.push(parseManifest(await jsonAt(new URL('manifest.json', directory))));
  }
  return manifests;
}

/**
 * What risks depend on besides the picture, as 16 hexadecimal digits: version of the measuring, models with their digests
 * and risk labels, views, and limits, for a limit decides how many frames are looked at.
 */
export async function measuringKey(
  manifests: readonly ModelManifest[],
  limits: Limits,
  views: readonly View[],
): Promise<string> {
  // A title or a licence changes no risk, and a time limit none that was measured.
  const models = manifests.map(({ id, sha256, labels, riskLabels, input, output }) => ({
    id,
    sha256,
    labels,
    riskLabels,
    input,
    output,
  }));
  const { decodeMs: _decode, measureMs: _measure, ...counted } = limits;
  const digest = await digestOfJson({ measuringVersion, sdkVersion, models, limits: counted, views });
  return digest.slice(0, 16);
}

async function jsonAt(address: URL): Promise<unknown> {
  const text = await readFile(address, 'utf8').catch((cause: unknown) => {
    throw new SafeUploadError(
      'assets-missing',
      `The manifest ${address.pathname} cannot be read. A model is a folder with manifest.json and its ONNX file.`,
      { cause },
    );
  });
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new SafeUploadError('manifest-invalid', `The manifest ${address.pathname} is not JSON.`, { cause });
  }
}
