/**
 * The drop-in where things cross: a picker that was closed again, two uploaders in one form, another store under the same
 * component, a tree that React hides and shows again. Verdicts are scripted, as in behaviour.test.tsx.
 */
import { SafeUpload } from '@safeupload/react';
import { Activity } from 'react';
import { afterEach, expect, it, vi } from 'vitest';
import { page } from 'vitest/browser';
import { cleanup, render } from 'vitest-browser-react';
import { newScene, pictureNamed, type Scene } from '../support/composer.js';
import type { Script } from '../support/scripted-screener.js';

const hold = { action: 'hold', reasons: ['risk-raised'] } as const;
const block = { action: 'block', reasons: ['risk-high'] } as const;
const scenes: Scene[] = [];

afterEach(() => {
  cleanup();
  for (const { store } of scenes.splice(0)) store.dispose();
});

async function sceneOf(scripts: Record<string, Script> = {}): Promise<Scene> {
  await page.viewport(900, 700);
  const scene = await newScene(scripts);
  scenes.push(scene);
  return scene;
}

async function drop(on: Element | null, name: string): Promise<void> {
  const dataTransfer = new DataTransfer();
  dataTransfer.items.add(await pictureNamed(name));
  on?.dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }));
}

async function paste(on: Element | null, name: string): Promise<void> {
  const clipboardData = new DataTransfer();
  clipboardData.items.add(await pictureNamed(name));
  on?.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
}

const namesIn = ({ store }: Scene) => store.getSnapshot().items.map(({ name }) => name);

it('a picker that was closed without a choice replaces nothing later', async () => {
  const scene = await sceneOf({ 'a.jpg': hold });
  const screen = await render(<scene.Composer />);
  await drop(document.querySelector('textarea'), 'a.jpg');
  document.querySelector('input[type=file]')?.addEventListener('click', (event) => event.preventDefault());
  await screen.getByRole('button', { name: 'Choose another picture' }).click();
  await drop(document.querySelector('textarea'), 'b.jpg');
  await expect.poll(() => namesIn(scene)).toEqual(['a.jpg', 'b.jpg']);
});

it('of two uploaders in one form, the one that is dropped or pasted on takes the file, elsewhere the first', async () => {
  const one = await sceneOf();
  const two = await sceneOf();
  await render(
    <form>
      <textarea />
      <SafeUpload store={one.store} />
      <SafeUpload store={two.store} />
    </form>,
  );
  const [first, second] = document.querySelectorAll('.su');
  await drop(second?.querySelector('.su-trigger') ?? null, 'second.jpg');
  await paste(second?.querySelector('.su-trigger') ?? null, 'second-pasted.jpg');
  await drop(first?.querySelector('.su-trigger') ?? null, 'first.jpg');
  await drop(document.querySelector('textarea'), 'form.jpg');
  await paste(document.querySelector('textarea'), 'form-pasted.jpg');
  expect(namesIn(two)).toEqual(['second.jpg', 'second-pasted.jpg']);
  expect(namesIn(one)).toEqual(['first.jpg', 'form.jpg', 'form-pasted.jpg']);
});

it('another store shows nothing of the one before: no words, no note, no picture', async () => {
  const scripts = { 'mine.jpg': block, 'yours.jpg': block } as const;
  const one = await sceneOf(scripts);
  const two = await sceneOf(scripts);
  const screen = await render(<SafeUpload store={one.store} max={1} />);
  one.store.add([await pictureNamed('mine.jpg')]);
  two.store.add([await pictureNamed('yours.jpg', 2)]);
  await expect.poll(() => two.store.getSnapshot().items[0]?.state).toBe('blocked');
  await screen.getByRole('button', { name: 'Ask a person to look' }).click();
  await screen.getByRole('textbox').fill('my own garden');
  await drop(document.querySelector('.su'), 'mine-too.jpg');
  await drop(document.querySelector('.su'), 'mine-left.jpg');
  await expect.element(screen.getByText('Not added: mine-left.jpg').first()).toBeInTheDocument();
  await expect.poll(() => document.querySelector('[role=alert]')?.textContent).toContain('mine.jpg');
  await screen.rerender(<SafeUpload store={two.store} max={1} />);
  await expect.element(screen.getByText('yours.jpg').first()).toBeVisible();
  expect(document.querySelector('.su')?.textContent).not.toContain('mine');
  expect(document.querySelector('textarea')).toBeNull();
});

it('works again after React has hidden and shown it', async () => {
  const { room, screener } = await sceneOf();
  const uploader = <SafeUpload screener={screener} endpoint={room.endpoint} context="post" />;
  const screen = await render(<Activity mode="visible">{uploader}</Activity>);
  await screen.rerender(<Activity mode="hidden">{uploader}</Activity>);
  await new Promise((resolve) => setTimeout(resolve, 50));
  await screen.rerender(<Activity mode="visible">{uploader}</Activity>);
  await drop(document.querySelector('.su'), 'a.jpg');
  await expect.element(screen.getByText('Ready to post').first()).toBeVisible();
});

it('shows a drawing that can carry a script as an icon, and gives it no address under which it would run', async () => {
  const scene = await sceneOf();
  const made = vi.spyOn(URL, 'createObjectURL');
  await render(<scene.Composer />);
  const svg = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><script>1</script></svg>';
  for (const type of ['image/svg+xml', 'IMAGE/SVG+XML;charset=utf-8', 'text/html', '']) {
    scene.store.add([new File([svg], 'drawing.svg', { type })]);
  }
  scene.store.add([await pictureNamed('a.jpg')]);
  await expect.poll(() => made.mock.calls.length).toBe(5);
  const types = made.mock.calls.map(([blob]) => (blob instanceof Blob ? blob.type : '')).sort();
  made.mockRestore();
  expect(types).toEqual(['image/jpeg', 'image/png', 'image/png', 'image/png', 'image/png']);
  await expect.poll(() => document.querySelectorAll('.su-preview img')).toHaveLength(1);
});
