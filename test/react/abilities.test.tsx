/**
 * What an uploader does besides adding and sending: order by keys and pointer, alt texts, pause, clear, the camera, folders,
 * the page as the place to drop on, and every choice on a hold. Verdicts are scripted, as in behaviour.test.tsx.
 */
import { SafeUpload } from '@safeupload/react';
import { createSafeUpload, type Transport, xhrTransport } from '@safeupload/sdk';
import { describe, expect, it } from 'vitest';
import { cdp, commands, page, server, userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-react';
import { pictureNamed, type Scene } from '../support/composer.js';
import { add, scenesOfTests } from '../support/scenes.js';

const hold = { action: 'hold', reasons: ['risk-raised'] } as const;
const sceneOf = scenesOfTests();

const poll = <T,>(read: () => T) => expect.poll(read, { timeout: 10_000 });

/** All that was announced since this was called, in order. */
function listening(): string[] {
  const heard: string[] = [];
  for (const region of document.querySelectorAll('[aria-live]')) {
    new MutationObserver((records) => {
      for (const { addedNodes } of records) for (const node of addedNodes) heard.push(node.textContent ?? '');
    }).observe(region, { childList: true });
  }
  return heard;
}

const names = ({ store }: Scene) => store.getSnapshot().items.map(({ name }) => name);
/** What has the focus, by its words; a row by its picture's name. */
const focused = () => {
  const active = document.activeElement;
  return active?.getAttribute('aria-label') ?? (active?.querySelector('bdi') ?? active)?.textContent;
};
const button = (name: string) => page.getByRole('button', { name, exact: true });

/** Tabs until the element with this name has the focus; the focus is never lost on the way. */
async function tabTo(name: string, most = 30): Promise<void> {
  for (let step = 0; step < most; step += 1) {
    await userEvent.tab();
    expect(document.activeElement).not.toBe(document.body);
    if (focused() === name) return;
  }
  throw new Error(`no way to ${name} by Tab`);
}

it('three pictures are posted with the keyboard alone: picked, described, put in order, sent', async () => {
  const scene = await sceneOf();
  const posted: FormData[] = [];
  await render(
    <form
      onSubmit={(event) => {
        event.preventDefault();
        posted.push(new FormData(event.currentTarget));
      }}
    >
      <textarea aria-label="Your post" />
      <SafeUpload store={scene.store} name="pictures" />
      <button type="submit">Post</button>
    </form>,
  );
  const heard = listening();
  document.querySelector('textarea')?.focus();
  await tabTo('Add pictures');
  // The picker itself is the browser's: Enter opens it, and what is chosen there arrives at the input.
  let opened = 0;
  const input = document.querySelector('input[type=file]');
  input?.addEventListener('click', (event) => {
    opened += 1;
    event.preventDefault();
  });
  await userEvent.keyboard('{Enter}');
  expect(opened).toBe(1);
  const picked = new DataTransfer();
  for (const [index, name] of ['a.jpg', 'b.jpg', 'c.jpg'].entries())
    picked.items.add(await pictureNamed(name, index + 1));
  if (!(input instanceof HTMLInputElement)) throw new Error('no input');
  input.files = picked.files;
  input.dispatchEvent(new Event('change', { bubbles: true }));
  await poll(() => scene.store.getSnapshot().uploadIds.length).toBe(3);
  expect(document.activeElement?.textContent).toBe('Add more');

  document.querySelector('textarea')?.focus();
  await tabTo('Describe c.jpg');
  await userEvent.keyboard('A bench by the window');
  await tabTo('Move c.jpg up');
  await userEvent.keyboard('{Enter}{Enter}');
  await poll(() => names(scene)).toEqual(['c.jpg', 'a.jpg', 'b.jpg']);
  expect(focused()).toBe('Move c.jpg up');
  // A third press has nowhere to go and takes nothing away.
  await userEvent.keyboard('{Enter}');
  expect(focused()).toBe('Move c.jpg up');
  await tabTo('Remove b.jpg');
  await userEvent.keyboard('{Alt>}{ArrowUp}{/Alt}');
  await poll(() => names(scene)).toEqual(['c.jpg', 'b.jpg', 'a.jpg']);
  expect(focused()).toBe('Remove b.jpg');
  await poll(() => heard).toContain('b.jpg is now 2 of 3.');
  expect(heard).toContain('c.jpg is now 2 of 3.');
  expect(heard).toContain('c.jpg is now 1 of 3.');

  await tabTo('Post');
  await userEvent.keyboard('{Enter}');
  const { uploadIds } = scene.store.getSnapshot();
  expect(posted.map((fields) => [fields.getAll('pictures'), fields.getAll('picturesAlt')])).toEqual([
    [uploadIds, ['A bench by the window', '', '']],
  ]);
});

describe('order by pointer', () => {
  const press = (type: string, on: EventTarget, clientY: number) =>
    on.dispatchEvent(
      new PointerEvent(type, {
        pointerId: 7,
        pointerType: 'mouse',
        button: 0,
        clientX: 40,
        clientY,
        bubbles: true,
        cancelable: true,
      }),
    );

  async function dragged(): Promise<{ scene: Scene; heard: string[]; bottom: () => number }> {
    const scene = await sceneOf();
    await render(<SafeUpload store={scene.store} />);
    await add(scene, 'a.jpg', 'b.jpg', 'c.jpg');
    await poll(() => scene.store.getSnapshot().uploadIds.length).toBe(3);
    const heard = listening();
    const preview = document.querySelector('.su-preview');
    if (preview === null) throw new Error('no preview');
    press('pointerdown', preview, 10);
    await poll(() => document.querySelector('[data-moving]')?.textContent).toContain('a.jpg');
    const bottom = () => [...document.querySelectorAll('.su-item')].at(-1)?.getBoundingClientRect().bottom ?? 0;
    return { scene, heard, bottom };
  }

  it('a row follows the pointer, and its place is said once, when it is let go', async () => {
    const { scene, heard, bottom } = await dragged();
    press('pointermove', document, bottom());
    press('pointermove', document, bottom());
    press('pointerup', document, bottom());
    await poll(() => names(scene)).toEqual(['b.jpg', 'c.jpg', 'a.jpg']);
    await poll(() => heard.filter((text) => text.includes('is now'))).toEqual(['a.jpg is now 3 of 3.']);
    expect(document.querySelector('[data-moving]')).toBeNull();
    press('pointermove', document, 0);
    expect(names(scene)).toEqual(['b.jpg', 'c.jpg', 'a.jpg']);
  });

  it('a press that is over before anything moved moves nothing', async () => {
    const scene = await sceneOf();
    await render(<SafeUpload store={scene.store} />);
    await add(scene, 'a.jpg', 'b.jpg');
    await poll(() => scene.store.getSnapshot().uploadIds.length).toBe(2);
    const preview = document.querySelector('.su-preview');
    if (preview === null) throw new Error('no preview');
    press('pointerdown', preview, 10);
    press('pointerup', preview, 10);
    await new Promise((resolve) => setTimeout(resolve, 200));
    press('pointermove', document, 2_000);
    expect(document.querySelector('[data-moving]')).toBeNull();
    expect(names(scene)).toEqual(['a.jpg', 'b.jpg']);
  });

  it('a finger drags it by its preview', async () => {
    const scene = await sceneOf();
    await render(<SafeUpload store={scene.store} />);
    await add(scene, 'a.jpg', 'b.jpg', 'c.jpg');
    await poll(() => scene.store.getSnapshot().uploadIds.length).toBe(3);
    const frame = window.frameElement?.getBoundingClientRect();
    const touch = async (type: string, points: readonly (readonly [number, number])[]) => {
      const touchPoints = points.map(([x, y]) => ({ x: x + (frame?.left ?? 0), y: y + (frame?.top ?? 0) }));
      await Reflect.apply(Reflect.get(cdp(), 'send'), cdp(), ['Input.dispatchTouchEvent', { type, touchPoints }]);
    };
    const box = document.querySelector('.su-preview')?.getBoundingClientRect();
    const x = (box?.left ?? 0) + 20;
    const y = (box?.top ?? 0) + 20;
    await touch('touchStart', [[x, y]]);
    await poll(() => document.querySelector('[data-moving]')?.textContent).toContain('a.jpg');
    for (let step = 1; step <= 12; step += 1) await touch('touchMove', [[x, y + step * 35]]);
    await touch('touchEnd', []);
    await poll(() => names(scene)).toEqual(['b.jpg', 'c.jpg', 'a.jpg']);
    expect(document.querySelector('[data-moving]')).toBeNull();
  });

  it('Escape puts it back', async () => {
    const { scene, bottom } = await dragged();
    press('pointermove', document, bottom());
    expect(names(scene)[0]).toBe('b.jpg');
    await userEvent.keyboard('{Escape}');
    expect(names(scene)).toEqual(['a.jpg', 'b.jpg', 'c.jpg']);
  });
});

it('pause holds back what has not begun, says so, and goes on', async () => {
  const scene = await sceneOf({ 'a.jpg': { waits: true } });
  const screen = await render(<SafeUpload store={scene.store} />);
  await add(scene, 'a.jpg', 'b.jpg');
  await button('Pause').click();
  scene.screener.release();
  await expect.element(screen.getByText('Paused. Nothing new is sent until you go on.').first()).toBeVisible();
  await poll(() => document.querySelector('[role=status]')?.textContent).toContain('Paused.');
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(scene.store.getSnapshot().uploadIds).toEqual([]);
  await button('Go on').click();
  await poll(() => scene.store.getSnapshot().uploadIds.length).toBe(2);
});

it('remove all takes every picture off the list and back from the server; the focus stays in the uploader', async () => {
  const scene = await sceneOf();
  await render(<SafeUpload store={scene.store} />);
  const heard = listening();
  await add(scene, 'a.jpg', 'b.jpg');
  await poll(() => scene.store.getSnapshot().uploadIds.length).toBe(2);
  button('Remove all').element().focus();
  await userEvent.keyboard('{Enter}');
  await poll(() => heard.at(-1)).toBe('2 pictures removed.');
  await poll(() => scene.room.log('withdraw')).toHaveLength(2);
  expect(focused()).toBe('Add pictures');
});

it('the camera: the same input, asked for a picture of its own for that one press', async () => {
  const scene = await sceneOf();
  await render(<SafeUpload store={scene.store} />);
  const asked: (string | null)[] = [];
  const input = document.querySelector('input[type=file]');
  input?.addEventListener('click', (event) => {
    asked.push(input.getAttribute('capture'));
    event.preventDefault();
  });
  const camera = document.querySelector<HTMLButtonElement>('.su-camera');
  expect(camera?.textContent).toBe('Take a photo');
  camera?.click();
  await button('Add pictures').click();
  expect(asked).toEqual(['environment', null]);
});

describe('what is dropped', () => {
  /** A real drop of real folders: what a script makes has no entries. */
  async function dropFolder(folder: string, on: Element): Promise<void> {
    const frame = window.frameElement?.getBoundingClientRect();
    const { left, top, width, height } = on.getBoundingClientRect();
    const x = (frame?.left ?? 0) + left + width / 2;
    const y = (frame?.top ?? 0) + top + height / 2;
    const files = [`${server.config.root}/${folder}`];
    for (const type of ['dragEnter', 'dragOver', 'drop']) {
      const data = { items: [], files, dragOperationsMask: 1 };
      await Reflect.apply(Reflect.get(cdp(), 'send'), cdp(), ['Input.dispatchDragEvent', { type, x, y, data }]);
    }
  }

  it('folders are flattened in the order of their names, hidden files and what is too deep left out', async () => {
    const scene = await sceneOf();
    await render(<SafeUpload store={scene.store} />);
    const base = 'test-results/dropped';
    const deep = Array.from({ length: 8 }, (_, level) => `level-${level}`).join('/');
    const bytes = new Uint8Array(await (await pictureNamed('x.jpg')).arrayBuffer());
    const text = btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
    for (const path of ['2.jpg', '.hidden.jpg', '10.jpg', '1.jpg', 'more/3.jpg', `${deep}/lost.jpg`]) {
      await commands.writeFile(`${base}/${path}`, text, 'base64');
    }
    const root = document.querySelector('.su');
    if (root === null) throw new Error('no uploader');
    await dropFolder(base, root);
    await poll(() => names(scene)).toEqual(['1.jpg', '2.jpg', '10.jpg', '3.jpg']);
    await poll(() => scene.store.getSnapshot().uploadIds.length).toBe(4);
  });

  it('anywhere on the page, where the host wants that, and a form of its own keeps its own', async () => {
    const one = await sceneOf();
    const two = await sceneOf();
    const screen = await render(
      <>
        <p id="elsewhere">Elsewhere</p>
        <SafeUpload store={one.store} dropOn="page" />
        <form>
          <textarea />
          <SafeUpload store={two.store} />
        </form>
      </>,
    );
    const elsewhere = document.querySelector('#elsewhere');
    const textarea = document.querySelector('textarea');
    if (elsewhere === null || textarea === null) throw new Error('not drawn');
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(await pictureNamed('a.jpg'));
    elsewhere.dispatchEvent(new DragEvent('dragenter', { dataTransfer, bubbles: true, cancelable: true }));
    await expect.element(screen.getByText('Drop anywhere on this page to add')).toBeVisible();
    elsewhere.dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }));
    textarea.dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }));
    await poll(() => [names(one), names(two)]).toEqual([['a.jpg'], ['a.jpg']]);
  });
});

describe('a hold', () => {
  it('says who would see the picture, and nothing is sent before the member chooses', async () => {
    const scene = await sceneOf({ 'a.jpg': hold });
    const screen = await render(<SafeUpload store={scene.store} />);
    await add(scene, 'a.jpg');
    await expect.element(screen.getByText('Only this site’s moderators can see it')).toBeVisible();
    expect(await scene.room.log('upload')).toEqual([]);
  });

  it('post without it: the row is gone at once, the place kept', async () => {
    const scene = await sceneOf({ 'a.jpg': hold });
    await render(<SafeUpload store={scene.store} />);
    await add(scene, 'a.jpg', 'b.jpg');
    await poll(() => scene.store.getSnapshot().items.map(({ state }) => state)).toEqual(['choosing', 'done']);
    button('Post without it').element().focus();
    await userEvent.keyboard('{Enter}');
    expect(names(scene)).toEqual(['b.jpg']);
    await poll(focused).toBe('b.jpg');
  });

  it('crop or cover: the editor opens over the page, and what it gives takes the row’s place', async () => {
    const scene = await sceneOf({ 'a.jpg': hold });
    const screen = await render(<SafeUpload store={scene.store} />);
    await add(scene, 'a.jpg');
    await screen.getByRole('button', { name: 'Crop or cover a part of it' }).click();
    await expect.element(screen.getByRole('dialog')).toBeVisible();
    await userEvent.keyboard('{Escape}');
    await poll(() => document.querySelector('dialog')).toBeNull();
    await poll(focused).toBe('Crop or cover a part of it');
    expect(names(scene)).toEqual(['a.jpg']);
  });
});

it('files of which the same is to be said are spoken of in one sentence', async () => {
  const scene = await sceneOf({ 'a.jpg': { waits: true } });
  await render(<SafeUpload store={scene.store} />);
  const heard = listening();
  await add(scene, 'a.jpg', 'b.jpg', 'c.jpg', 'd.jpg');
  await poll(() => heard).toContain('4 pictures added.');
  for (const { id } of scene.store.getSnapshot().items) scene.store.cancel(id);
  await poll(() => heard.at(-1)).toBe('a.jpg, b.jpg, c.jpg, …: Stopped. It will not be part of your post.');
  expect(heard.filter((text) => text.includes('Stopped'))).toHaveLength(1);
});

it('says how long the sending will take, once that can be told', async () => {
  const { room, screener } = await sceneOf();
  let now = Date.now();
  // A line so slow that the test can look: the clock is the store's own.
  const transport: Transport = async (request) => {
    if (request.onProgress === undefined || !(request.body instanceof Blob || request.body instanceof FormData)) {
      return xhrTransport(request);
    }
    for (let part = 1; part <= 4; part += 1) {
      now += 10_000;
      request.onProgress(part * 10_000, 100_000);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    return new Promise((_, reject) => {
      request.signal.addEventListener('abort', () => reject(request.signal.reason));
    });
  };
  const store = createSafeUpload({ screener, endpoint: room.endpoint, context: 'post', transport, clock: () => now });
  const screen = await render(<SafeUpload store={store} />);
  store.add([await pictureNamed('a.jpg')]);
  await expect.element(screen.getByText('Sending, 40 % · About 1 minute left')).toBeVisible();
  store.dispose();
});

describe('the focus is never lost', () => {
  it('where a picture turns out not to be part of the post while it is being described', async () => {
    const scene = await sceneOf({ 'a.jpg': { waits: true } }, { outcome: 'refused' });
    await render(<SafeUpload store={scene.store} />);
    await add(scene, 'a.jpg');
    await poll(() => scene.store.getSnapshot().items[0]?.state).toBe('screening');
    page.getByRole('textbox', { name: 'Describe a.jpg' }).element().focus();
    await userEvent.keyboard('A ben');
    scene.screener.release();
    await poll(() => scene.store.getSnapshot().items[0]?.outcome).toBe('refused');
    await poll(focused).toBe('a.jpg');
    // The rest of the description: a space presses nothing.
    await userEvent.keyboard('ch by the window');
    expect(names(scene)).toEqual(['a.jpg']);
  });

  it('where there is nothing left to pause', async () => {
    const scene = await sceneOf({ 'a.jpg': { waits: true } });
    await render(<SafeUpload store={scene.store} />);
    await add(scene, 'a.jpg', 'b.jpg');
    await poll(() => scene.store.getSnapshot().items[0]?.state).toBe('screening');
    button('Pause').element().focus();
    scene.screener.release();
    await poll(() => scene.store.getSnapshot().uploadIds.length).toBe(2);
    await poll(focused).toBe('Add more');
  });

  it('where the host empties the list', async () => {
    const scene = await sceneOf();
    await render(<SafeUpload store={scene.store} />);
    await add(scene, 'a.jpg');
    await poll(() => scene.store.getSnapshot().uploadIds.length).toBe(1);
    page.getByRole('textbox', { name: 'Describe a.jpg' }).element().focus();
    scene.store.clear();
    await poll(focused).toBe('Add pictures');
  });
});

describe('quarters of the way', () => {
  const slow = { 'a.jpg': { waits: true }, 'b.jpg': { waits: true } };

  it('are said of one picture by its name', async () => {
    const scene = await sceneOf(slow, { answerAfterMs: 1_500 });
    await render(<SafeUpload store={scene.store} />);
    const heard = listening();
    await add(scene, 'a.jpg');
    await poll(() => heard).toContain('a.jpg: 25 % done.');
    scene.screener.release();
    await poll(() => heard).toContain('a.jpg: 75 % done.');
    await poll(() => heard.at(-1)).toBe('a.jpg: Ready to post');
    expect(heard.filter((text) => text.includes('done')).length).toBeLessThanOrEqual(3);
  });

  it('are said of several together', async () => {
    const scene = await sceneOf({ 'b.jpg': { waits: true } });
    await render(<SafeUpload store={scene.store} />);
    const heard = listening();
    await add(scene, 'a.jpg', 'b.jpg');
    await poll(() => heard.filter((text) => /^2 pictures: (25|50) % done\.$/.test(text)).length).toBeGreaterThan(0);
    expect(heard.some((text) => /^[ab]\.jpg: \d+ % done/.test(text))).toBe(false);
    scene.screener.release();
    await poll(() => scene.store.getSnapshot().uploadIds.length).toBe(2);
  });
});

it('the notice says more when it is opened, and there the member can have the server look instead', async () => {
  const scene = await sceneOf();
  const screen = await render(<SafeUpload store={scene.store} />);
  await screen.getByText('Pictures are looked at on your device').click();
  await expect.element(screen.getByText('It makes no difference to how you are treated')).toBeVisible();
  await button('Have this site look instead').click();
  expect(scene.store.getSnapshot().look).toBe('server');
  await button('Have my device look first').click();
  expect(scene.store.getSnapshot().look).toBe('device');
});
