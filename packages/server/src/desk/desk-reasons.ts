import { sentenceOf } from '../decide/sentence-of.js';
import { reportReasons } from '../reports/report-reasons.js';
import type { UploadRow } from '../uploads/upload-row.js';
import type { DeskRow } from './desk-view.js';
import { momentOf } from './moment-of.js';

/** What a row's reasons are made of. */
export interface Reasoned {
  readonly upload: Pick<UploadRow, 'reasons' | 'hiddenBy' | 'hiddenAt'>;
  readonly openReports: DeskRow['openReports'];
  /** What somebody on duty wrote who hid it or put it on hold; absent where nobody did. */
  readonly words: string | undefined;
}

/** Why a picture stands at the desk, as plain sentences: what hid it, what members say, what the server found when it came. */
export function deskReasons({ upload, openReports, words }: Reasoned): string[] {
  const sentences: string[] = [];
  const { hiddenBy, hiddenAt, reasons } = upload;
  if (hiddenBy !== null) sentences.push(hiddenSentence(hiddenBy, hiddenAt));
  const byPerson = hiddenBy === 'person' || reasons.some(({ code }) => code === 'put-on-hold');
  if (byPerson && words !== undefined && words !== '') sentences.push(`They wrote: “${words}”`);
  const reported = reportReasons.flatMap((reason) => {
    const count = openReports[reason] ?? 0;
    return count === 0 ? [] : [count === 1 ? reason : `${reason} (${count} members)`];
  });
  if (reported.length > 0) sentences.push(`Members reported it: ${reported.join(', ')}.`);
  return [...sentences, ...reasons.map(sentenceOf)];
}

function hiddenSentence(hiddenBy: NonNullable<UploadRow['hiddenBy']>, hiddenAt: number | null): string {
  const when = hiddenAt === null ? '' : ` on ${momentOf(hiddenAt)}`;
  switch (hiddenBy) {
    case 'person':
      return `Somebody on duty hid it${when}, until a person has looked.`;
    case 'report':
      return `Reports hid it${when}, until a person has looked.`;
    case 'curtain':
      return `The curtain hid it${when}, as a fresh picture of an account with little history.`;
    case 'likeness':
      return `It was hidden${when}, because it looks like a picture that a person rejected. Likeness can be accidental or forged.`;
  }
}
