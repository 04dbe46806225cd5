import type { InspectedFile, UninspectedFile } from './inspect-file.js';
import { printable } from './printable.js';

const widths = { action: 9, size: 12, format: 6, frames: 8, risks: 15 };

/** The heading of the table for people. */
export function tableHeading(): string {
  return `${[
    'verdict'.padEnd(widths.action),
    'size'.padEnd(widths.size),
    'format'.padEnd(widths.format),
    'frames'.padEnd(widths.frames),
    'risks'.padEnd(widths.risks),
    'file',
  ].join('  ')}\n`;
}

/** One file as a row. Risks are in the order of the models: mobilenet-v2, open-nsfw, then further ones. */
export function tableRow(file: InspectedFile | UninspectedFile): string {
  if ('code' in file)
    return `${'refused'.padEnd(widths.action)}  ${printable(file.path)}\n${' '.repeat(widths.action)}  ${printable(file.message)} (${file.code})\n`;
  const { total, screened } = file.frames;
  const row = [
    file.action.padEnd(widths.action),
    `${file.width}×${file.height}`.padEnd(widths.size),
    file.format.padEnd(widths.format),
    (total === screened ? `${total}` : `${screened} of ${total}`).padEnd(widths.frames),
    file.models
      .map((model) => model.risk.toFixed(3))
      .join(' / ')
      .padEnd(widths.risks),
    printable(file.path),
  ].join('  ');
  return file.reasons.length === 0 ? `${row}\n` : `${row}  (${file.reasons.join(', ')})\n`;
}
