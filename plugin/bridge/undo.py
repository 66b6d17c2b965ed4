"""One action of the user is one step of Undo, also where it touches several layers.

QGIS keeps one undo stack a layer. A joined step is one command on each of them, under the same name; when one of the
commands is undone or done again, by menu, key or undo panel, the others follow. What belongs together is kept on the
layers themselves (a QObject, child of the layer), so that it ends with them; `forget` takes it away.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import Callable

from qgis.core import QgsVectorLayer
from qgis.PyQt import sip
from qgis.PyQt.QtCore import QObject

from ..core.errors import CaseError
from .layers import file_of
from .words import tr

Tell = Callable[[str], None]
_NAME = "salient_joined_steps"


@dataclass(eq=False)
class Step:
    """The commands that belong together: of each layer its place on the stack, and which command stood there.

    `text` is what the step is called; it may be changed as long as the step is being made.
    """

    text: str
    tell: Tell | None
    parts: list[tuple[QgsVectorLayer, int, int]] = field(default_factory=list)


class _Joins(QObject):
    """Watches the undo stack of one layer."""

    def __init__(self, layer: QgsVectorLayer) -> None:
        super().__init__(layer)
        self.setObjectName(_NAME)
        self._layer = layer
        self._steps: dict[int, Step] = {}
        self._known = layer.undoStack().index()
        self._following = False
        self._discarding = False
        layer.undoStack().indexChanged.connect(self._moved)
        layer.editCommandStarted.connect(self._started)
        layer.beforeRollBack.connect(self._discards)
        layer.editingStopped.connect(self._stopped)

    def remember(self, step: Step, place: int) -> None:
        """Take up a step whose command stands at `place` of this layer's stack."""
        self._steps[place] = step
        self._known = self._layer.undoStack().index()

    def follow(self, place: int, command: int, back: bool) -> bool:
        """Undo (`back`) or redo the command at `place`; False where later steps stand in the way."""
        stack = self._layer.undoStack()
        if not self._is_at(place, command):
            return True  # Saved or discarded since: there is nothing to follow with.
        done = place < stack.index()
        if done != back:
            return True
        if stack.index() != (place + 1 if back else place):
            return False
        self._following = True
        if back:
            stack.undo()
        else:
            stack.redo()
        self._following = False
        self._layer.triggerRepaint()
        return True

    def _is_at(self, place: int, command: int) -> bool:
        found = self._layer.undoStack().command(place)
        return found is not None and sip.unwrapinstance(found) == command

    def _moved(self, index: int) -> None:
        if sip.isdeleted(self._layer):
            return  # A stack that goes with its layer says once more that it is empty.
        before, self._known = self._known, index
        if self._layer.undoStack().count() == 0:
            self._steps.clear()  # Saved: what was undone so far is over.
        elif not self._following and not self._discarding:
            back = index < before
            for place in reversed(range(index, before)) if back else range(before, index):
                self._take_along(place, back)

    def _take_along(self, place: int, back: bool) -> None:
        step = self._steps.get(place)
        if step is None:
            return
        own = next(command for layer, _, command in step.parts if layer is self._layer)
        if not self._is_at(place, own):
            del self._steps[place]  # Another command took its place.
            return
        for layer, where, command in step.parts:
            joins = None if layer is self._layer or sip.isdeleted(layer) else _joins(layer)
            if joins is not None and not joins.follow(where, command, back) and step.tell is not None:
                text = tr('"{step}" reaches into {layer}, where it stays: other steps came after it.')
                step.tell(text.format(step=step.text, layer=layer.name()))

    def _started(self, _text: str) -> None:
        """A new command cuts off what could be done again."""
        self._discarding = False
        self._known = self._layer.undoStack().index()
        self._steps = {place: step for place, step in self._steps.items() if place < self._known}

    def _discards(self) -> None:
        self._discarding = True

    def _stopped(self) -> None:
        self._discarding = False


def _joins(layer: QgsVectorLayer) -> _Joins | None:
    found = layer.findChild(QObject, _NAME)
    return found if isinstance(found, _Joins) else None


@contextmanager
def joined_step(layers: Sequence[QgsVectorLayer], text: str, tell: Tell | None = None) -> Iterator[Step]:
    """Make what is done to the layers inside the `with` one step of Undo; what is raised inside takes it all back.

    A layer that is not being edited goes into editing; nothing is saved. A layer to which nothing was done gets no
    step. Main thread only.

    Parameters
    ----------
    layers
        Open layers; the first is the one that the step is about.
    text
        What the step is called in the Edit menu and the undo panel.
    tell
        Called with a sentence where an undo cannot take a layer along, because other steps came later there.

    Raises
    ------
    CaseError
        When a layer cannot be edited; then nothing was begun.
    """
    before = []
    step = Step(text, tell)
    with ExitStack() as ends:
        for layer in layers:
            _refuse_read_only(layer)
            before.append(layer.undoStack().index())
            # Entered one by one: a second layer that cannot be edited leaves the first as it was.
            ends.enter_context(_command(layer, text))
        yield step
    _join(layers, before, step)


def _refuse_read_only(layer: QgsVectorLayer) -> None:
    if layer.readOnly() or not layer.supportsEditing():
        text = tr("{path}: this case can be read but not changed: the file or its folder is read-only.")
        raise CaseError(text.format(path=file_of(layer) or layer.name()))


@contextmanager
def _command(layer: QgsVectorLayer, text: str) -> Iterator[None]:
    """Run one edit command of one layer; an empty one leaves nothing behind."""
    begun = not layer.isEditable()
    if begun and not layer.startEditing():
        told = tr("{layer}: QGIS could not begin to edit it; save or close what else has the file open, and try again.")
        raise CaseError(told.format(layer=layer.name()))
    layer.beginEditCommand(text)
    done = False
    try:
        yield
        done = True
    finally:
        if not done:
            layer.destroyEditCommand()
        else:
            layer.endEditCommand()
            _drop_empty(layer)
        if begun and not layer.isModified():
            layer.rollBack()


def _drop_empty(layer: QgsVectorLayer) -> None:
    stack = layer.undoStack()
    newest = stack.command(stack.index() - 1) if stack.index() else None
    if newest is not None and newest.childCount() == 0:
        newest.setObsolete(True)
        stack.undo()


def _join(layers: Sequence[QgsVectorLayer], before: Sequence[int], step: Step) -> None:
    """Remember the commands that were just made as one step; `before` is where each stack stood."""
    for layer, place in zip(layers, before):
        newest = layer.undoStack().command(place) if layer.undoStack().index() > place else None
        if newest is not None:
            newest.setText(step.text)
            step.parts.append((layer, place, sip.unwrapinstance(newest)))
    if len(step.parts) > 1:
        for layer, place, _ in step.parts:
            (_joins(layer) or _Joins(layer)).remember(step, place)


def forget(layers: Iterable[QgsVectorLayer]) -> None:
    """Part the steps of these layers: Undo goes layer by layer again."""
    for layer in layers:
        joins = _joins(layer)
        if joins is not None:
            joins.setParent(None)
            joins.deleteLater()
