// @ts-check

/** An error whose sentence is for the person at the terminal: what is missing or wrong, and what to do. */
export class Complaint extends Error {
  /** @override */
  name = 'Complaint';
}
