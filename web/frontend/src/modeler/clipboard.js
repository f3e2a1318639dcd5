// Copy and paste between processes: what is copied is kept in the browser, so that another tab with another process can
// paste it. Extension elements come along; an id that is taken there becomes another one. A message of the same name is the
// same message.
const PLACE = 'laufweg.zwischenablage';

class SharedClipboard {
  constructor(moddle) {
    this.moddle = moddle;
  }

  set(tree) {
    this.data = tree;
    try {
      this.text = JSON.stringify(tree);
      localStorage.setItem(PLACE, this.text);
    } catch {
      this.text = undefined; // no room or forbidden: it stays in this window
    }
  }

  get() {
    const text = this.stored();
    if (text && text !== this.text) {
      this.data = JSON.parse(text, reviver(this.moddle));
      this.text = text;
    }
    return this.data;
  }

  stored() {
    try {
      return localStorage.getItem(PLACE);
    } catch {
      return null;
    }
  }

  clear() {
    const { data } = this;
    this.data = undefined;
    return data;
  }

  isEmpty() {
    return !this.get();
  }
}
SharedClipboard.$inject = ['moddle'];

/** Builds moddle objects again; one id is one object, and what no schema knows is left out. */
function reviver(moddle) {
  const known = new Map();
  return (_, value) => {
    if (typeof value?.$type !== 'string') return value;
    const { $type: type, ...attributes } = value;
    if (known.has(value.id)) return known.get(value.id);
    if (!moddle.registry.typeMap[type]) return undefined;
    const made = moddle.create(type, attributes);
    if (value.id) known.set(value.id, made);
    return made;
  };
}

class SameRoots {
  constructor(bpmnjs, eventBus) {
    eventBus.on('copyPaste.pasteElement', 2000, ({ descriptor }) => {
      const brought = descriptor.referencedRootElement;
      if (!brought) return;
      const own = bpmnjs.getDefinitions().rootElements.find((one) => one.$type === brought.$type && one.name === brought.name);
      if (own) descriptor.referencedRootElement = own;
    });
  }
}
SameRoots.$inject = ['bpmnjs', 'eventBus'];

export default { __init__: ['sameRoots'], clipboard: ['type', SharedClipboard], sameRoots: ['type', SameRoots] };
