// @ts-check
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** The repository's folder, with a slash at its end. */
export const root = fileURLToPath(new URL('../', import.meta.url));

/**
 * Runs a program of the workspace in the repository's folder and shows what it prints. Ends this process with the
 * program's code where it fails: the steps after it would only hide what went wrong.
 * @param {string} title
 * @param {string} command
 * @param {readonly string[]} parameters
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, quiet?: boolean }} [options]
 */
export function run(title, command, parameters, options = {}) {
  const startedAt = Date.now();
  console.log(`\n▸ ${title}`);
  const bin = `${root}node_modules/.bin`;
  const env = { ...process.env, ...options.env, PATH: `${bin}:${process.env.PATH ?? ''}` };
  const { status, error } = spawnSync(command, parameters, {
    cwd: options.cwd ?? root,
    env,
    stdio: ['inherit', options.quiet === true ? 'ignore' : 'inherit', 'inherit'],
  });
  if (error !== undefined) console.error(error.message);
  const seconds = ((Date.now() - startedAt) / 1000).toFixed(1);
  if (status !== 0) {
    console.error(`✗ ${title} failed after ${seconds} s: ${command} ${parameters.join(' ')}`);
    process.exit(status ?? 1);
  }
  console.log(`✓ ${title} (${seconds} s)`);
}
