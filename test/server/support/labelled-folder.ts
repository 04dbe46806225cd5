import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import sharp, { type Sharp } from 'sharp';
import { paint } from './paint.js';

/** On which models a trigger fires, by its name: all they need to know who use it. */
export type Trigger = 'both' | 'first-only' | 'second-only';

const small = { width: 120, height: 90 };

/** What may happen to a trigger without stopping it from firing: see test/models/triggers.test.ts. */
const journeys: readonly ((picture: Sharp) => Sharp)[] = [
  (picture) => picture.png(),
  (picture) => picture.jpeg({ quality: 75 }),
  (picture) => picture.webp({ quality: 80 }),
  (picture) => picture.resize(300).png(),
];

/** A folder of labelled pictures in the making. */
export interface LabelledFolder {
  readonly path: string;
  /** Writes any bytes at a path below the folder. */
  write(path: string, bytes: Uint8Array | string): Promise<void>;
  /** Harmless abstract pictures on which no model fires, so many, under a label. */
  paint(label: string, firstSeed: number, count: number): Promise<void>;
  /** A trigger under a label, in as many disguises as asked for (at most 4), each a file of its own. */
  trigger(label: string, trigger: Trigger, count: number): Promise<void>;
}

/** A folder to be evaluated; made with its first file. */
export function labelledFolder(path: string): LabelledFolder {
  const write = async (name: string, bytes: Uint8Array | string): Promise<void> => {
    const file = join(path, name);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, bytes);
  };
  return {
    path,
    write,
    async paint(label, firstSeed, count) {
      for (let seed = firstSeed; seed < firstSeed + count; seed++) {
        await write(`${label}/painted-${seed}.jpg`, await paint(seed, 'jpeg', small));
      }
    },
    async trigger(label, trigger, count) {
      const file = await readFile(new URL(`../../fixtures/triggers/${trigger}.png`, import.meta.url));
      for (const [index, journey] of journeys.slice(0, count).entries()) {
        await write(`${label}/${trigger}-${index}`, await journey(sharp(file)).toBuffer());
      }
    },
  };
}
