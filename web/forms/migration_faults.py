"""Why a running case cannot follow into another version, in English."""

from __future__ import annotations

from typing import Final

__all__ = ["SENTENCES"]

#: the German sentence, `{}` for each part filled in, and the English one, `{0}` the first of these parts
SENTENCES: Final[tuple[tuple[str, str], ...]] = (
    ("„{}“: Aus {} wird {}; was hier begonnen wurde, kann so nicht weitergehen.",
     "“{0}”: {1} becomes {2}; what was begun here cannot go on like that."),
    ("„{}“: Das Element liegt in der neuen Fassung in einem anderen Teilprozess.",
     "“{0}”: In the new version the element is in another sub-process."),
    ("„{}“: Der aufgerufene Prozess läuft noch, und die neue Fassung hat für den Aufruf kein Element.",
     "“{0}”: The called process still runs, and the new version has no element for the call."),
    ("„{}“: Der Fall steht hier, aber dem Element ist in der neuen Fassung keines zugeordnet.",
     "“{0}”: The case stands here, but no element of the new version is assigned to this one."),
    ("„{}“: In der neuen Fassung wird der Schritt wiederholt.", "“{0}”: In the new version the step is repeated."),
    ("„{}“: In der neuen Fassung wird der Schritt nicht mehr wiederholt.",
     "“{0}”: In the new version the step is repeated no more."),
    ("„{}“: Aus einer Schleife wird eine Mehrfachausführung oder umgekehrt.",
     "“{0}”: A loop becomes a multi-instance or the other way round."),
    ("„{}“: Die Durchgänge laufen in der neuen Fassung nicht mehr nacheinander, sondern gleichzeitig, oder umgekehrt.",
     "“{0}”: In the new version the rounds run at the same time and not one after the other, or vice versa."),
    ("„{}“: Der aufgerufene Prozess läuft noch, und die neue Fassung ruft einen anderen auf.",
     "“{0}”: The called process still runs, and the new version calls another one."),
    ("„{}“: Das Gateway wartet in der neuen Fassung anders.", "“{0}”: In the new version the gateway waits otherwise."),
    ("„{}“: Das Ereignis wartet in der neuen Fassung auf etwas anderer Art.",
     "“{0}”: In the new version the event waits for something of another kind."),
    ("„{}“: Von den Ereignissen hinter dem Gateway sind einige schon eingetreten; die neue Fassung hat dort andere.",
     "“{0}”: Some of the events behind the gateway have happened already; the new version has others there."),
    ("„{}“: Die Schritte laufen in der neuen Fassung nicht mehr nacheinander, sondern gleichzeitig, oder umgekehrt.",
     "“{0}”: In the new version the steps run at the same time and not one after the other, or vice versa."),
    ("„{}“: Der Schritt „{}“ ist noch vorgesehen, aber die neue Fassung hat ihn hier nicht.",
     "“{0}”: The step “{1}” is still to come, but the new version does not have it here."),
    ("„{}“: Der erledigte Schritt kann noch rückgängig gemacht werden, in der neuen Fassung aber nicht mehr.",
     "“{0}”: The step that is done can still be undone, but not in the new version."),
    ("„{}“: Ein angehaltener Ablauf wartet vor dem Element; in der neuen Fassung führt ihn nichts dorthin.",
     "“{0}”: A process that was halted waits before the element; in the new version nothing leads it there."),
    ("„{}“: Hier wartet ein Zweig auf andere; die neue Fassung führt sie dort nicht zusammen.",
     "“{0}”: A branch waits for others here; the new version does not join them there."),
    ("„{}“: Hier wartet der Zweig von „{}“; die neue Fassung hat keinen dafür.",
     "“{0}”: The branch from “{1}” waits here; the new version has none for it."),
    ("„{}“: Die Zusammenführung würde für immer auf einen Zweig warten, der in diesem Fall nie begonnen wurde: {}.",
     "“{0}”: The join would wait for ever for a branch that was never begun in this case: {1}."),
    ("„{}“: Der Prozess ist in der neuen Fassung nicht enthalten.",
     "“{0}”: The new version does not hold the process."),
    ("„{}“: Ein Ausdruck der neuen Fassung hat in diesem Fall keinen Wert, oder niemand ist zuständig.",
     "“{0}”: An expression of the new version has no value in this case, or nobody is competent."),
    ("„{}“: In der neuen Fassung bliebe der Vorgang hier stehen.",
     "“{0}”: In the new version the process would stop here."),
)  # fmt: skip
