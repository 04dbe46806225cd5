import { createRestQuestion } from './rest-question.js';

/** How long the server may take to hand out a look. */
const timeLimitMs = 15_000;

/**
 * The desk's windows. Nothing is fetched until somebody presses; then the picture is small, grey and blurred, and sharp
 * only while held down with pointer, Space or Enter. The server notes every look.
 */
export function openLookWindows(root: ParentNode): void {
  const rest = root.querySelector<HTMLElement>('[data-rest]')?.dataset.rest;
  const askToRest = createRestQuestion(rest === undefined ? null : Number(rest));
  for (const place of root.querySelectorAll<HTMLElement>('[data-look]')) offerLook(place, askToRest);
}

function offerLook(place: HTMLElement, askToRest: () => string | null): void {
  const uploadId = place.dataset.look ?? '';
  const handle = place.dataset.of ?? 'the member';
  const press = document.createElement('button');
  press.type = 'button';
  press.textContent = 'Look';
  press.setAttribute('aria-label', `Look at the picture of ${handle}: opens small, grey and blurred; noted`);
  const said = document.createElement('p');
  said.setAttribute('role', 'status');
  press.addEventListener('click', async () => {
    const question = askToRest();
    if (question !== null) {
      said.textContent = question;
      press.textContent = 'Look anyway';
      press.setAttribute('aria-label', `Look anyway at the picture of ${handle}`);
      return;
    }
    press.setAttribute('aria-disabled', 'true');
    const small = await fetchLook(uploadId, 'small');
    if (typeof small === 'string') {
      press.removeAttribute('aria-disabled');
      said.textContent = small;
      return;
    }
    const opened = lookWindow(uploadId, handle, small);
    said.textContent = 'Hold it down to see it sharp. Each look is noted.';
    place.replaceChildren(opened, said);
    opened.focus();
  });
  place.append(press, said);
}

function lookWindow(uploadId: string, handle: string, small: Blob): HTMLButtonElement {
  const window_ = document.createElement('button');
  window_.type = 'button';
  window_.className = 'look-window';
  window_.setAttribute('aria-label', `Picture of ${handle}, blurred. Hold Space or Enter to see it sharp.`);
  const image = document.createElement('img');
  image.alt = '';
  image.draggable = false;
  const smallAddress = URL.createObjectURL(small);
  image.src = smallAddress;
  window_.append(image);
  let held = 0;
  let sharpAddress: string | null = null;

  const sharpen = async () => {
    const mine = ++held;
    const full = await fetchLook(uploadId, 'full');
    // Let go before the answer came, or not allowed: it stays blurred.
    if (mine !== held || typeof full === 'string') return;
    sharpAddress = URL.createObjectURL(full);
    image.src = sharpAddress;
    window_.dataset.sharp = '';
  };
  const blur = () => {
    held++;
    delete window_.dataset.sharp;
    image.src = smallAddress;
    if (sharpAddress !== null) URL.revokeObjectURL(sharpAddress);
    sharpAddress = null;
  };
  window_.addEventListener('pointerdown', () => void sharpen());
  for (const end of ['pointerup', 'pointercancel', 'pointerleave', 'blur'] as const)
    window_.addEventListener(end, blur);
  window_.addEventListener('keydown', (event) => {
    if (event.key !== ' ' && event.key !== 'Enter') return;
    event.preventDefault();
    if (!event.repeat) void sharpen();
  });
  window_.addEventListener('keyup', blur);
  window_.addEventListener('contextmenu', (event) => event.preventDefault());
  // Looking away is letting go: a window left open behind another shows nothing.
  document.addEventListener('visibilitychange', blur);
  return window_;
}

async function fetchLook(uploadId: string, size: 'small' | 'full'): Promise<Blob | string> {
  try {
    const answer = await fetch(`/desk/uploads/${uploadId}/look/${size}`, {
      method: 'POST',
      signal: AbortSignal.timeout(timeLimitMs),
    });
    if (answer.ok) return await answer.blob();
    return answer.status === 403
      ? 'Only the safety officer may look.'
      : 'This picture does not wait any more. Reload the desk.';
  } catch {
    return 'The forum cannot be reached just now.';
  }
}
