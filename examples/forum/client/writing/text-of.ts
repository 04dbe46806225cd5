import type { JSONContent } from '@tiptap/core';

/** Most levels of a document that are written down. */
const deepest = 40;

/** A document of the formatted editor as the forum's text. */
export function textOf(document: JSONContent): string {
  return blocksOf(document.content ?? [], 0)
    .join('\n\n')
    .trim();
}

function blocksOf(nodes: readonly JSONContent[], depth: number): string[] {
  return depth > deepest ? [] : nodes.map((node) => blockOf(node, depth)).filter((text) => text !== '');
}

function blockOf(node: JSONContent, depth: number): string {
  const inside = node.content ?? [];
  switch (node.type) {
    case 'safeUpload':
      return `![${word(node, 'alt')}](upload:${word(node, 'uploadId')})`;
    case 'bulletList':
      return inside
        .map(
          (item) =>
            `- ${blocksOf(item.content ?? [], depth + 1)
              .join(' ')
              .replaceAll('\n', ' ')}`,
        )
        .join('\n');
    case 'blockquote':
      return blocksOf(inside, depth + 1)
        .join('\n')
        .split('\n')
        .map((line) => `> ${line}`)
        .join('\n');
    default:
      return inside.map(inlineOf).join('');
  }
}

function inlineOf(node: JSONContent): string {
  if (node.type === 'hardBreak') return '\n';
  const text = node.text ?? '';
  // A mark with a space at its edge is none.
  const [, before = '', words = '', after = ''] = /^(\s*)([\s\S]*?)(\s*)$/.exec(text) ?? [];
  if (words === '') return text;
  let marked = words;
  for (const mark of node.marks ?? []) {
    if (mark.type === 'bold') marked = `**${marked}**`;
    else if (mark.type === 'italic') marked = `*${marked}*`;
    else if (mark.type === 'code') marked = `\`${marked}\``;
    else if (mark.type === 'link') {
      const href: unknown = mark.attrs?.href;
      if (typeof href === 'string') marked = href === marked ? href : `[${marked}](${href})`;
    }
  }
  return `${before}${marked}${after}`;
}

function word(node: JSONContent, name: string): string {
  const value: unknown = node.attrs?.[name];
  return typeof value === 'string' ? value.replace(/[[\]\n]/g, ' ') : '';
}
