export { linkableAddress, uploadIdOf } from './address.js';
export { keepOwnPictures, type OwnPicturesOptions } from './in-document.js';
export { type PublishedPicture, type PublishedUpload, type ShownPicture, shownPicture } from './published.js';
export { type ForeignPicture, foreignPicture, pictureRule, type Ruling } from './rule.js';
export {
  definitionsIn,
  type MatchGroups,
  pictureSpellings,
  picturesInText,
  type SpeltPicture,
  speltPictures,
  type TextPiece,
} from './spellings.js';
