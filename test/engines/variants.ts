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
  /** Whether its measurements of all pictures are compared. */
  readonly isCompared: boolean;
  start(): Promise<EngineBrowser>;
}

const engines = ensureEngines();

/** What everything is tried in; Chromium first, which the others are compared with. */
export const variants: readonly Variant[] = [
  { name: 'Chromium', isHonest: true, isCompared: true, start: startChromium },
  { name: 'Firefox', isHonest: true, isCompared: true, start: () => startFirefox(engines.firefox) },
  { name: 'WebKitGTK', isHonest: true, isCompared: true, start: () => startWebKit(engines) },
  {
    name: 'Firefox, privacy.resistFingerprinting',
    isHonest: false,
    isCompared: false,
    start: () => startFirefox(engines.firefox, { 'privacy.resistFingerprinting': true }),
  },
  {
    name: 'Firefox, private window',
    isHonest: true,
    isCompared: false,
    start: () => startFirefox(engines.firefox, { 'browser.privatebrowsing.autostart': true }),
  },
];
