/**
 * The picture editor, in Chromium with real pictures: what comes out of it is decoded and looked at pixel by pixel, and it
 * is driven by keyboard, by a real pointer and by what screen readers are given.
 */
import { arabicMessages } from '@safeupload/react/messages/arabic';
import { germanMessages } from '@safeupload/react/messages/german';
import '@safeupload/react/safe-upload.css';
import type { Messages } from '@safeupload/react';
import axe from 'axe-core';
import { StrictMode } from 'react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { cdp, page, userEvent } from 'vitest/browser';
import { cleanup, render } from 'vitest-browser-react';
// Loaded by the drop-in when a row opens it; no entry point of its own.
import { PictureEditor } from '../../packages/react/src/editor/picture-editor.js';
import { newScene, pictureNamed, setScheme } from '../support/composer.js';
import { paintedFile } from '../support/painted-file.js';
import orientations from '../vectors/orientations.json' with { type: 'json' };

afterEach(() => {
  cleanup();
  setScheme('light');
  document.documentElement.dir = 'ltr';
});

type Pixel = readonly [red: number, green: number, blue: number, alpha: number];

/** A file whose four quarters have these colours, top left first, row by row. */
async function quartersFile(
  width: number,
  height: number,
  type: string,
  colours = ['#c03020', '#20a040', '#3050c0', '#c0a020'],
): Promise<File> {
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext('2d');
  colours.forEach((colour, index) => {
    if (context === null) throw new Error('no canvas context');
    context.fillStyle = colour;
    context.fillRect(((index % 2) * width) / 2, (Math.floor(index / 2) * height) / 2, width / 2, height / 2);
  });
  const blob = await canvas.convertToBlob({ type, quality: 0.95 });
  return new File([blob], `quarters.${type.slice(6)}`, { type });
}

/** The pixels of a file, by where they are. */
async function pixelsOf(file: Blob): Promise<{ width: number; height: number; at: (x: number, y: number) => Pixel }> {
  const bitmap = await createImageBitmap(file);
  const { width, height } = bitmap;
  const context = new OffscreenCanvas(width, height).getContext('2d');
  if (context === null) throw new Error('no canvas context');
  context.drawImage(bitmap, 0, 0);
  bitmap.close();
  const { data } = context.getImageData(0, 0, width, height);
  return {
    width,
    height,
    at(x, y) {
      const [red = -1, green = -1, blue = -1, alpha = -1] = data.subarray(4 * (y * width + x), 4 * (y * width + x) + 4);
      return [red, green, blue, alpha];
    },
  };
}

function farthest(a: Pixel, b: readonly number[]): number {
  return Math.max(...[0, 1, 2].map((channel) => Math.abs((a[channel] ?? 999) - (b[channel] ?? -999))));
}

interface Opened {
  readonly done: Promise<File>;
  readonly onCancel: ReturnType<typeof vi.fn>;
  readonly onSubmit: ReturnType<typeof vi.fn>;
  readonly onKeyDown: ReturnType<typeof vi.fn>;
}

/** The editor as the drop-in opens it: inside the host's own form, with its opener still on the page. */
async function openEditor(file: File, messages: Partial<Messages> = {}): Promise<Opened> {
  const onCancel = vi.fn();
  const onSubmit = vi.fn((event: { preventDefault(): void }) => event.preventDefault());
  const onKeyDown = vi.fn();
  let onDone: (file: File) => void = () => {};
  const done = new Promise<File>((resolve) => {
    onDone = resolve;
  });
  const view = (open: boolean) => (
    <StrictMode>
      <main>
        <form aria-label="Write an answer" onSubmit={onSubmit} onKeyDown={onKeyDown}>
          <input aria-label="Subject" name="subject" />
          <div className="su" lang={messages.language} dir={messages.direction}>
            <button type="button">Open it</button>
            {open ? (
              <PictureEditor
                {...{ file, messages, onDone }}
                onCancel={() => {
                  onCancel();
                  void screen.rerender(view(false));
                }}
              />
            ) : null}
          </div>
          <button type="submit">Post</button>
        </form>
      </main>
    </StrictMode>
  );
  const screen = await render(view(false));
  await screen.getByRole('button', { name: 'Open it' }).click();
  await screen.rerender(view(true));
  onKeyDown.mockClear();
  return { done, onCancel, onSubmit, onKeyDown };
}

const slider = (name: string) => page.getByRole('slider', { name });
const button = (name: string) => page.getByRole('button', { name });

/** Sets a slider as assistive technology does: a value, and the event that says so. */
async function setSlider(name: string, percent: number): Promise<void> {
  const found = slider(name).element();
  if (!(found instanceof HTMLInputElement)) throw new Error('no slider');
  const set = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')?.set;
  set?.call(found, String(percent));
  found.dispatchEvent(new Event('input', { bubbles: true }));
  await expect.element(slider(name)).toHaveValue(String(percent));
}

async function chooseRegion(left: number, top: number, width: number, height: number): Promise<void> {
  await expect.element(slider('From the left')).toBeVisible();
  await setSlider('Width', width);
  await setSlider('Height', height);
  await setSlider('From the left', left);
  await setSlider('From the top', top);
}

describe('covering', () => {
  it('replaces every pixel of the part and no other, in a PNG to the last bit', async () => {
    const file = await paintedFile(400, 300, 'image/png', 3);
    const { done } = await openEditor(file);
    await chooseRegion(10, 20, 30, 40);
    await button('Cover this part').click();
    await button('Use this picture').click();
    const made = await done;
    expect([made.name, made.type]).toEqual(['painted-3.png', 'image/png']);
    const [before, after] = [await pixelsOf(file), await pixelsOf(made)];
    expect([after.width, after.height]).toEqual([400, 300]);
    let covered = 0;
    let changed = 0;
    for (let y = 0; y < 300; y++) {
      for (let x = 0; x < 400; x++) {
        const inside = x >= 40 && x < 160 && y >= 60 && y < 180;
        const pixel = after.at(x, y);
        if (inside && farthest(pixel, [0, 0, 0]) === 0 && pixel[3] === 255) covered++;
        if (!inside && farthest(pixel, before.at(x, y)) > 0) changed++;
      }
    }
    expect({ covered, changed }).toEqual({ covered: 120 * 120, changed: 0 });
  });

  it('writes a JPEG without anything of the original beside its pixels', async () => {
    const file = await quartersFile(800, 600, 'image/jpeg');
    const { done } = await openEditor(file);
    await chooseRegion(0, 0, 50, 50);
    await button('Cover this part').click();
    await expect.element(page.getByRole('status')).toHaveTextContent('That part is covered.');
    await button('Use this picture').click();
    const made = await done;
    expect([made.name, made.type]).toEqual(['quarters.jpeg', 'image/jpeg']);
    const after = await pixelsOf(made);
    for (const [x, y] of [
      [0, 0],
      [200, 150],
      [380, 280],
    ] as const) {
      expect(after.at(x, y)).toEqual([0, 0, 0, 255]);
    }
    // Beside the edge JPEG smears the colours of what is outside, a few units.
    expect(farthest(after.at(399, 299), [0, 0, 0])).toBeLessThan(12);
    expect(farthest(after.at(600, 450), [0xc0, 0xa0, 0x20])).toBeLessThan(6);
    const bytes = new TextDecoder('latin1').decode(await made.arrayBuffer());
    expect(bytes).not.toContain('Exif');
    // One JPEG and no second one inside, as cameras embed.
    expect(bytes.split('\u00ff\u00d8\u00ff').length).toBe(2);
  });

  it.each(orientations.vectors.filter(({ format }) => format === 'jpeg'))(
    'covers what is seen of $name, whatever orientation the file has',
    async ({ base64, shown }) => {
      const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
      const { done } = await openEditor(new File([bytes], 'turned.jpg', { type: 'image/jpeg' }));
      await chooseRegion(0, 0, 50, 50);
      await button('Cover this part').click();
      await button('Use this picture').click();
      const after = await pixelsOf(await done);
      expect([after.width, after.height]).toEqual([shown.width, shown.height]);
      const quarters = [1, 3].flatMap((row) =>
        [1, 3].map((column) => after.at(Math.floor((column * shown.width) / 4), Math.floor((row * shown.height) / 4))),
      );
      expect(farthest(quarters[0] ?? [9, 9, 9, 9], [0, 0, 0])).toBeLessThan(4);
      for (const index of [1, 2, 3]) {
        expect(farthest(quarters[index] ?? [0, 0, 0, 0], shown.quarters[index] ?? [])).toBeLessThan(16);
      }
    },
  );
});

describe('cropping', () => {
  it('keeps only the part, and what is covered after that lies where it is seen', async () => {
    const { done } = await openEditor(await quartersFile(800, 600, 'image/png'));
    await chooseRegion(50, 0, 50, 100);
    await button('Keep only this part').click();
    await expect.element(page.getByRole('status')).toHaveTextContent('Only that part is kept: 400 by 600 pixels.');
    await chooseRegion(0, 0, 100, 50);
    await button('Cover this part').click();
    await expect
      .element(page.getByRole('img', { name: 'The picture, 400 by 600 pixels, 1 part covered' }))
      .toBeVisible();
    await button('Use this picture').click();
    const after = await pixelsOf(await done);
    expect([after.width, after.height]).toEqual([400, 600]);
    expect(after.at(0, 299)).toEqual([0, 0, 0, 255]);
    expect(after.at(0, 300)).toEqual([0xc0, 0xa0, 0x20, 255]);
  });

  it('is undone step by step', async () => {
    const { done } = await openEditor(await quartersFile(800, 600, 'image/png'));
    await chooseRegion(0, 0, 25, 100);
    await button('Cover this part').click();
    await chooseRegion(0, 0, 50, 50);
    await button('Keep only this part').click();
    await button('Undo').click();
    await expect
      .element(page.getByRole('img', { name: 'The picture, 800 by 600 pixels, 1 part covered' }))
      .toBeVisible();
    await button('Undo').click();
    await expect.element(page.getByRole('img', { name: 'The picture, 800 by 600 pixels' })).toBeVisible();
    await button('Use this picture').click();
    await expect.element(page.getByRole('alert')).toHaveTextContent('Nothing is changed yet.');
    await chooseRegion(50, 50, 50, 50);
    await button('Keep only this part').click();
    await button('Use this picture').click();
    const after = await pixelsOf(await done);
    expect([after.width, after.height]).toEqual([400, 300]);
    expect(after.at(10, 10)).toEqual([0xc0, 0xa0, 0x20, 255]);
  });
});

describe('by pointer', () => {
  /** Where a place of the picture is, in CSS pixels from its top left corner. */
  const at = (x: number, y: number) => {
    const { width, height } = page.getByRole('img').element().getBoundingClientRect();
    return { x: x * width, y: y * height };
  };

  it('draws a part, moves it and resizes it at a corner', async () => {
    await page.viewport(900, 900);
    await openEditor(await quartersFile(800, 600, 'image/jpeg'));
    const stage = page.getByRole('img');
    await expect.element(stage).toBeVisible();
    const drag = (from: readonly [number, number], to: readonly [number, number]) =>
      userEvent.dragAndDrop(stage, stage, {
        sourcePosition: at(...from),
        targetPosition: at(...to),
        // The chosen region lies over the picture, on purpose.
        force: true,
      });
    await drag([0.05, 0.05], [0.2, 0.15]);
    await expect.element(slider('From the left')).toHaveValue('5');
    await expect.element(slider('Width')).toHaveValue('15');
    await expect.element(slider('Height')).toHaveValue('10');
    // Larger first: the corners of a small part lie close together.
    await setSlider('Width', 50);
    await setSlider('Height', 50);
    await drag([0.3, 0.3], [0.5, 0.6]);
    await expect.element(slider('From the left')).toHaveValue('25');
    await expect.element(slider('From the top')).toHaveValue('35');
    await expect.element(slider('Width')).toHaveValue('50');
    await drag([0.75, 0.85], [0.95, 0.55]);
    await expect.element(slider('Width')).toHaveValue('70');
    await expect.element(slider('Height')).toHaveValue('20');
    await expect
      .element(page.getByRole('status'))
      .toHaveTextContent('Chosen: 70% of the width and 20% of the height, starting 25% from the left');
  });
});

describe('by keyboard', () => {
  it('covers a part, sends nothing of the form around it, and keeps the focus inside', async () => {
    const { done, onSubmit, onKeyDown } = await openEditor(await quartersFile(800, 600, 'image/png'));
    await expect.element(slider('Height')).toBeVisible();
    await expect.element(page.getByRole('heading', { name: 'Change quarters.png' })).toHaveFocus();
    await userEvent.keyboard('{Tab}');
    await expect.element(slider('From the left')).toHaveFocus();
    await userEvent.keyboard('{Home}{ArrowRight}{ArrowRight}{Enter}');
    await expect.element(slider('From the left')).toHaveValue('2');
    await expect.element(slider('From the left')).toHaveAttribute('aria-valuetext', '2%');
    await userEvent.keyboard('{Tab}{Home}{Tab}{End}{Tab}{End}');
    await expect
      .element(page.getByRole('status'))
      .toHaveTextContent('Chosen: 100% of the width and 100% of the height');
    const seen = new Set<string>();
    for (let presses = 0; presses < 12; presses++) {
      await userEvent.keyboard('{Tab}');
      const active = document.activeElement;
      expect(active === document.body || active?.closest('dialog') !== null).toBe(true);
      seen.add(active?.textContent ?? '');
    }
    expect([...seen]).toEqual(expect.arrayContaining(['Cover this part', 'Keep only this part', 'Undo', 'Cancel']));
    await button('Cover this part').click();
    await userEvent.keyboard('{Tab}{Tab}{Tab}{Control>}{Enter}{/Control}{Enter}');
    expect(await pixelsOf(await done).then(({ at }) => at(700, 500))).toEqual([0, 0, 0, 255]);
    expect(onSubmit).not.toHaveBeenCalled();
    expect(onKeyDown).not.toHaveBeenCalled();
  });

  it('is left by Escape, which gives the focus back to what opened it', async () => {
    const styles = document.adoptedStyleSheets.length;
    const { onCancel } = await openEditor(await quartersFile(80, 60, 'image/png'));
    await expect.element(slider('Height')).toBeVisible();
    expect(document.adoptedStyleSheets.length).toBe(styles + 1);
    await userEvent.keyboard('{Escape}');
    expect(onCancel).toHaveBeenCalledTimes(1);
    await expect.element(button('Open it')).toHaveFocus();
    expect(document.querySelector('dialog')).toBeNull();
    expect(document.adoptedStyleSheets.length).toBe(styles);
  });
});

describe('what cannot be done', () => {
  it('says so of a file that does not open, and offers a way out', async () => {
    const { onCancel } = await openEditor(new File(['no picture'], 'notes.jpg', { type: 'image/jpeg' }));
    await expect.element(page.getByRole('alert')).toHaveTextContent('This picture can’t be opened here.');
    expect(document.querySelector('dialog')?.getAttribute('aria-busy')).toBe('false');
    await button('Cancel').click();
    expect(onCancel).toHaveBeenCalledTimes(1);
  });

  it('makes no picture of noise where the browser falsifies canvases', async () => {
    // What Firefox with resistFingerprinting gives back, which Chromium never does.
    const spy = vi
      .spyOn(CanvasRenderingContext2D.prototype, 'getImageData')
      .mockImplementation((_x, _y, width, height) => {
        const noise = new Uint8ClampedArray(4 * width * height).map(
          (_, index) => (index * 101 + (index >> 3) * 7) & 255,
        );
        return new ImageData(noise, width, height);
      });
    try {
      await openEditor(await quartersFile(80, 60, 'image/jpeg'));
      await expect
        .element(page.getByRole('alert'))
        .toHaveTextContent('This browser does not let pages change pictures.');
    } finally {
      spy.mockRestore();
    }
  });

  it('keeps a very large picture within what every canvas holds', async () => {
    const { done } = await openEditor(await quartersFile(7_000, 3_000, 'image/jpeg'));
    await expect.element(slider('Height'), { timeout: 20_000 }).toBeVisible();
    await chooseRegion(0, 0, 50, 50);
    await button('Cover this part').click();
    await button('Use this picture').click();
    const { width, height, at } = await pixelsOf(await done);
    expect(width * height).toBeLessThanOrEqual(16_777_216);
    expect(width / height).toBeCloseTo(7 / 3, 2);
    expect(at(Math.floor(width / 4), Math.floor(height / 4))).toEqual([0, 0, 0, 255]);
    expect(farthest(at(Math.floor(0.75 * width), Math.floor(0.75 * height)), [0xc0, 0xa0, 0x20])).toBeLessThan(6);
  });

  it('says that an animation becomes a still', async () => {
    // One red pixel, GIF89a.
    const gif = Uint8Array.from(atob('R0lGODlhAQABAIAAAP8AAP///ywAAAAAAQABAAACAkQBADs='), (letter) =>
      letter.charCodeAt(0),
    );
    const { done } = await openEditor(new File([gif], 'dot.gif', { type: 'image/gif' }));
    await expect.element(page.getByText('Only its first image will be kept.')).toBeVisible();
    await button('Cover this part').click();
    await button('Use this picture').click();
    expect((await done).name).toBe('dot.jpg');
  });
});

async function axeFindings(): Promise<string[]> {
  const { violations } = await axe.run(document.body, { resultTypes: ['violations'] });
  return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
}

/** The media feature as Chromium's developer tools emulate it. */
async function emulate(features: readonly { name: string; value: string }[]): Promise<void> {
  await Reflect.apply(Reflect.get(cdp(), 'send'), cdp(), ['Emulation.setEmulatedMedia', { features }]);
}

describe('how it looks', () => {
  it.each([
    ['desktop', 1_000, 760, 'light', {}],
    ['desktop', 1_000, 760, 'dark', {}],
    ['phone', 390, 760, 'light', {}],
    ['phone', 320, 640, 'dark', germanMessages],
    ['desktop-rtl', 1_000, 760, 'light', arabicMessages],
    ['phone-rtl', 390, 760, 'dark', arabicMessages],
  ] as const)(
    'on a %s of %d by %d px, %s, axe finds nothing and fingers find everything',
    async (name, width, height, scheme, words) => {
      await page.viewport(width, height);
      setScheme(scheme);
      await openEditor(await pictureNamed('bench.jpg', 2), words);
      await expect.element(page.getByRole('slider').first()).toBeVisible();
      expect(await axeFindings()).toEqual([]);
      const small = [...document.querySelectorAll('dialog :is(button, input, .su-edit-handle)')]
        .map((element) => element.getBoundingClientRect())
        .filter((box) => box.width < 44 || box.height < 44);
      expect(small).toEqual([]);
      const dialog = document.querySelector('dialog');
      expect(dialog?.scrollWidth).toBeLessThanOrEqual(dialog?.clientWidth ?? 0);
      // The region lies on the picture, not beside it.
      const picture = document.querySelector('dialog canvas')?.getBoundingClientRect();
      const region = document.querySelector('.su-edit-region')?.getBoundingClientRect();
      expect((region?.left ?? 0) - (picture?.left ?? 9_999)).toBeCloseTo((picture?.width ?? 0) / 4, 0);
      await page.screenshot({ path: `../../test-results/react/editor-${name}-${width}-${scheme}.png` });
    },
  );

  it('shows the part in forced colours, and moves nothing', async () => {
    await page.viewport(800, 760);
    await emulate([
      { name: 'forced-colors', value: 'active' },
      { name: 'prefers-reduced-motion', value: 'reduce' },
    ]);
    try {
      await openEditor(await pictureNamed('bench.jpg', 2));
      await expect.element(slider('Height')).toBeVisible();
      expect(await axeFindings()).toEqual([]);
      const region = document.querySelector('.su-edit-region');
      expect(region === null ? '' : getComputedStyle(region).borderTopStyle).toBe('solid');
      const moving = [...document.querySelectorAll('dialog *')].filter(
        (element) => getComputedStyle(element).transitionDuration !== '0s',
      );
      expect(moving).toEqual([]);
      await page.screenshot({ path: '../../test-results/react/editor-forced-colors.png' });
    } finally {
      await emulate([]);
    }
  });
});

describe('in the drop-in', () => {
  it('opens from a row that has to be chosen about, and its picture takes that place', async () => {
    await page.viewport(900, 900);
    const { Composer, store } = await newScene({ 'bench.jpg': { action: 'hold', reasons: ['risk-raised'] } });
    await render(<Composer />);
    store.add([await pictureNamed('bench.jpg')]);
    await button('Crop or cover a part of it').click();
    await expect.element(slider('Height')).toBeVisible();
    const [before] = store.getSnapshot().items;
    await button('Cover this part').click();
    await button('Use this picture').click();
    await expect.poll(() => store.getSnapshot().items[0]?.file).not.toBe(before?.file);
    const { items } = store.getSnapshot();
    expect(items.length).toBe(1);
    const after = await pixelsOf(items[0]?.file ?? new Blob());
    expect(after.at(320, 240)).toEqual([0, 0, 0, 255]);
    await expect.poll(() => document.activeElement?.closest('.su')).not.toBeNull();
    store.dispose();
  });
});
