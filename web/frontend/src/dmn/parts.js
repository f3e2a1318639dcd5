// What stands in an element of a decision, whatever view draws it.

/** The element and all it holds; not what it only refers to. */
export function* parts(element) {
  yield element;
  for (const { ns, isReference } of element.$descriptor?.properties ?? []) {
    const held = isReference ? null : element[ns.localName];
    for (const one of [held].flat()) if (one?.$descriptor) yield* parts(one);
  }
}

/** Those of them that are written as the faulty one; engine/dmn/reader.py says which. */
export function written(element, text) {
  return [...parts(element)].filter((one) => typeof one.text === 'string' && one.text.trim() === text);
}
