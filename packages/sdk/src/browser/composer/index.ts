export {
  type ComposerGuard,
  createComposerGuard,
  type GuardOptions,
  type GuardState,
  openGuard,
} from './guard.js';
export { carriesFiles, droppedFiles, pastedFiles } from './incoming-files.js';
export { bbcode, markdown, type PictureSyntax, withoutPlaceholders } from './picture-syntax.js';
export { showReasons } from './reasons.js';
export { isUnderWay, type Standing, standingOf, successorOf } from './standing.js';
export { bindTextarea, type TextareaBinding, type TextareaOptions } from './textarea.js';
export { type ComposerWords, englishComposerWords, type GoneWhy } from './words.js';
