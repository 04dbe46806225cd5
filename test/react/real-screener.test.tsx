/** The drop-in with the real worker and the real models, up to the network: the protocol double verifies what is sent. */
import { SafeUpload } from '@safeupload/react';
import '@safeupload/react/safe-upload.css';
import { afterEach, expect, it } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { cleanup, render } from 'vitest-browser-react';
import { paintedFile } from '../support/painted-file.js';
import { newRoom } from '../support/room.js';

afterEach(cleanup);

const picker = () => page.elementLocator(document.querySelector('input[type=file]') ?? document.body);

async function fetched(path: string, name: string): Promise<File> {
  const answer = await fetch(path);
  if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
  return new File([await answer.blob()], name, { type: 'image/png' });
}

it('screens a picture with the real model and sends a plain one with its scores', async () => {
  const room = newRoom();
  const screen = await render(<SafeUpload assets="/safe-upload/" endpoint={room.endpoint} context="post" />);
  await userEvent.upload(picker(), await paintedFile(2400, 1600, 'image/jpeg', 3));
  await expect.element(screen.getByText('Ready to post').first(), { timeout: 30_000 }).toBeVisible();
  const [upload] = await room.log('upload');
  expect(upload).toMatchObject({
    type: 'image/jpeg',
    claim: {
      verdict: { action: 'allow', reasons: [] },
      upload: { width: 2048, height: 1365, frames: { total: 1, screened: 1 } },
      models: [{ id: 'mobilenet-v2' }],
      policy: { id: 'double-1' },
    },
  });
});

it('stops the abstract trigger for both models, and no byte of it is sent', async () => {
  const room = newRoom();
  const screen = await render(<SafeUpload assets="/safe-upload/" endpoint={room.endpoint} context="post" />);
  await userEvent.upload(picker(), await fetched('/triggers/both.png', 'texture.png'));
  await expect.element(screen.getByText('It was not sent').first(), { timeout: 30_000 }).toBeVisible();
  expect((await room.log()).map(({ route }) => route)).toEqual(['challenge']);
});

it('sends a file as it is where the assets are missing, and says nothing of it to the member', async () => {
  const room = newRoom();
  const screen = await render(<SafeUpload assets="/no-such-folder/" endpoint={room.endpoint} context="post" />);
  const file = await paintedFile(640, 480, 'image/jpeg', 4);
  await userEvent.upload(picker(), file);
  await expect.element(screen.getByText('Ready to post').first(), { timeout: 30_000 }).toBeVisible();
  const [upload] = await room.log('upload');
  expect(upload).toMatchObject({ bytes: file.size, claim: { models: [], pdq: [], runtime: 'none' } });
});
