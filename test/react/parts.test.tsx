/** The parts by themselves: other elements, classes and states, one row drawn at a time, and the hook's prop getters. */
import { SafeUpload, useItem, useSafeUpload } from '@safeupload/react';
import { StrictMode } from 'react';
import { renderToString } from 'react-dom/server.browser';
import { afterEach, describe, expect, it } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { cleanup, render } from 'vitest-browser-react';
import { newScene, pictureNamed, type Scene } from '../support/composer.js';
import type { Script } from '../support/scripted-screener.js';

const scenes: Scene[] = [];

const poll = <T,>(read: () => T) => expect.poll(read, { timeout: 10_000 });

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

const picker = () => page.elementLocator(document.querySelector('input[type=file]') ?? document.body);

describe('a composition of one’s own', () => {
  it('draws other elements with the part’s attributes, classes by state, and both handlers', async () => {
    const { store } = await sceneOf({ 'a.jpg': { waits: true } });
    const pressed: string[] = [];
    const screen = await render(
      <SafeUpload.Root store={store} className={({ empty }) => (empty ? 'is-empty' : 'has-rows')}>
        <SafeUpload.Label render={<strong />}>Fotos</SafeUpload.Label>
        <SafeUpload.Input />
        <SafeUpload.Trigger
          className="mine"
          onClick={(event) => {
            pressed.push('mine');
            event.preventDefault();
          }}
          render={(props, { disabled }) => (
            <button type="button" {...props} data-off={String(disabled)}>
              Los
            </button>
          )}
        />
        <SafeUpload.List>
          {(id) => (
            <SafeUpload.Item key={id} id={id} className={({ state }) => `is-${state}`} render={<li title="row" />}>
              <SafeUpload.ItemName />
            </SafeUpload.Item>
          )}
        </SafeUpload.List>
        <SafeUpload.Announcer />
      </SafeUpload.Root>,
    );
    const root = document.querySelector('[data-su-root]');
    expect(root?.className).toBe('su is-empty');
    expect(root?.getAttribute('aria-labelledby')).toBe(document.querySelector('strong')?.id);
    expect(document.querySelector('strong')?.className).toBe('su-label');
    await screen.getByRole('button', { name: 'Los' }).click();
    // The caller's handler ran and prevented the part's: no picker was touched.
    expect(pressed).toEqual(['mine']);
    expect(screen.getByRole('button', { name: 'Los' }).element().className).toBe('su-button su-trigger mine');
    store.add([await pictureNamed('a.jpg')]);
    await poll(() => document.querySelector('li')?.className).toBe('su-item is-screening');
    expect(document.querySelector('li')?.title).toBe('row');
    expect(document.querySelector('li')?.dataset).toMatchObject({ state: 'screening', tone: 'busy' });
    expect(root?.className).toBe('su has-rows');
  });

  it('a part outside of its root says what is missing', async () => {
    const error = await render(<SafeUpload.Trigger />).then(
      () => '',
      (thrown: Error) => thrown.message,
    );
    expect(error).toBe('Expected SafeUpload.Root around every part, got a part without one.');
  });

  it('is drawn on a server without touching the window, and comes alive from that', async () => {
    const { store } = await sceneOf();
    const html = renderToString(
      <StrictMode>
        <SafeUpload store={store} name="pictures" />
      </StrictMode>,
    );
    expect(html).toContain('Add pictures');
    expect(html).toContain('aria-live="polite"');
  });
});

it('one row: a change of one file draws that row anew and no other', async () => {
  const { store, screener } = await sceneOf({ 'slow.jpg': { waits: true } });
  const drawn: Record<string, number> = {};
  function Row({ id }: { readonly id: string }) {
    const item = useItem(store, id);
    drawn[item?.name ?? ''] = (drawn[item?.name ?? ''] ?? 0) + 1;
    return <li>{item?.state}</li>;
  }
  store.add([await pictureNamed('slow.jpg'), await pictureNamed('b.jpg', 2), await pictureNamed('c.jpg', 3)]);
  const ids = store.getSnapshot().items.map(({ id }) => id);
  const screen = await render(
    <ul>
      {ids.map((id) => (
        <Row key={id} id={id} />
      ))}
    </ul>,
  );
  await expect.element(screen.getByText('screening')).toBeVisible();
  const before = { ...drawn };
  store.describe(ids[1] ?? '', 'a bench');
  await poll(() => drawn['b.jpg']).toBe((before['b.jpg'] ?? 0) + 1);
  store.describe(ids[1] ?? '', 'a bench by the window');
  await poll(() => drawn['b.jpg']).toBe((before['b.jpg'] ?? 0) + 2);
  expect([drawn['slow.jpg'], drawn['c.jpg']]).toEqual([before['slow.jpg'], before['c.jpg']]);
  screener.release();
});

it('the parts of one row: a change of one file draws its parts anew and no others', async () => {
  const { store } = await sceneOf({ 'slow.jpg': { waits: true } });
  const drawn: Record<string, number> = {};
  const rowOf = (id: string) => (
    <SafeUpload.Item key={id} id={id}>
      <SafeUpload.ItemStatus
        className={() => {
          drawn[id] = (drawn[id] ?? 0) + 1;
          return '';
        }}
      />
    </SafeUpload.Item>
  );
  await render(
    <SafeUpload.Root store={store}>
      <SafeUpload.List>{rowOf}</SafeUpload.List>
    </SafeUpload.Root>,
  );
  store.add([await pictureNamed('slow.jpg'), await pictureNamed('b.jpg', 2), await pictureNamed('c.jpg', 3)]);
  const [first = '', second = '', third = ''] = store.getSnapshot().items.map(({ id }) => id);
  await poll(() => document.querySelector('[data-state=screening]')).not.toBeNull();
  await new Promise((resolve) => setTimeout(resolve, 300));
  const before = { ...drawn };
  store.describe(second, 'a bench');
  await poll(() => drawn[second]).toBe((before[second] ?? 0) + 1);
  expect([drawn[first], drawn[third]]).toEqual([before[first], before[third]]);
});

it('prop getters: elements of one’s own pick, take drops, and move rows by the keyboard', async () => {
  const { room, screener } = await sceneOf();
  function Uploader() {
    const uploads = useSafeUpload({ screener, endpoint: room.endpoint, context: 'post', max: 2 });
    return (
      <div {...uploads.getRootProps()}>
        <div {...uploads.getDropzoneProps()}>
          <input {...uploads.getInputProps()} />
          <button {...uploads.getTriggerProps()}>Pick</button>
          <label>
            Camera <input {...uploads.getCameraInputProps()} />
          </label>
        </div>
        <ol {...uploads.getListProps()}>
          {uploads.items.map(({ id, name }) => (
            <li key={id} {...uploads.getItemProps(id)}>
              <button type="button" data-su-main="" onClick={() => uploads.remove(id)}>
                {name}
              </button>
            </li>
          ))}
        </ol>
        <p>{uploads.left.map(({ name }) => name).join()}</p>
      </div>
    );
  }
  const screen = await render(<Uploader />);
  const names = () => [...document.querySelectorAll('li')].map(({ textContent }) => textContent);
  await userEvent.upload(picker(), [await pictureNamed('a.jpg')]);
  const dataTransfer = new DataTransfer();
  for (const name of ['b.jpg', 'c.jpg']) dataTransfer.items.add(await pictureNamed(name, 2));
  const drop = new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true });
  document.querySelector('[data-su-root]')?.dispatchEvent(drop);
  await poll(names).toEqual(['a.jpg', 'b.jpg']);
  await expect.element(screen.getByText('c.jpg')).toBeVisible();
  await expect
    .poll(() => [...document.querySelectorAll('li')].map(({ dataset }) => dataset.tone))
    .toEqual(['good', 'good']);
  screen.getByRole('button', { name: 'b.jpg' }).element().focus();
  await userEvent.keyboard('{Alt>}{ArrowUp}{/Alt}');
  await poll(names).toEqual(['b.jpg', 'a.jpg']);
  expect(document.activeElement?.textContent).toBe('b.jpg');
  await userEvent.keyboard('{Enter}');
  await poll(names).toEqual(['a.jpg']);
  expect(document.activeElement?.textContent).toBe('a.jpg');
});

it('the list comes back after the page is loaded again, where the host wants that, and says so once', async () => {
  const { room, screener } = await sceneOf();
  const uploader = (
    <StrictMode>
      <SafeUpload
        screener={screener}
        endpoint={room.endpoint}
        context="post"
        account="someone"
        restore
        name="pictures"
      />
    </StrictMode>
  );
  const screen = await render(uploader);
  await userEvent.upload(picker(), [await pictureNamed('a.jpg')]);
  const ids = () => [...document.querySelectorAll<HTMLInputElement>('input[name=pictures]')].map(({ value }) => value);
  await poll(ids).toHaveLength(1);
  await screen.getByRole('textbox', { name: 'Describe a.jpg' }).fill('A bench');
  const before = ids();
  // What is kept is written a moment later.
  await new Promise((resolve) => setTimeout(resolve, 500));
  await screen.unmount();
  await new Promise((resolve) => setTimeout(resolve, 50));
  const again = await render(uploader);
  await poll(ids).toEqual(before);
  await expect.element(again.getByRole('textbox', { name: 'Describe a.jpg' })).toHaveValue('A bench');
  const heard = () => [...document.querySelectorAll('[role=status] p')].map(({ textContent }) => textContent);
  await poll(heard).toEqual(['1 picture from before is still here.', 'a.jpg: Ready to post']);
  expect(screener.seen).toHaveLength(1);
});
