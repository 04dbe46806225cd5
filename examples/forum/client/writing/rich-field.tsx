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

const tools = [
  { name: 'bold', label: 'Bold', sign: 'B', press: (editor: Editor) => editor.chain().focus().toggleBold().run() },
  {
    name: 'italic',
    label: 'Italic',
    sign: 'I',
    press: (editor: Editor) => editor.chain().focus().toggleItalic().run(),
  },
  {
    name: 'bulletList',
    label: 'List',
    sign: '•',
    press: (editor: Editor) => editor.chain().focus().toggleBulletList().run(),
  },
  {
    name: 'blockquote',
    label: 'Quote',
    sign: '”',
    press: (editor: Editor) => editor.chain().focus().toggleBlockquote().run(),
  },
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
      {tools.map(({ name, label, sign, press }) => (
        <button
          key={name}
          type="button"
          className={`quiet small rich-${name}`}
          aria-label={label}
          aria-pressed={editor.isActive(name)}
          onClick={() => press(editor)}
        >
          {sign}
        </button>
      ))}
    </div>
  );
}
