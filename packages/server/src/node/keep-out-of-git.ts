import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Writes a `.gitignore` of everything into a folder that has none: keys and members' pictures are not for a repository. Tools
 * that read what Git does not ignore stay out as well: Tailwind's, run by Next.js 16.4, ended `next dev` at the control socket.
 * Throws what the disk says.
 */
export async function keepOutOfGit(folder: string): Promise<void> {
  try {
    await writeFile(join(folder, '.gitignore'), '*\n', { flag: 'wx' });
  } catch (error) {
    if (!(error instanceof Error) || Reflect.get(error, 'code') !== 'EEXIST') throw error;
  }
}
