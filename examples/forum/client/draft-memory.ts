/** What is typed and not posted yet, kept on this device so that no failure, reload or closed tab loses it. */
export interface KeptDraft {
  readonly title: string;
  readonly board: string;
  readonly text: string;
}

const prefix = 'kitchen-draft:';

/** Remembers one composer's draft. Where the browser keeps nothing (private mode, full), it forgets quietly. */
export function draftMemory(account: string, place: string) {
  const key = `${prefix}${account}:${place}`;
  return {
    read(): KeptDraft {
      const empty: KeptDraft = { title: '', board: '', text: '' };
      try {
        const value: unknown = JSON.parse(localStorage.getItem(key) ?? 'null');
        if (typeof value !== 'object' || value === null) return empty;
        const word = (name: string) => {
          const found: unknown = Reflect.get(value, name);
          return typeof found === 'string' ? found : '';
        };
        return { title: word('title'), board: word('board'), text: word('text') };
      } catch {
        return empty;
      }
    },
    write(draft: KeptDraft): void {
      try {
        if (draft.text === '' && draft.title === '') localStorage.removeItem(key);
        else localStorage.setItem(key, JSON.stringify(draft));
      } catch {
        // Nothing can be kept here; the composer itself still has it.
      }
    },
  };
}

/** Forgets every draft on this device: on sign-out, so that a shared phone shows nobody else's words. */
export function forgetDrafts(): void {
  try {
    for (const key of Object.keys(localStorage)) if (key.startsWith(prefix)) localStorage.removeItem(key);
  } catch {
    // Nothing was kept.
  }
}
