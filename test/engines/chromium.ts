import { chromium } from 'playwright-core';
import { chromiumArguments, ensureChromium } from '../../scripts/find-chromium.mjs';
import { answerOf, type EngineBrowser, firstInput } from './engine-browser.js';

/** The Chromium of every other test, driven the way the other engines are: what they are compared with. */
export async function startChromium(): Promise<EngineBrowser> {
  const browser = await chromium.launch({ executablePath: await ensureChromium(), args: chromiumArguments });
  const page = await browser.newPage();
  return {
    version: `chromium ${browser.version()}`,
    async open(address) {
      await page.goto(address);
    },
    pick: (files, input = firstInput) => page.setInputFiles(`${input} >> nth=0`, [...files]),
    type: (text) => page.keyboard.type(text),
    async call(name, ...parameters) {
      const text = await page.evaluate(
        ([asked = '', given = '']) => Reflect.get(window, 'answerEngine')(asked, given),
        [name, JSON.stringify(parameters)],
      );
      return answerOf(name, text);
    },
    close: () => browser.close(),
  };
}
