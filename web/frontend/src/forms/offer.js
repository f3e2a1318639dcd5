// The palette offers exactly what the server renders (engine/forms/component.py). What a file holds besides is shown, and
// the check says what becomes of it.
const RENDERED = new Set([
  'textfield', 'textarea', 'number', 'datetime', 'checkbox', 'select', 'radio', 'checklist', 'taglist', 'filepicker',
  'expression', 'text', 'html', 'table', 'group', 'dynamiclist', 'separator', 'spacer',
]);

export function offerOnlyRendered(editor) {
  const fields = editor.get('formFields')._formFields;
  for (const type of Object.keys(fields)) {
    // the palette lists what can be enumerated; a field of a file is still found by its type
    if (!RENDERED.has(type) && type !== 'default') Object.defineProperty(fields, type, { enumerable: false });
  }
}
