import { startChromium } from './chromium.js';
import type { EngineBrowser } from './engine-browser.js';
import { ensureEngines } from './find-engines.mjs';
import { startFirefox } from './firefox.js';
import { startWebKit } from './webkit.js';

/** One engine in one setting. */
export interface Variant {
  readonly name: string;
  /** Whether its canvas gives back what was put in. */
  readonly isHonest: boolean;
  start(): Promise<EngineBrowser>;
}

const engines = ensureEngines();

/** What everything is tried in; Chromium first, which the others are compared with. */
export const variants: readonly Variant[] = [
  { name: 'Chromium', isHonest: true, start: startChromium },
  { name: 'Firefox', isHonest: true, start: () => startFirefox(engines.firefox) },
  { name: 'WebKitGTK', isHonest: true, start: () => startWebKit(engines) },
  {
    name: 'Firefox, privacy.resistFingerprinting',
    isHonest: false,
    start: () => startFirefox(engines.firefox, { 'privacy.resistFingerprinting': true }),
  },
  {
    // What private windows have by default since Firefox 120: noise of a few values instead of a white picture.
    name: 'Firefox, private window',
    isHonest: false,
    start: () =>
      startFirefox(engines.firefox, {
        'browser.privatebrowsing.autostart': true,
        'privacy.fingerprintingProtection.pbmode': true,
      }),
  },
];
