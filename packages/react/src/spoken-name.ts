/** Longest name in a sentence, in UTF-16 units: some clouds and cameras give names of hundreds of letters. */
const longestName = 80;

// Marks, embeddings, overrides and isolates of UAX #9: in a sentence they would turn the words after the name around.
const directions = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** A file's name as a sentence or a label can carry it: its beginning and its end, without signs that turn text around. */
export function spokenName(name: string): string {
  const plain = name.replace(directions, '');
  if (plain.length <= longestName) return plain;
  return `${plain.slice(0, longestName - 25)}…${plain.slice(-24)}`;
}
