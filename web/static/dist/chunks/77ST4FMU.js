var c="laufweg.together",a=class{preExecute({change:e}){e()}};function r(n,e){let t=n.get("commandStack");t._handlerMap[c]||t.registerHandler(c,a),t.execute(c,{change:e})}export{r as a};
