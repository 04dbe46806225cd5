import { englishComposerWords } from '@safeupload/sdk/textarea';

/** English of `Messages.leftOut`: the composers' own, so that it is not said in two places. */
export const englishLeftOut = englishComposerWords.leftOut;
