/** What the composer asks of the field that is written in, whichever it is. */
export interface WritingField {
  /** The post's text: finished pictures stand in it as `upload:…`, nothing of those that are not finished. */
  textOf(): string;
  /** The words alone, to be kept as a draft. */
  draftOf(): string;
  /** Puts a picture of the list into the text. False where it stands there already. */
  place(id: string): boolean;
}

/** What both fields are given. */
export interface FieldProps {
  /** Id of the element that names the field. */
  readonly labelledBy: string;
  /** What is in it at first. */
  readonly text: string;
  /** Adds files to the list, as many as still fit, and returns their ids. */
  readonly take: (files: readonly File[]) => readonly string[];
  /** Called after every change, with the words alone. */
  readonly onDraft: (words: string) => void;
  /** Called with the field when it is there, with null when it goes. */
  readonly onField: (field: WritingField | null) => void;
}
