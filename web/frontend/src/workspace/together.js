// Several changes of an editor as one step of undo.
const OWN = 'laufweg.together';

class Together {
  preExecute({ change }) {
    change();
  }
}

/** `holder` gives the services of an editor; the change is made by its commands. */
export function together(holder, change) {
  const stack = holder.get('commandStack');
  if (!stack._handlerMap[OWN]) stack.registerHandler(OWN, Together);
  stack.execute(OWN, { change });
}
