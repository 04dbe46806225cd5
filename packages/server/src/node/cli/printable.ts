/** The text without control characters: the name of a file may hold commands for the terminal, or turn a line around. */
export function printable(text: string): string {
  return text.replace(/\p{C}/gu, '�');
}
