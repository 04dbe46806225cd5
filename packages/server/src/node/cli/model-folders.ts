import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Words } from './command.js';

/** The flag that names a further model's folder; see {@link modelFolders}. */
export const modelFlag = { model: { type: 'string', multiple: true } } as const;

/** The folders that a command line names, as `createMeasurer` takes them. */
export function modelFolders(words: Words): readonly URL[] {
  return words.texts('model').map((directory) => pathToFileURL(`${resolve(directory)}/`));
}
