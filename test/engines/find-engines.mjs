// @ts-check
import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync, readdirSync, readFileSync } from 'node:fs';

/** Where Debian puts the browser that belongs to `WebKitWebDriver`: in a folder that names the library's version. */
const libraries = ['/usr/lib/x86_64-linux-gnu', '/usr/lib/aarch64-linux-gnu', '/usr/lib64', '/usr/lib'];

/** @typedef {{ firefox: string, webkitDriver: string, miniBrowser: string, xvfb: string }} Engines paths of programs */

/**
 * The programs of the other engines, each from its variable or its usual place; null where there is none.
 * @returns {{ [Name in keyof Engines]: string | null }}
 */
export function findEngines() {
  return {
    firefox: named('FIREFOX_PATH', ['/usr/bin/firefox-esr', '/usr/bin/firefox']),
    webkitDriver: named('WEBKIT_DRIVER_PATH', [
      '/usr/bin/WebKitWebDriver',
      '/usr/libexec/webkit2gtk-4.1/WebKitWebDriver',
    ]),
    miniBrowser: named('MINIBROWSER_PATH', miniBrowsers()),
    xvfb: named('XVFB_PATH', ['/usr/bin/Xvfb']),
  };
}

/**
 * As {@link findEngines}, and on Debian as root installs the distribution's packages where they are missing. Throws one
 * line that says what to install where it cannot.
 * @returns {Engines}
 */
export function ensureEngines() {
  const found = complete(findEngines());
  if (found !== null) return found;
  const missing = `${whatIsMissing()} Install it (Debian: apt-get install --no-install-recommends ${packages.join(' ')}), or name the programs in FIREFOX_PATH, WEBKIT_DRIVER_PATH, MINIBROWSER_PATH, XVFB_PATH.`;
  if (process.getuid?.() !== 0 || !isDebian()) throw new Error(missing);
  console.log(`Engines are missing; installing the distribution's packages (apt-get install ${packages.join(' ')}) …`);
  for (const parameters of [
    ['update', '-qq'],
    ['install', '-y', '-qq', '--no-install-recommends', ...packages],
  ]) {
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    if (spawnSync('apt-get', parameters, { stdio: ['ignore', 'ignore', 'inherit'], env }).status !== 0) break;
  }
  const installed = complete(findEngines());
  if (installed === null) throw new Error(missing);
  return installed;
}

const packages = ['firefox-esr', 'webkit2gtk-driver', 'xvfb'];

/** @param {ReturnType<typeof findEngines>} found @returns {Engines | null} */
function complete({ firefox, webkitDriver, miniBrowser, xvfb }) {
  if (firefox === null || webkitDriver === null || miniBrowser === null || xvfb === null) return null;
  return { firefox, webkitDriver, miniBrowser, xvfb };
}

function whatIsMissing() {
  const { firefox, webkitDriver, miniBrowser, xvfb } = findEngines();
  const names = [
    firefox === null ? 'Firefox' : '',
    webkitDriver === null ? 'WebKitWebDriver' : '',
    miniBrowser === null ? 'MiniBrowser' : '',
    xvfb === null ? 'Xvfb' : '',
  ];
  return `No ${names.filter((name) => name !== '').join(', no ')} found.`;
}

function miniBrowsers() {
  return libraries.filter(existsSync).flatMap((library) =>
    readdirSync(library)
      .filter((name) => name.startsWith('webkit2gtk-'))
      .map((name) => `${library}/${name}/MiniBrowser`),
  );
}

/** @param {string} variable @param {readonly string[]} usual */
function named(variable, usual) {
  const path = process.env[variable];
  if (path === undefined || path === '') return usual.find(isExecutable) ?? null;
  if (isExecutable(path)) return path;
  throw new Error(
    `${variable} is ${path}, and no program is there. Correct it, or unset it to search the usual places.`,
  );
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
    return existsSync('/usr/bin/apt-get') && /^ID(_LIKE)?=.*debian/m.test(readFileSync('/etc/os-release', 'utf8'));
  } catch {
    return false;
  }
}
