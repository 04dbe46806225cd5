import type { moveRow } from './move-row.js';
import type { RootContext } from './root-context.js';

/**
 * Moves a row along with the pointer, from the press until the pointer is let go. The list is in its new order while it is
 * dragged; Escape puts the row back. Says where the row is when it is let go.
 */
export function dragRow(root: RootContext, id: string, press: PointerEvent, move: typeof moveRow): void {
  const list = root.uploader.root.current;
  const row = rowsIn(list).find(({ dataset }) => dataset.suItem === id);
  if (list === null || row === undefined) return;
  const dragging = new AbortController();
  const { signal } = dragging;
  const placeOf = () => root.uploader.store.getSnapshot().items.findIndex((item) => item.id === id);
  const first = placeOf();
  const last: { announcement: Parameters<NonNullable<RootContext['say']['current']>>[0] | null } = {
    announcement: null,
  };
  // Every place on the way would be a sentence: only the last one is spoken.
  const quiet: RootContext = {
    ...root,
    say: {
      current: (announcement) => {
        last.announcement = announcement;
      },
    },
  };
  row.dataset.moving = '';

  function end(): void {
    dragging.abort();
    delete row?.dataset.moving;
    if (last.announcement !== null && placeOf() !== first) root.say.current?.(last.announcement);
  }

  const on = <K extends 'pointermove' | 'pointerup' | 'pointercancel' | 'keydown'>(
    name: K,
    listener: (event: DocumentEventMap[K]) => void,
  ) => document.addEventListener(name, listener, { signal, capture: true });

  on('pointermove', (event) => {
    if (event.pointerId !== press.pointerId) return;
    const { top, bottom } = row.getBoundingClientRect();
    const by = event.clientY < top ? -1 : event.clientY > bottom ? 1 : 0;
    // Only as far as the middle of the neighbour, or two rows of different height would change places for ever.
    const neighbour = rowsIn(list)[rowsIn(list).indexOf(row) + by]?.getBoundingClientRect();
    if (by === 0 || neighbour === undefined) return;
    const middle = (neighbour.top + neighbour.bottom) / 2;
    if (by < 0 ? event.clientY < middle : event.clientY > middle) move(quiet, id, by, event);
  });
  on('pointerup', end);
  on('pointercancel', end);
  on('keydown', (event) => {
    if (event.key !== 'Escape') return;
    event.preventDefault();
    move(quiet, id, first - placeOf(), event);
    end();
  });
}

function rowsIn(element: HTMLElement | null): HTMLElement[] {
  return [...(element?.querySelectorAll<HTMLElement>('[data-su-item]') ?? [])];
}
