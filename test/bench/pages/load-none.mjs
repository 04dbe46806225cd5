// @ts-check
// A composer without any screening: what every other page of the lane "pageLoad" is compared with.
import { showForm } from './post-form.mjs';

showForm();
