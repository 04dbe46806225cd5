/** How long the forum may take to answer a report. */
const timeLimitMs = 15_000;

/**
 * Opens the report form over the page instead of leading to its own page, so that a post being written stays. Without a
 * dialog on the page (guests) the links lead where they say.
 */
export function openReportsInPlace(root: Document): void {
  const dialog = root.querySelector<HTMLDialogElement>('#report-dialog');
  const form = dialog?.querySelector<HTMLFormElement>('form[data-report-form]');
  const thanks = dialog?.querySelector<HTMLElement>('.report-thanks');
  if (!dialog || !form || !thanks) return;
  const problem = form.querySelector<HTMLElement>('.report-problem');

  for (const link of root.querySelectorAll<HTMLAnchorElement>('a[data-report]')) {
    link.addEventListener('click', (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      form.reset();
      form.action = link.href;
      form.hidden = false;
      thanks.hidden = true;
      if (problem !== null) problem.textContent = '';
      dialog.showModal();
    });
  }
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    const button = form.querySelector<HTMLButtonElement>('button[type=submit]');
    if (button?.getAttribute('aria-disabled') === 'true') return;
    button?.setAttribute('aria-disabled', 'true');
    const said = await sendReport(form);
    button?.removeAttribute('aria-disabled');
    if (problem !== null) problem.textContent = said ?? '';
    if (said !== null) return;
    form.hidden = true;
    thanks.hidden = false;
    thanks.focus();
  });
  dialog.querySelector('[data-close]')?.addEventListener('click', () => dialog.close());
  dialog.addEventListener('click', (event) => {
    // The backdrop is the dialog itself; everything in it is inside its children.
    if (event.target === dialog) dialog.close();
  });
}

/** Null where the forum took it, else one sentence on what stood in the way. */
async function sendReport(form: HTMLFormElement): Promise<string | null> {
  try {
    const answer = await fetch(form.action, {
      method: 'POST',
      headers: { accept: 'application/json' },
      body: new URLSearchParams([...new FormData(form)].map(([name, value]) => [name, String(value)])),
      signal: AbortSignal.timeout(timeLimitMs),
    });
    if (answer.ok) return null;
    const said: unknown = await answer.json();
    const message: unknown = typeof said === 'object' && said !== null ? Reflect.get(said, 'message') : null;
    return typeof message === 'string' ? message : 'The forum did not take it. Please try again.';
  } catch {
    return 'The forum cannot be reached just now. Please try again.';
  }
}
