import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { answerOf, callMs, callScript, type EngineBrowser, firstInput, keysOf } from './engine-browser.js';
import { elementKey, versionOf } from './firefox.js';
import { freePort, type OwnProcess, startProcess, until } from './own-process.js';

/** How long driver and screen may take to start, in ms. */
const startMs = 30_000;

/**
 * WebKitGTK's MiniBrowser on a screen of its own (Xvfb: it has no headless mode), driven over HTTP as W3C WebDriver says.
 */
export async function startWebKit(paths: {
  readonly webkitDriver: string;
  readonly miniBrowser: string;
  readonly xvfb: string;
}): Promise<EngineBrowser> {
  const home = mkdtempSync(`${tmpdir()}/safeupload-webkit-`);
  const started: OwnProcess[] = [];
  const remove = async (): Promise<void> => {
    for (const own of started.reverse()) await own.end();
    rmSync(home, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    const screen = startProcess(paths.xvfb, ['-displayfd', '3', '-screen', '0', '1280x1024x24', '-nolisten', 'tcp'], {
      ...process.env,
    });
    started.push(screen);
    const display = await displayOf(screen);
    const port = await freePort();
    const driver = startProcess(paths.webkitDriver, [`--port=${port}`, '--host=127.0.0.1'], {
      ...process.env,
      HOME: home,
      XDG_RUNTIME_DIR: home,
      DISPLAY: `:${display}`,
      GDK_BACKEND: 'x11',
      // There is no graphics card to draw with, and no bus for assistive technology.
      LIBGL_ALWAYS_SOFTWARE: '1',
      WEBKIT_DISABLE_DMABUF_RENDERER: '1',
      NO_AT_BRIDGE: '1',
    });
    started.push(driver);
    const address = `http://127.0.0.1:${port}`;
    await until(
      () =>
        fetch(`${address}/status`).then(
          ({ ok }) => (ok ? true : null),
          () => null,
        ),
      startMs,
      () => `WebKitWebDriver said: ${driver.said()}`,
    );
    const session = await send(`${address}/session`, {
      capabilities: {
        alwaysMatch: { 'webkitgtk:browserOptions': { binary: paths.miniBrowser, args: ['--automation'] } },
      },
    });
    const here = `${address}/session/${Reflect.get(Object(session), 'sessionId')}`;
    await send(`${here}/timeouts`, { script: callMs, pageLoad: callMs });
    return {
      version: versionOf(session),
      async open(url) {
        await send(`${here}/url`, { url });
      },
      async pick(files, input = firstInput) {
        const found = await send(`${here}/element`, { using: 'css selector', value: input });
        await send(`${here}/element/${Reflect.get(Object(found), elementKey)}/value`, { text: files.join('\n') });
      },
      async type(text) {
        await send(`${here}/actions`, keysOf(text));
      },
      async call(name, ...parameters) {
        const args = [name, JSON.stringify(parameters)];
        return answerOf(name, await send(`${here}/execute/async`, { script: callScript, args }));
      },
      async close() {
        await fetch(here, { method: 'DELETE' }).catch(() => undefined);
        await remove();
      },
    };
  } catch (error) {
    const said = started.map((own) => own.said()).join('\n');
    await remove();
    throw new Error(`WebKitGTK could not be driven: ${error instanceof Error ? error.message : error}\n${said}`, {
      cause: error,
    });
  }
}

/** The number Xvfb chose and wrote on the channel that was named to it. */
async function displayOf(screen: OwnProcess): Promise<string> {
  let written = '';
  screen.child.stdio[3]?.on('data', (chunk) => {
    written += String(chunk);
  });
  return until(
    async () => /^(\d+)\n/.exec(written)?.[1] ?? null,
    startMs,
    () => `Xvfb said: ${screen.said()}`,
  );
}

async function send(address: string, command: object): Promise<unknown> {
  const response = await fetch(address, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(command),
    signal: AbortSignal.timeout(callMs),
  });
  const { value } = Object(await response.json());
  if (!response.ok) throw new Error(`${value?.error}: ${value?.message}`);
  return value;
}
