'use client';

import { type ReactNode, useEffect, useId, useMemo, useRef, useState } from 'react';
import type { Messages } from '../messages/messages.js';
import { spokenName } from '../spoken-name.js';
import { canvasKeepsPixels } from './canvas-keeps-pixels.js';
import { englishEditorMessages } from './editor-messages.js';
import { EditorStage } from './editor-stage.js';
import { areaOf, coversIn, type Edit, viewAfter } from './edits.js';
import { type OpenPicture, openPicture } from './open-picture.js';
import { editedFile } from './paint-picture.js';
import { middleHalf, percentsOf, type Region, regionWith } from './region.js';
import { useModal } from './use-modal.js';

/** What {@link PictureEditor} needs. */
export interface PictureEditorProps {
  readonly file: File;
  /** Its `editor` is what is read here; English without it. */
  readonly messages: Partial<Messages>;
  /** The picture as it is after the edits: a new file, encoded from pixels. */
  readonly onDone: (file: File) => void;
  readonly onCancel: () => void;
}

/** How long the chosen region stands still before it is spoken, in ms: not each step of a drag. */
const settledMs = 600;

const sliders = ['left', 'top', 'width', 'height'] as const;

/** What went wrong, by the text that says it. */
type Problem = 'openFailed' | 'altered' | 'saveFailed' | 'unchanged';

/**
 * Crops a picture and covers parts of it, on the device: a dialog over the page, for pointer, keyboard and screen reader.
 * Nothing is sent, and the file it was given is not touched. Stands inside an element of class `su`, whose variables it
 * takes; its own styles come with it.
 */
export function PictureEditor({ file, messages, onDone, onCancel }: PictureEditorProps): ReactNode {
  const words = messages.editor ?? englishEditorMessages;
  const id = useId();
  const dialog = useRef<HTMLDialogElement>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  const [picture, setPicture] = useState<OpenPicture | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [edits, setEdits] = useState<readonly Edit[]>([]);
  const [region, setRegion] = useState<Region>(middleHalf);
  const [spoken, setSpoken] = useState('');
  const [saving, setSaving] = useState(false);
  const mounted = useRef(false);

  useModal(dialog, heading, onCancel);

  useEffect(() => {
    mounted.current = true;
    return () => {
      mounted.current = false;
    };
  }, []);

  useEffect(() => {
    if (!canvasKeepsPixels()) {
      setProblem('altered');
      return;
    }
    const ended = new AbortController();
    let opened: OpenPicture | null = null;
    openPicture(file, ended.signal).then(
      (open) => {
        if (ended.signal.aborted) return open.close();
        opened = open;
        setPicture(open);
      },
      () => {
        if (!ended.signal.aborted) setProblem('openFailed');
      },
    );
    return () => {
      ended.abort();
      opened?.close();
      setPicture(null);
    };
  }, [file]);

  const view = useMemo(() => {
    const { width = 1, height = 1 } = picture?.bitmap ?? {};
    return viewAfter(edits, { left: 0, top: 0, width, height });
  }, [picture, edits]);
  const percents = percentsOf(region);
  const chosen = words.chosen(percents);

  const settle = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(settle.current), []);
  const speakOnce = (text: string, afterMs: number) => {
    clearTimeout(settle.current);
    settle.current = setTimeout(() => setSpoken(text), afterMs);
  };

  const choose = (next: Region) => {
    setRegion(next);
    setProblem(null);
    speakOnce(words.chosen(percentsOf(next)), settledMs);
  };

  const apply = (kind: Edit['kind']) => {
    const area = areaOf(region, view);
    setEdits([...edits, { kind, area }]);
    setProblem(null);
    if (kind === 'keep') setRegion(middleHalf);
    speakOnce(kind === 'cover' ? words.covered : words.kept(area.width, area.height), 0);
  };

  const undo = () => {
    if (edits.length === 0) return;
    setEdits(edits.slice(0, -1));
    setProblem(null);
    speakOnce(words.undone, 0);
  };

  const done = () => {
    if (picture === null || saving) return;
    if (edits.length === 0) {
      setProblem('unchanged');
      return;
    }
    setProblem(null);
    setSaving(true);
    speakOnce(words.saving, 0);
    editedFile(file, picture, edits, view).then(
      (made) => {
        if (mounted.current) onDone(made);
      },
      () => {
        if (!mounted.current) return;
        setSaving(false);
        setProblem('saveFailed');
      },
    );
  };

  const picked = words.picture(view.width, view.height, coversIn(edits).length);
  return (
    // What is changed in here is no change of the form it stands in.
    <dialog
      ref={dialog}
      className="su-edit"
      aria-labelledby={`${id}title`}
      aria-describedby={`${id}intro`}
      aria-busy={(picture === null && problem === null) || saving}
      onChange={(event) => event.stopPropagation()}
      onInput={(event) => event.stopPropagation()}
    >
      <div className="su-edit-body">
        <h2 ref={heading} id={`${id}title`} tabIndex={-1}>
          {words.title(spokenName(file.name))}
        </h2>
        <p className="su-edit-words" id={`${id}intro`}>
          {words.intro} {picture?.animated === true ? words.stillOnly : null}
        </p>
        {picture === null ? (
          problem === null && <p>{words.opening}</p>
        ) : (
          <>
            <EditorStage {...{ picture, edits, view, region }} label={picked} onRegion={choose} />
            <div className="su-edit-sliders">
              {sliders.map((key) => (
                <label key={key} htmlFor={id + key}>
                  <span>{words[key]}</span>
                  <span aria-hidden="true">{words.percent(percents[key])}</span>
                  <input
                    id={id + key}
                    type="range"
                    // A picture's left is its left in every language.
                    dir="ltr"
                    // Of no form: Enter would send the one around it.
                    form={`${id}none`}
                    min={key === 'left' || key === 'top' ? 0 : 1}
                    max={key === 'left' || key === 'top' ? 99 : 100}
                    value={percents[key]}
                    aria-valuetext={words.percent(percents[key])}
                    onChange={({ target }) => choose(regionWith(region, key, target.valueAsNumber / 100))}
                  />
                </label>
              ))}
            </div>
            <p className="su-edit-words">{chosen}</p>
            <div className="su-edit-buttons">
              <button type="button" className="su-button" onClick={() => apply('cover')}>
                {words.cover}
              </button>
              <button type="button" className="su-button" onClick={() => apply('keep')}>
                {words.keep}
              </button>
              <button type="button" className="su-button" aria-disabled={edits.length === 0} onClick={undo}>
                {words.undo}
              </button>
            </div>
          </>
        )}
        <p className="su-edit-problem" role="alert">
          {problem === null ? null : words[problem]}
        </p>
        <div className="su-edit-buttons">
          {picture === null ? null : (
            <button type="button" className="su-button su-primary" aria-disabled={saving} onClick={done}>
              {words.done}
            </button>
          )}
          <button type="button" className="su-button" onClick={onCancel}>
            {words.cancel}
          </button>
        </div>
        <p className="su-edit-spoken" role="status">
          {spoken}
        </p>
      </div>
    </dialog>
  );
}
