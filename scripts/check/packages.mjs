// @ts-check
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { root, run } from '../run.mjs';

/**
 * The published packages, and what of their exports is no JavaScript and so has no types.
 * @type {readonly { folder: string, untyped: readonly string[] }[]}
 */
const packages = [
  { folder: 'packages/sdk', untyped: ['worker.js'] },
  { folder: 'packages/server', untyped: [] },
  { folder: 'packages/react', untyped: ['safe-upload.css'] },
  { folder: 'models', untyped: ['mobilenet-v2/model.onnx', 'open-nsfw/model.onnx'] },
];

/** Packs every package as it would be published and looks at the tarball with publint and attw. */
export function checkPackages() {
  for (const { folder, untyped } of packages) {
    const target = mkdtempSync(`${tmpdir()}/safeupload-pack-`);
    try {
      run(`${folder}: pack`, 'npx', ['--yes', 'pnpm@10.34.8', 'pack', '--pack-destination', target], {
        cwd: root + folder,
        quiet: true,
      });
      const [tarball = ''] = readdirSync(target).map((file) => `${target}/${file}`);
      run(`${folder}: what is published (publint)`, 'publint', ['--strict', tarball]);
      const excluded = untyped.length === 0 ? [] : ['--exclude-entrypoints', ...untyped];
      run(`${folder}: types as published (attw)`, 'attw', [tarball, '--profile', 'esm-only', '--quiet', ...excluded]);
    } finally {
      rmSync(target, { recursive: true, force: true });
    }
  }
}
