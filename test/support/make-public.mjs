// @ts-check
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { pictures } from './pictures.mjs';

const root = fileURLToPath(new URL('../../', import.meta.url));
const folder = fileURLToPath(new URL('./.public/', import.meta.url));

let made = false;

/**
 * Vitest's global setup: bundles the worker and lays the assets folder where the test pages find it, by the very command
 * that an application's developer runs, with the trigger images and the fixture pictures beside it.
 */
export default async function makePublic() {
  // Each project with a browser calls this; the folder is the same for all.
  if (made) return;
  made = true;
  mkdirSync(folder, { recursive: true });
  execFileSync(process.execPath, ['packages/sdk/scripts/bundle-worker.mjs'], { cwd: root, stdio: 'inherit' });
  execFileSync(process.execPath, ['packages/sdk/bin/safeupload-assets.mjs', `${folder}safe-upload`], { cwd: root });
  for (const fixtures of ['triggers', 'bank']) {
    const from = `${root}test/fixtures/${fixtures}`;
    rmSync(`${folder}${fixtures}`, { recursive: true, force: true });
    if (existsSync(from)) cpSync(from, `${folder}${fixtures}`, { recursive: true });
  }
  for (const { file, kind, name } of await pictures()) {
    mkdirSync(`${folder}pictures/${kind}`, { recursive: true });
    cpSync(file, `${folder}pictures/${kind}/${name}`);
  }
}
