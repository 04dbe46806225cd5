import { SafeUploadPictures, withoutPictures } from '@safeupload/react/tiptap';
import type { SafeUploadStore } from '@safeupload/sdk';
import { Editor } from '@tiptap/core';
import { StarterKit } from '@tiptap/starter-kit';
import { useEffect, useRef, useState } from 'react';
import { documentOf } from './document-of.js';
import type { FieldProps } from './field.js';
import { textOf } from './text-of.js';

/** Marks and blocks that the forum's text has; the editor offers no others. */
const kit = StarterKit.configure({
  heading: false,
  orderedList: false,
  codeBlock: false,
  horizontalRule: false,
  strike: false,
  underline: false,
  link: {
    openOnClick: false,
    protocols: ['http', 'https'],
    HTMLAttributes: { rel: 'nofollow ugc noopener noreferrer' },
  },
});

/** The formatted editor. Loaded when it is first chosen. */
export function RichField(props: FieldProps & { readonly store: SafeUploadStore }) {
  const place = useRef<HTMLDivElement>(null);
  const latest = useRef(props);
  latest.current = props;
  const [editor, setEditor] = useState<Editor | null>(null);
  const { store, onField } = props;

  useEffect(() => {
    if (place.current === null) return;
    const made = new Editor({
      element: place.current,
      // The page's policy allows no style but the forum's own; composer.css has the few rules that it needs.
      injectCSS: false,
      extensions: [kit, SafeUploadPictures.configure({ store, take: (files) => latest.current.take(files) })],
      content: documentOf(latest.current.text),
      editorProps: {
        attributes: { 'aria-labelledby': latest.current.labelledBy, 'aria-multiline': 'true', role: 'textbox' },
      },
      onUpdate: ({ editor: changed }) => latest.current.onDraft(textOf(withoutPictures(changed.getJSON()))),
    });
    setEditor(made);
    onField({
      textOf: () => textOf(made.getJSON()),
      draftOf: () => textOf(withoutPictures(made.getJSON())),
      place: (id) => {
        const { uploadId } = store.getSnapshot().items.find((item) => item.id === id) ?? {};
        if (uploadId !== undefined && textOf(made.getJSON()).includes(`upload:${uploadId}`)) return false;
        return made.commands.placePicture(id);
      },
    });
    return () => {
      onField(null);
      setEditor(null);
      made.destroy();
    };
  }, [store, onField]);

  return (
    <div className="rich">
      {editor === null ? null : <Toolbar editor={editor} />}
      <div ref={place} className="rich-place" />
    </div>
  );
}

/** Four lines each, drawn as the forum's other icons are. */
const signs = {
  bold: 'M7 5h6a3.2 3.2 0 0 1 0 7H7ZM7 12h7a3.5 3.5 0 0 1 0 7H7Z',
  italic: 'M10 5h7M7 19h7M14 5l-4 14',
  bulletList: 'M10 6h10M10 12h10M10 18h10M4.5 6h.01M4.5 12h.01M4.5 18h.01',
  blockquote: 'M5 7v10M10 7h10M10 12h10M10 17h6',
} as const;

const tools = [
  { name: 'bold', label: 'Bold', press: (editor: Editor) => editor.chain().focus().toggleBold().run() },
  { name: 'italic', label: 'Italic', press: (editor: Editor) => editor.chain().focus().toggleItalic().run() },
  { name: 'bulletList', label: 'List', press: (editor: Editor) => editor.chain().focus().toggleBulletList().run() },
  { name: 'blockquote', label: 'Quote', press: (editor: Editor) => editor.chain().focus().toggleBlockquote().run() },
] as const;

function Toolbar({ editor }: { readonly editor: Editor }) {
  const [, draw] = useState(0);
  useEffect(() => {
    const again = () => draw((count) => count + 1);
    editor.on('transaction', again);
    return () => {
      editor.off('transaction', again);
    };
  }, [editor]);
  return (
    <div className="rich-tools" role="toolbar" aria-label="Formatting">
      {tools.map(({ name, label, press }) => (
        <button
          key={name}
          type="button"
          className="quiet small"
          aria-label={label}
          aria-pressed={editor.isActive(name)}
          onClick={() => press(editor)}
        >
          <svg className="icon" viewBox="0 0 24 24" width="20" height="20" aria-hidden="true">
            <path d={signs[name]} />
          </svg>
        </button>
      ))}
    </div>
  );
}
