import type { JSONContent } from '@tiptap/core';
import { type Block, type Inline, parseText } from '../../text/parse-text.js';

/** The forum's text as a document of the formatted editor; what has no place in a line becomes a block of its own. */
export function documentOf(text: string): JSONContent {
  const content = parseText(text).flatMap(blocksOf);
  return { type: 'doc', content: content.length === 0 ? [{ type: 'paragraph' }] : content };
}

function blocksOf(block: Block): JSONContent[] {
  if (block.kind === 'list') {
    return [
      {
        type: 'bulletList',
        content: block.items.map((item) => ({ type: 'listItem', content: [paragraph(item.flatMap(inlineOf))] })),
      },
    ];
  }
  const blocks: JSONContent[] = [];
  let line: JSONContent[] = [];
  const finish = () => {
    const words = trimmed(line);
    if (words.length > 0) blocks.push(paragraph(words));
    line = [];
  };
  for (const inline of block.inlines) {
    if (inline.kind === 'picture') {
      finish();
      blocks.push({ type: 'safeUpload', attrs: { uploadId: inline.uploadId, alt: inline.description } });
    } else line.push(...inlineOf(inline));
  }
  finish();
  return block.kind === 'quote' ? [{ type: 'blockquote', content: blocks }] : blocks;
}

function paragraph(content: JSONContent[]): JSONContent {
  return content.length === 0 ? { type: 'paragraph' } : { type: 'paragraph', content };
}

/** Without the breaks that stood around a picture. */
function trimmed(line: readonly JSONContent[]): JSONContent[] {
  const isBreak = (node: JSONContent | undefined) => node?.type === 'hardBreak';
  const start = line.findIndex((node) => !isBreak(node));
  const end = line.findLastIndex((node) => !isBreak(node));
  return start === -1 ? [] : line.slice(start, end + 1);
}

const markNames = { strong: 'bold', emphasis: 'italic', code: 'code' } as const;

function inlineOf(inline: Inline): JSONContent[] {
  switch (inline.kind) {
    case 'break':
      return [{ type: 'hardBreak' }];
    case 'text':
      return inline.text === '' ? [] : [{ type: 'text', text: inline.text }];
    case 'strong':
    case 'emphasis':
    case 'code':
      return [{ type: 'text', text: inline.text, marks: [{ type: markNames[inline.kind] }] }];
    case 'picture':
      return [];
    default: {
      const { text, address } = inline;
      return [
        { type: 'text', text, ...(address === null ? {} : { marks: [{ type: 'link', attrs: { href: address } }] }) },
      ];
    }
  }
}
