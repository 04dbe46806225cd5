export {
  SafeUploadPictures,
  type SafeUploadPicturesOptions,
  takenOut,
  withoutPictures,
} from './safe-upload-pictures.js';
