/** The text without control characters: the name of a file may hold commands for the terminal, or turn a line around. */
export function printable(text: string): string {
  return text.replace(/\p{C}/gu, '�');
}

/** The same of a text of several lines, which stay lines. */
export function printableLines(text: string): string {
  return text.split('\n').map(printable).join('\n');
}
