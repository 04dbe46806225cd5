/** Remembered in this tab, so that the question comes once and not at every picture: asked for ever it is clicked away. */
const memory = 'kitchen-rest-asked';

/**
 * What stops a first look for one press once somebody has looked often in their shift: the returned function
 * gives the sentence to show, or null where the look may go on. It asks once; nothing is forbidden. `looks`: how
 * often, or null where there is no reason to ask.
 */
export function createRestQuestion(looks: number | null): () => string | null {
  let asked = looks === null || wasAsked();
  return () => {
    if (asked) return null;
    asked = true;
    remember();
    return `You have looked ${looks} times in this shift. Take a break, or hand over.`;
  };
}

function wasAsked(): boolean {
  try {
    return sessionStorage.getItem(memory) !== null;
  } catch {
    return false;
  }
}

function remember(): void {
  try {
    sessionStorage.setItem(memory, 'yes');
  } catch {
    // Nothing can be kept here: it asks again after the next reload.
  }
}
