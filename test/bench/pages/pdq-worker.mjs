// @ts-check
import { timePdq } from './pdq.mjs';

addEventListener('message', ({ data: { runs } }) => postMessage(timePdq(runs)));
