import { paint } from '../../server/support/paint.js';

/** A file as Playwright's inputs take it. */
export interface PaintedFile {
  readonly name: string;
  readonly mimeType: string;
  readonly buffer: Buffer;
}

/** A harmless abstract picture to pick, another for every seed; the same seed at another size is a near copy. */
export async function painted(seed: number, size = { width: 640, height: 480 }): Promise<PaintedFile> {
  const bytes = await paint(seed, 'jpeg', size);
  return { name: `painted-${seed}.jpg`, mimeType: 'image/jpeg', buffer: Buffer.from(bytes) };
}
