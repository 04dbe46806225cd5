// @ts-check
import { SafeUpload } from '@safeupload/react';
import '@safeupload/react/safe-upload.css';
import { readHeader, wireLimits } from '@safeupload/sdk/core';
import { createElement } from 'react';
import { createRoot } from 'react-dom/client';
import { scriptedScreener } from '../../../support/scripted-screener.ts';

/**
 * Ours as the README shows it, with nothing but what it cannot do without. Its screener takes as long as everybody's; what
 * is no picture it refuses from the header, before it looks, as the real one does.
 * @type {import('../page/start.mjs').Mount}
 */
export function mount(element, { screen, endpoint }) {
  const verdicts = scriptedScreener({ 'kite.jpg': { action: 'block', reasons: ['risk-high'] } });
  /** @type {import('@safeupload/sdk').Screener} */
  const screener = {
    ...verdicts,
    async screen(file, options = {}) {
      options.onProgress?.({ stage: 'reading', done: 0.1 });
      readHeader(new Uint8Array(await file.arrayBuffer()), wireLimits);
      options.onProgress?.({ stage: 'measuring', done: 0.5 });
      await screen(file);
      return verdicts.screen(file, options);
    },
  };
  createRoot(element).render(createElement(SafeUpload, { screener, endpoint, context: 'post' }));
}
