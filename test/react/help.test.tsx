/** Help links: the same under every picture that cannot be posted, by country, and quiet. */
import { type Help, HelpLinks } from '@safeupload/react/help';
import { polishMessages } from '@safeupload/react/messages/polish';
import axe from 'axe-core';
import { afterEach, describe, expect, it } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { cleanup, render } from 'vitest-browser-react';
import { helpFor } from '../../packages/react/src/help/help.js';
import { newScene, pictureNamed } from '../support/composer.js';

afterEach(() => cleanup());

// Invented: SafeUpload ships no organisations, the site knows its own.
const help: Help = {
  byCountry: {
    DE: {
      under18: { href: 'tel:000-000', text: 'Beispieltelefon' },
      hotline: { href: 'https://hotline.example/de' },
    },
    GB: { victims: { href: 'https://victims.example/gb' } },
  },
  everywhere: { victims: { href: 'https://victims.example/' } },
};

describe('helpFor', () => {
  it.each([
    [
      'the country the site knows',
      { ...help, country: 'de' },
      'en-GB',
      ['tel:000-000', 'https://victims.example/', 'https://hotline.example/de'],
    ],
    ['the region of the browser’s language', help, 'en-GB', ['https://victims.example/gb']],
    ['everywhere, for a language without a region', help, 'de', ['https://victims.example/']],
    ['everywhere, for a country without links', { ...help, country: 'FR' }, 'de-DE', ['https://victims.example/']],
    ['everywhere, for what is no language', help, 'not a language', ['https://victims.example/']],
    ['nothing where nothing is configured', {}, 'de-DE', []],
  ] as const)('gives the links of %s', (_name, given, language, links) => {
    expect(helpFor(given, language).map(({ href }) => href)).toEqual(links);
  });

  it('leaves out what would run instead of opening', () => {
    expect(helpFor({ everywhere: { hotline: { href: 'javascript:void 0' } } }, 'en')).toEqual([]);
  });
});

const blocked = { action: 'block', reasons: ['risk-high'] } as const;

describe('in the drop-in', () => {
  it('stands under what the device stopped and under what the server refused, and nowhere else', async () => {
    const { Composer, store } = await newScene(
      { 'bench.jpg': blocked, 'lamp.jpg': {}, 'shelf.jpg': { waits: true } },
      { outcome: 'refused' },
    );
    await render(<Composer help={<HelpLinks {...help} country="DE" />} />);
    store.add(
      await Promise.all(['bench.jpg', 'lamp.jpg', 'shelf.jpg'].map((name, index) => pictureNamed(name, index))),
    );
    await expect.element(page.getByText('This picture can’t be posted here.').first()).toBeVisible();
    const opened = () =>
      [...document.querySelectorAll('[data-su-item]')].map((row) => row.querySelector('details summary')?.textContent);
    await expect.poll(opened).toEqual(['Help and advice', 'Help and advice', undefined]);
    const [first, second] = [...document.querySelectorAll('.su-help')].map((element) => element.innerHTML);
    expect(first).toBe(second);
    store.dispose();
  });

  it('is opened by keyboard, leaves the post where it is and says nothing of where it was opened', async () => {
    await page.viewport(700, 900);
    const { Composer, store } = await newScene({ 'bench.jpg': blocked });
    await render(<Composer help={<HelpLinks {...help} country="DE" />} />);
    store.add([await pictureNamed('bench.jpg')]);
    const summary = page.getByText('Help and advice');
    await expect.element(summary).toBeVisible();
    const element = summary.element();
    if (element instanceof HTMLElement) element.focus();
    await userEvent.keyboard('{Enter}');
    const link = page.getByRole('link', { name: 'Report something you saw online' });
    await expect.element(link).toBeVisible();
    await expect.element(page.getByRole('link', { name: 'Beispieltelefon' })).toBeVisible();
    for (const found of document.querySelectorAll('.su-help a')) {
      expect([found.getAttribute('target'), found.getAttribute('rel'), found.getAttribute('referrerpolicy')]).toEqual([
        '_blank',
        'noopener noreferrer',
        'no-referrer',
      ]);
      expect(found.getBoundingClientRect().height).toBeGreaterThanOrEqual(44);
    }
    expect(element.getBoundingClientRect().height).toBeGreaterThanOrEqual(44);
    const { violations } = await axe.run(document.body, { resultTypes: ['violations'] });
    expect(violations.map(({ id }) => id)).toEqual([]);
    await page.screenshot({ path: '../../test-results/react/help-open.png' });
    store.dispose();
  });

  it('speaks the catalogue’s language', async () => {
    const { Composer, store } = await newScene({ 'bench.jpg': blocked });
    await render(<Composer messages={polishMessages} help={<HelpLinks {...help} country="GB" />} />);
    store.add([await pictureNamed('bench.jpg')]);
    await page.getByText('Pomoc i porady').click();
    await expect.element(page.getByRole('link', { name: 'Jeśli ktoś rozsyła Twoje zdjęcie' })).toBeVisible();
    store.dispose();
  });

  it('is not there where the site configured none', async () => {
    const { Composer, store } = await newScene({ 'bench.jpg': blocked });
    const screen = await render(<Composer />);
    store.add([await pictureNamed('bench.jpg')]);
    await expect.element(page.getByText('It was not sent').first()).toBeVisible();
    expect(document.querySelector('.su-help')).toBeNull();
    await screen.rerender(<Composer help={<HelpLinks />} />);
    expect(document.querySelector('.su-help a, .su-help summary')).toBeNull();
    store.dispose();
  });
});
