/**
 * The list as a field of a form: what is sent, what holds it back, what the host is told and may forbid. The form is a real
 * one, react-hook-form the real package; verdicts are scripted and the server is the protocol double.
 */
import { SafeUpload } from '@safeupload/react';
import type { UploadValue } from '@safeupload/sdk';
import axe from 'axe-core';
import { useState } from 'react';
import { Controller, useForm } from 'react-hook-form';
import { describe, expect, it, vi } from 'vitest';
import { userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-react';
import { add, scenesOfTests } from '../support/scenes.js';

const sceneOf = scenesOfTests();

const poll = <T,>(read: () => T) => expect.poll(read, { timeout: 10_000 });

const form = () => {
  const element = document.querySelector('form');
  if (element === null) throw new Error('no form');
  return element;
};
const input = () => {
  const element = document.querySelector('input[type=file]');
  if (!(element instanceof HTMLInputElement)) throw new Error('no input');
  return element;
};
const sent = (name: string) => new FormData(form()).getAll(name);

describe('a plain form', () => {
  it('sends the ids and alt texts in the order of the list, and nothing of the picker', async () => {
    const scene = await sceneOf();
    const screen = await render(
      <form>
        <SafeUpload store={scene.store} name="pictures" />
      </form>,
    );
    await add(scene, 'a.jpg', 'b.jpg');
    await poll(() => scene.store.getSnapshot().uploadIds.length).toBe(2);
    await screen.getByRole('textbox', { name: 'Describe b.jpg' }).fill('A bench by the window');
    await screen.getByRole('button', { name: 'Move b.jpg up' }).click();
    const { uploadIds } = scene.store.getSnapshot();
    expect(sent('pictures')).toEqual(uploadIds);
    expect(sent('picturesAlt')).toEqual(['A bench by the window', '']);
    expect([...new FormData(form()).keys()].filter((key) => !key.startsWith('pictures'))).toEqual([]);
  });

  it('cannot be sent while a picture is on its way, while one needs the member, or without one that is required', async () => {
    const scene = await sceneOf({
      'slow.jpg': { waits: true },
      'held.jpg': { action: 'hold', reasons: ['risk-raised'] },
    });
    const screen = await render(
      <form>
        <SafeUpload store={scene.store} name="pictures" required />
      </form>,
    );
    await poll(() => input().validationMessage).toBe('Add a picture first.');
    expect(form().checkValidity()).toBe(false);
    await add(scene, 'slow.jpg', 'held.jpg');
    await poll(() => input().validationMessage).toMatch('not ready yet');
    expect(form().checkValidity()).toBe(false);
    await poll(() => scene.store.getSnapshot().items[0]?.state).toBe('screening');
    scene.screener.release();
    await poll(() => input().validationMessage).toBe('One of your pictures needs you first.');
    // The browser says so at an input that it can focus.
    form().reportValidity();
    expect(document.activeElement).toBe(input());
    await screen.getByRole('button', { name: 'Post without it' }).click();
    await poll(() => form().checkValidity()).toBe(true);
    await poll(() => sent('pictures')).toEqual(scene.store.getSnapshot().uploadIds);
    expect(sent('pictures')).toHaveLength(1);
  });

  it('axe finds nothing in it: empty and required, and with a picture, an older one and a choice', async () => {
    const scene = await sceneOf({ 'held.jpg': { action: 'hold', reasons: ['risk-raised'] } });
    const findings = async () => {
      const { violations } = await axe.run(document.body, { resultTypes: ['violations'] });
      return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
    };
    const before = [{ uploadId: 'old-1', name: 'garden.jpg', alt: 'A garden' }];
    const screen = await render(
      <main>
        <form aria-label="Write an answer">
          <SafeUpload store={scene.store} name="pictures" required defaultValue={before} />
        </form>
      </main>,
    );
    expect(await findings()).toEqual([]);
    await add(scene, 'a.jpg', 'held.jpg');
    await expect.element(screen.getByRole('button', { name: 'Post without it' })).toBeVisible();
    await poll(() => scene.store.getSnapshot().uploadIds.length).toBe(1);
    expect(await findings()).toEqual([]);
  });

  it('a reset empties the list, and what was posted is not taken back', async () => {
    const scene = await sceneOf();
    await render(
      <form>
        <SafeUpload store={scene.store} name="pictures" />
      </form>,
    );
    await add(scene, 'a.jpg');
    await poll(() => sent('pictures').length).toBe(1);
    form().reset();
    await poll(() => scene.store.getSnapshot().items).toEqual([]);
    expect(await scene.room.log('withdraw')).toEqual([]);
  });

  it('a form action gets the ids as FormData, and the form is empty after it', async () => {
    const scene = await sceneOf();
    const posted: (readonly FormDataEntryValue[])[] = [];
    async function action(fields: FormData): Promise<void> {
      posted.push(fields.getAll('pictures'));
    }
    const screen = await render(
      <form action={action}>
        <SafeUpload store={scene.store} name="pictures" />
        <button type="submit">Post</button>
      </form>,
    );
    await add(scene, 'a.jpg');
    await poll(() => sent('pictures').length).toBe(1);
    const { uploadIds } = scene.store.getSnapshot();
    await screen.getByRole('button', { name: 'Post' }).click();
    await poll(() => posted).toEqual([uploadIds]);
    await poll(() => scene.store.getSnapshot().items).toEqual([]);
  });
});

describe('the value', () => {
  it('is told with the reason and the event, once for each change', async () => {
    const scene = await sceneOf();
    const onValueChange = vi.fn();
    const screen = await render(<SafeUpload store={scene.store} onValueChange={onValueChange} />);
    const reasons = () =>
      onValueChange.mock.calls.map(([value, { reason, event }]) => [reason, value.length, event?.type]);
    await add(scene, 'a.jpg');
    await poll(reasons).toEqual([['uploaded', 1, undefined]]);
    await add(scene, 'b.jpg');
    await poll(reasons).toHaveLength(2);
    await screen.getByRole('button', { name: 'Move b.jpg up' }).click();
    await screen.getByRole('textbox', { name: 'Describe b.jpg' }).fill('x');
    await screen.getByRole('button', { name: 'Remove a.jpg' }).click();
    await poll(reasons).toEqual([
      ['uploaded', 1, undefined],
      ['uploaded', 2, undefined],
      ['moved', 2, 'click'],
      ['described', 2, 'input'],
      ['removed', 1, 'click'],
    ]);
    await add(scene, 'c.jpg');
    await poll(reasons).toHaveLength(6);
    await screen.getByRole('button', { name: 'Remove all' }).click();
    await poll(reasons).toHaveLength(7);
    expect(reasons().at(-1)).toEqual(['cleared', 0, 'click']);
    expect(onValueChange.mock.calls[3]?.[0].map(({ name, alt }: UploadValue) => [name, alt])).toEqual([
      ['b.jpg', 'x'],
      ['a.jpg', ''],
    ]);
  });

  it('a change that the host forbids does not happen', async () => {
    const scene = await sceneOf();
    const screen = await render(
      <SafeUpload store={scene.store} onValueChange={(_, { reason, cancel }) => reason !== 'uploaded' && cancel()} />,
    );
    await add(scene, 'a.jpg', 'b.jpg');
    await poll(() => scene.store.getSnapshot().uploadIds.length).toBe(2);
    await screen.getByRole('button', { name: 'Remove a.jpg' }).click();
    await screen.getByRole('button', { name: 'Move a.jpg down' }).click();
    await screen.getByRole('button', { name: 'Remove all' }).click();
    expect(scene.store.getSnapshot().items.map(({ name }) => name)).toEqual(['a.jpg', 'b.jpg']);
  });

  it('an upload that the host forbids is taken off the list and back from the server', async () => {
    const scene = await sceneOf();
    await render(<SafeUpload store={scene.store} onValueChange={(_, { cancel }) => cancel()} />);
    await add(scene, 'a.jpg');
    await poll(() => scene.room.log('withdraw')).toHaveLength(1);
    expect(scene.store.getSnapshot().items).toEqual([]);
  });

  it('what the host takes out leaves the list; uploads from before stay, and can be removed', async () => {
    const scene = await sceneOf();
    const before = [{ uploadId: 'old-1', name: 'garden.jpg', alt: 'A garden' }];
    let set: (value: readonly UploadValue[]) => void = () => {};
    function Post() {
      const [value, setValue] = useState<readonly UploadValue[]>(before);
      set = setValue;
      return (
        <form>
          <SafeUpload store={scene.store} name="pictures" value={value} onValueChange={setValue} />
        </form>
      );
    }
    const screen = await render(<Post />);
    await expect.element(screen.getByText('garden.jpg')).toBeVisible();
    await add(scene, 'a.jpg', 'b.jpg');
    await poll(() => sent('pictures')).toHaveLength(3);
    expect(sent('pictures')).toEqual(['old-1', ...scene.store.getSnapshot().uploadIds]);
    expect(sent('picturesAlt')).toEqual(['A garden', '', '']);
    await screen.getByRole('button', { name: 'Remove garden.jpg' }).click();
    await poll(() => sent('pictures')).toEqual(scene.store.getSnapshot().uploadIds);
    set(scene.store.getSnapshot().value.slice(1));
    await poll(() => scene.store.getSnapshot().items.map(({ name }) => name)).toEqual(['b.jpg']);
    set([]);
    await poll(() => sent('pictures')).toEqual([]);
    expect(scene.store.getSnapshot().items).toEqual([]);
  });
});

it('is a field of react-hook-form: required, focused where it is missing, submitted, reset', async () => {
  const scene = await sceneOf();
  const posted: unknown[] = [];
  function Post() {
    const { control, handleSubmit, reset, formState } = useForm<{ pictures: readonly UploadValue[] }>({
      defaultValues: { pictures: [] },
    });
    const onSubmit = handleSubmit(({ pictures }) => {
      posted.push(pictures);
      reset();
    });
    return (
      <form onSubmit={onSubmit}>
        <Controller
          name="pictures"
          control={control}
          rules={{ validate: (value) => value.length > 0 || 'A picture, please.' }}
          render={({ field: { value, onChange, onBlur, ref } }) => (
            <SafeUpload store={scene.store} value={value} onValueChange={onChange} onBlur={onBlur} ref={ref} />
          )}
        />
        <p>{formState.errors.pictures?.message}</p>
        <button type="submit">Post</button>
      </form>
    );
  }
  const screen = await render(<Post />);
  await screen.getByRole('button', { name: 'Post' }).click();
  await expect.element(screen.getByText('A picture, please.')).toBeVisible();
  expect(document.activeElement?.textContent).toBe('Add pictures');
  await add(scene, 'a.jpg');
  await poll(() => scene.store.getSnapshot().uploadIds.length).toBe(1);
  const { value } = scene.store.getSnapshot();
  await poll(() => screen.container.textContent).not.toContain('A picture, please.');
  await userEvent.click(screen.getByRole('button', { name: 'Post' }));
  await poll(() => posted).toEqual([value]);
  await poll(() => scene.store.getSnapshot().items).toEqual([]);
});
