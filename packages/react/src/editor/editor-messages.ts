import { leftToRightName } from '../messages/isolate.js';

/** Every word of the picture editor. Percents are whole, 0 to 100; lengths are pixels of the picture. */
export interface EditorMessages {
  readonly title: (name: string) => string;
  readonly intro: string;
  readonly opening: string;
  /** What the picture is just now, for people who cannot see it. */
  readonly picture: (widthPx: number, heightPx: number, coveredParts: number) => string;
  /** The chosen part. */
  readonly chosen: (part: ChosenPercents) => string;
  // names of the four sliders
  readonly left: string;
  readonly top: string;
  readonly width: string;
  readonly height: string;
  readonly percent: (percent: number) => string;
  // what can be done with the chosen part
  readonly cover: string;
  readonly keep: string;
  readonly undo: string;
  readonly done: string;
  readonly cancel: string;
  // what was done, spoken
  readonly covered: string;
  readonly kept: (widthPx: number, heightPx: number) => string;
  readonly undone: string;
  readonly saving: string;
  /** Said of an animation. */
  readonly stillOnly: string;
  // what went wrong, and what to do
  readonly unchanged: string;
  readonly openFailed: string;
  /** A browser that falsifies what a canvas gives back. */
  readonly altered: string;
  readonly saveFailed: string;
}

/** Where the chosen part lies in the picture, in percent of its sides. */
export interface ChosenPercents {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

const number = new Intl.NumberFormat('en');

/** The editor's English, loaded with it. */
export const englishEditorMessages: EditorMessages = {
  title: (name) => `Change ${leftToRightName(name)}`,
  intro: 'Choose a part: drag on the picture, or use the sliders. All of this stays on your device.',
  opening: 'Opening the picture',
  picture: (widthPx, heightPx, coveredParts) =>
    `The picture, ${number.format(widthPx)} by ${number.format(heightPx)} pixels${
      coveredParts === 0
        ? ''
        : coveredParts === 1
          ? ', 1 part covered'
          : `, ${number.format(coveredParts)} parts covered`
    }`,
  chosen: ({ left, top, width, height }) =>
    `Chosen: ${width}% of the width and ${height}% of the height, starting ${left}% from the left and ${top}% from the top.`,
  left: 'From the left',
  top: 'From the top',
  width: 'Width',
  height: 'Height',
  percent: (percent) => `${percent}%`,
  cover: 'Cover this part',
  keep: 'Keep only this part',
  undo: 'Undo',
  done: 'Use this picture',
  cancel: 'Cancel',
  covered: 'That part is covered.',
  kept: (widthPx, heightPx) =>
    `Only that part is kept: ${number.format(widthPx)} by ${number.format(heightPx)} pixels.`,
  undone: 'Undone.',
  saving: 'Getting the new picture ready',
  stillOnly: 'This is an animation. Only its first image will be kept.',
  unchanged: 'Nothing is changed yet. Choose a part, then cover it or keep only that part.',
  openFailed: 'This picture can’t be opened here. You can crop it in another app and add it again.',
  altered: 'This browser does not let pages change pictures. You can crop it in another app and add it again.',
  saveFailed: 'The new picture could not be made. Your picture is as it was. Try again, or go back.',
};
