import { createScreener } from '@safeupload/sdk';

/** Where SafeUpload's routes are. */
export const endpoint = '/safe-upload';

/** The page's one screener. Making it starts nothing: its worker begins when a picker is first touched. */
export const screener = createScreener({ assets: '/assets/safe-upload/' });
