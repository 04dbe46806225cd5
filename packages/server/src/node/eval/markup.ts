import { printable } from '../cli/printable.js';

/** A text that can stand in HTML and in attributes, without what a name could turn the page around with. */
export function safe(text: string): string {
  return printable(text).replace(/[&<>"']/g, (letter) => `&#${letter.charCodeAt(0)};`);
}

/** One table that may be wider than a phone: its frame is moved by finger or arrow keys. Cells are markup already. */
export function tableOf(
  caption: string,
  heads: readonly (readonly string[])[],
  rows: Iterable<readonly string[]>,
): string {
  const bodies = [...rows].map(([first = '', ...cells]) => {
    return `<tr><th scope="row">${first}</th>${cells.map((cell) => `<td>${cell}</td>`).join('')}</tr>`;
  });
  return `<div class="wide" role="region" aria-label="${caption}" tabindex="0"><table><caption><span>${caption}</span></caption><thead>${heads
    .map((cells) => `<tr>${cells.join('')}</tr>`)
    .join('')}</thead><tbody>
${bodies.join('\n')}
</tbody></table></div>
`;
}

/** Head cells of single columns. */
export function headsOf(texts: readonly string[]): readonly string[] {
  return texts.map((text) => `<th scope="col">${text}</th>`);
}
