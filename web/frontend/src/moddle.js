// What the parts of a model hold, in files of BPMN and DMN alike.

/** An element and all it holds but what stands apart; not what it only refers to. */
export function* parts(element, apart = () => false) {
  yield element;
  for (const { ns, isReference } of described(element)) {
    const held = isReference ? null : element[ns.localName];
    for (const one of [held].flat()) if (one?.$descriptor && !apart(one)) yield* parts(one, apart);
  }
}

/** The properties of an element; none of one that no schema knows. */
export function described(element) {
  return element.$descriptor?.properties ?? [];
}
