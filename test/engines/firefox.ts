import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { answerOf, callMs, callScript, type EngineBrowser, firstInput, keysOf } from './engine-browser.js';
import { connectMarionette } from './marionette.js';
import { startProcess, until } from './own-process.js';

/** Preferences by name. */
export type Preferences = Readonly<Record<string, string | number | boolean>>;

/** How long Firefox may take to start, in ms. */
const startMs = 60_000;

/** The port is the system's choice, and nothing looks for the network. */
const quiet: Preferences = {
  'marionette.port': 0,
  'app.update.disabledForTesting': true,
  'browser.shell.checkDefaultBrowser': false,
  'browser.startup.page': 0,
  'datareporting.policy.dataSubmissionEnabled': false,
  'network.captive-portal-service.enabled': false,
  'network.connectivity-service.enabled': false,
  'services.settings.server': 'data:,#remote-settings-dummy/v1',
  'toolkit.telemetry.reportingpolicy.firstRun': false,
};

/** Name under which WebDriver hands out an element (W3C WebDriver, section 12.1). */
export const elementKey = 'element-6066-11e4-a52e-4f735466cecf';

/** A headless Firefox with a profile of its own. */
export async function startFirefox(path: string, preferences: Preferences = {}): Promise<EngineBrowser> {
  const profile = mkdtempSync(`${tmpdir()}/safeupload-firefox-`);
  const lines = Object.entries({ ...quiet, ...preferences }).map(
    ([name, value]) => `user_pref(${JSON.stringify(name)}, ${JSON.stringify(value)});`,
  );
  writeFileSync(`${profile}/user.js`, lines.join('\n'));
  const own = startProcess(path, ['--headless', '--marionette', '--no-remote', '--profile', profile], {
    ...process.env,
    // Firefox refuses to run as root in somebody else's home.
    HOME: profile,
  });
  const remove = async (): Promise<void> => {
    await own.end();
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    const port = await until(
      () => readFile(`${profile}/MarionetteActivePort`, 'utf8').then(portOf, () => null),
      startMs,
      () => `Firefox said: ${own.said()}`,
    );
    const firefox = await connectMarionette(port);
    const session = await firefox.send('WebDriver:NewSession', {});
    await firefox.send('WebDriver:SetTimeouts', { script: callMs, pageLoad: callMs });
    return {
      version: versionOf(session),
      async open(url) {
        await firefox.send('WebDriver:Navigate', { url });
      },
      async pick(files, input = firstInput) {
        const found = await firefox.send('WebDriver:FindElement', { using: 'css selector', value: input });
        const id = Reflect.get(Object(Reflect.get(Object(found), 'value')), elementKey);
        await firefox.send('WebDriver:ElementSendKeys', { id, text: files.join('\n') });
      },
      async type(text) {
        await firefox.send('WebDriver:PerformActions', keysOf(text));
      },
      async call(name, ...parameters) {
        const args = [name, JSON.stringify(parameters)];
        const answer = await firefox.send('WebDriver:ExecuteAsyncScript', { script: callScript, args });
        return answerOf(name, Reflect.get(Object(answer), 'value'));
      },
      async close() {
        firefox.close();
        await remove();
      },
    };
  } catch (error) {
    await remove();
    throw error;
  }
}

function portOf(text: string): number | null {
  const port = Number(text);
  return port > 0 ? port : null;
}

/** Name and version of the browser in the answer to a new session. */
export function versionOf(session: unknown): string {
  const capabilities = Object(Reflect.get(Object(session), 'capabilities'));
  return `${Reflect.get(capabilities, 'browserName')} ${Reflect.get(capabilities, 'browserVersion')}`;
}
