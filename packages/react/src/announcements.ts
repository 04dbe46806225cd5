import type { Change, Item } from '@safeupload/sdk';
import type { asideOf, progressOf, statusOf } from './item-words.js';
import type { Messages } from './messages/messages.js';
import type { spokenName } from './spoken-name.js';

/** What a row says of itself: handed over, because what speaks is loaded later and the rows have these already. */
export interface RowWords {
  readonly asideOf: typeof asideOf;
  readonly progressOf: typeof progressOf;
  readonly spokenName: typeof spokenName;
  readonly statusOf: typeof statusOf;
}

/** Most names in front of one status. */
const mostNames = 3;

/** One sentence for a live region. */
export interface Announcement {
  /** Assertive where the member has to do something or loses something; polite otherwise. */
  readonly urgent: boolean;
  readonly text: string;
}

/** Whether a state is worth a sentence, and how urgent: steps that follow by themselves are not. */
function urgencyOf(item: Item): 'urgent' | 'polite' | null {
  switch (item.state) {
    case 'choosing':
    case 'blocked':
    case 'failed':
      return 'urgent';
    case 'done':
      return item.outcome === 'refused' ? 'urgent' : 'polite';
    case 'cancelled':
      return 'polite';
    default:
      return null;
  }
}

/**
 * The sentences for what happened to the list: one for all added that were taken, one for all that became ready, one for all removed, and
 * one for each thing that files need somebody for. Each file is spoken of as it is now, not for every step in between.
 */
export function announcementsOf(changes: readonly Change[], messages: Messages, words: RowWords): Announcement[] {
  const { asideOf, spokenName, statusOf } = words;
  const added = new Map<string, Item>();
  const moved = new Map<string, Item>();
  const removed = new Map<string, Item>();
  for (const { kind, item: changed } of changes) {
    const item = { ...changed, name: spokenName(changed.name) };
    (kind === 'added' ? added : kind === 'removed' ? removed : moved).set(item.id, item);
  }
  const announcements: Announcement[] = [];
  const fresh = [...added.values()].filter(({ restored }) => restored === undefined);
  const back = added.size - fresh.length;
  // Refused at once, by its kind or size, or failed before this was said: that is said of it, and nothing before.
  const taken = fresh.filter(({ id }) => moved.get(id)?.state !== 'failed');
  if (taken.length > 0) announcements.push({ urgent: false, text: messages.added(taken) });
  if (back > 0) announcements.push({ urgent: false, text: messages.restored(back) });
  const settled = [...moved.values()].filter((item) => !removed.has(item.id));
  const ready = settled.filter((item) => item.state === 'done' && item.outcome === 'allowed');
  if (ready.length > 1) announcements.push({ urgent: false, text: messages.allReady(ready.length) });
  // Files that say the same are spoken of together: five that were stopped are one sentence.
  const said = new Map<string, { urgent: boolean; names: string[] }>();
  for (const item of settled) {
    const urgency = urgencyOf(item);
    if (urgency === null || (ready.length > 1 && ready.includes(item))) continue;
    const aside = item.state === 'blocked' ? asideOf(item, messages) : null;
    const status = [statusOf(item, messages), ...(aside === null ? [] : [aside])].join(' ');
    const before = said.get(status);
    if (before === undefined) said.set(status, { urgent: urgency === 'urgent', names: [item.name] });
    else before.names.push(item.name);
  }
  for (const [status, { urgent, names }] of said) {
    const named = [...names.slice(0, mostNames), ...(names.length > mostNames ? ['…'] : [])].join(', ');
    announcements.push({ urgent, text: messages.changed(named, status) });
  }
  if (removed.size > 0) announcements.push({ urgent: false, text: messages.removed([...removed.values()]) });
  return announcements;
}
