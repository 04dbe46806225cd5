import { spokenName } from '../spoken-name.js';
import type { RootContext } from './root-context.js';

/** Moves a row by places, as far as the list goes, and says where it is now. */
export function moveRow({ uploader, value, messages, say }: RootContext, id: string, by: number, event: Event): void {
  const { store } = uploader;
  const { items } = store.getSnapshot();
  const from = items.findIndex((item) => item.id === id);
  const to = Math.max(0, Math.min(items.length - 1, from + by));
  const item = items[from];
  if (item === undefined || to === from || !value.move(id, to, event)) return;
  say.current?.({ urgent: false, text: messages.moved(spokenName(item.name), to + 1, items.length) });
}
