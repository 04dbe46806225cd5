import '@safeupload/react/safe-upload.css';
import '@safeupload/react/composer.css';
import './style/base.css';
import './style/header.css';
import './style/page.css';
import './style/threads.css';
import './style/thread.css';
import './style/composer.css';
import './style/desk.css';
import './style/curtain.css';
import './style/report.css';
import './style/try.css';
import './style/narrow.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { AvatarChooser } from './avatar-chooser.js';
import { Composer } from './composer.js';
import { openLookWindows } from './look.js';
import { openNight } from './night/open-night.js';
import { openReportsInPlace } from './report-dialog.js';
import { forgetOnSignOut } from './sign-out.js';

// The pages come finished from the server; these are the few places that live on.
for (const place of document.querySelectorAll<HTMLElement>('[data-island]')) {
  const account = place.dataset.account ?? '';
  createRoot(place).render(
    <StrictMode>
      {place.dataset.island === 'avatar' ? (
        <AvatarChooser account={account} />
      ) : (
        <Composer account={account} threadId={place.dataset.thread || null} />
      )}
    </StrictMode>,
  );
}
for (const form of document.querySelectorAll<HTMLFormElement>('form[data-forget]')) forgetOnSignOut(form);
openLookWindows(document);
openNight(document);
openReportsInPlace(document);

// The account menu closes as menus do: Escape, or a press elsewhere.
const menu = document.querySelector<HTMLDetailsElement>('.account');
document.addEventListener('keydown', (event) => {
  if (event.key !== 'Escape' || !menu?.open) return;
  menu.open = false;
  menu.querySelector('summary')?.focus();
});
document.addEventListener('pointerdown', (event) => {
  if (menu?.open && event.target instanceof Node && !menu.contains(event.target)) menu.open = false;
});
