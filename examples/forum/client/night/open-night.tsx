import '../style/rehearsal.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { Night } from './night.js';

/** Brings the page to life that plays the night; does nothing on others. */
export function openNight(page: Document): void {
  const place = page.querySelector<HTMLElement>('[data-night]');
  if (place === null) return;
  createRoot(place).render(
    <StrictMode>
      <Night />
    </StrictMode>,
  );
}
