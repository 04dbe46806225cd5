import { readFileSync } from 'node:fs';
import { modelDirectories } from '@safeupload/models';
import { type ModelManifest, parseManifest } from '@safeupload/sdk/core';

/** The ids of the published models. */
export const modelIds = ['mobilenet-v2', 'open-nsfw'] as const;

/** One of {@link modelIds}. */
export type ModelId = (typeof modelIds)[number];

/** A file of a model's directory. */
export const readModelFile = (id: ModelId, name: string): Uint8Array =>
  new Uint8Array(readFileSync(new URL(name, modelDirectories[id])));

/** A model's manifest, as core reads it. */
export const manifestOf = (id: ModelId): ModelManifest =>
  parseManifest(JSON.parse(new TextDecoder().decode(readModelFile(id, 'manifest.json'))));
