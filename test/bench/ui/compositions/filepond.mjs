// @ts-check
import { create, registerPlugin } from 'filepond';
import FilePondPluginFileValidateType from 'filepond-plugin-file-validate-type';
import FilePondPluginImageExifOrientation from 'filepond-plugin-image-exif-orientation';
import FilePondPluginImagePreview from 'filepond-plugin-image-preview';
import 'filepond/dist/filepond.css';
import 'filepond-plugin-image-preview/dist/filepond-plugin-image-preview.css';

/**
 * The getting-started example of its documentation with the plugins it names for images: type validation, EXIF
 * orientation, preview. The screening is a plugin with the filter `LOAD_FILE`, which is how its own validation plugins
 * refuse a file with a reason that is shown; the documented `beforeAddFile` takes the file away without a word.
 * @type {import('../page/start.mjs').Mount}
 */
export function mount(element, { screen, endpoint }) {
  /** @param {{ addFilter: (name: string, filter: (file: File) => Promise<File>) => void }} api */
  const screening = ({ addFilter }) => {
    addFilter('LOAD_FILE', async (file) => {
      // The type plugin's filter runs first: what it refuses never gets here.
      if (await screen(file)) return file;
      throw { status: { main: 'This picture can’t be posted', sub: 'It was not sent' } };
    });
    return { options: {} };
  };
  registerPlugin(
    FilePondPluginFileValidateType,
    FilePondPluginImageExifOrientation,
    FilePondPluginImagePreview,
    /** @type {any} */ (screening),
  );
  const input = document.createElement('input');
  input.type = 'file';
  element.append(input);
  create(input, { allowMultiple: true, acceptedFileTypes: ['image/*'], server: endpoint });
}
