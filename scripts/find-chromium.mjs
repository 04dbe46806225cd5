// @ts-check
import { execFileSync, spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync, readFileSync } from 'node:fs';

const usualPaths = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/snap/bin/chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

/** The switches every Chromium of ours starts with: no sandbox as root, and nothing that looks for the network. */
export const chromiumArguments = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/**
 * The path of a Chromium: `CHROMIUM_PATH`, the usual places, or the one Playwright keeps. Null where there is none.
 * @returns {Promise<string | null>}
 */
export async function findChromium() {
  const named = process.env.CHROMIUM_PATH;
  if (named !== undefined && named !== '') {
    if (isExecutable(named)) return named;
    throw new Error(
      `CHROMIUM_PATH is ${named}, and no program is there. Correct it, or unset it to search the usual places.`,
    );
  }
  const usual = usualPaths.find(isExecutable);
  if (usual !== undefined) return usual;
  const { chromium } = await import('playwright-core');
  const kept = chromium.executablePath();
  return isExecutable(kept) ? kept : null;
}

/**
 * As {@link findChromium}, and on Debian as root installs the distribution's package where there is none.
 * Throws one line that says what to install where it cannot.
 * @returns {Promise<string>}
 */
export async function ensureChromium() {
  const found = await findChromium();
  if (found !== null) return found;
  const missing =
    'No Chromium found. Install it (Debian, Ubuntu: apt-get install chromium) or set CHROMIUM_PATH to one.';
  if (!existsSync('/usr/bin/apt-get') || process.getuid?.() !== 0 || !isDebian()) throw new Error(missing);
  console.log("No Chromium found; installing the distribution's package (apt-get install chromium) …");
  const environment = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const update = spawnSync('apt-get', ['update', '-qq'], { stdio: ['ignore', 'ignore', 'inherit'], env: environment });
  const install = spawnSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium'], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: environment,
  });
  const installed = usualPaths.find(isExecutable);
  if (update.status !== 0 || install.status !== 0 || installed === undefined) throw new Error(missing);
  console.log(execFileSync(installed, ['--version', '--no-sandbox'], { encoding: 'utf8' }).trim());
  return installed;
}

/** @param {string} path */
function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function isDebian() {
  try {
    return /^ID(_LIKE)?=.*debian/m.test(readFileSync('/etc/os-release', 'utf8'));
  } catch {
    return false;
  }
}
