/** Every word of the picture editor. */
export interface EditorMessages {
  readonly title: (name: string) => string;
}
