// @ts-check

/** A text field and a file picker, as a forum's composer has them. */
export function showForm() {
  const form = document.createElement('form');
  form.append(document.createElement('textarea'), Object.assign(document.createElement('input'), { type: 'file' }));
  document.body.append(form);
  return form;
}
