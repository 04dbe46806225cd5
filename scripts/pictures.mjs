// @ts-check
// The README's pictures of the component, made anew from the component: pnpm pictures.
import { mkdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { ensureChromium } from './find-chromium.mjs';
import { root, run } from './run.mjs';

// The server's own; the repository's root has no pictures to encode but these.
const sharp = createRequire(new URL('../packages/server/package.json', import.meta.url))('sharp');

const taken = ['working-light', 'working-dark', 'working-phone', 'working-rtl'];

const env = { CHROMIUM_PATH: await ensureChromium() };
run('pictures (vitest)', 'vitest', ['run', '--project', 'react', 'test/react/looks.test.tsx'], { env });
await mkdir(`${root}docs/pictures`, { recursive: true });
for (const name of taken) {
  const { size } = await sharp(`${root}test-results/looks/${name}.png`)
    .png({ palette: true, effort: 10 })
    .toFile(`${root}docs/pictures/${name}.png`);
  console.log(`docs/pictures/${name}.png ${size} bytes`);
}
