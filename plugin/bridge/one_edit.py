"""A change of one layer as one named step of Undo, in the user's edit session or a new one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from qgis.core import QgsVectorLayer

from ..core.errors import CaseError
from ..core.messages import message
from .cases import OpenCase


@contextmanager
def one_edit(layer: QgsVectorLayer, case: OpenCase, text: str) -> Iterator[None]:
    """Make what is done to the layer inside one step of Undo called `text`; what goes wrong takes all of it back.

    Raises
    ------
    CaseError
        When the layer cannot be edited.
    """
    begun = not layer.isEditable()
    if layer.readOnly() or (begun and not layer.startEditing()):
        why = "{path}: this case can be read but not changed: the file or its folder is read-only."
        raise CaseError(message(why, path=case.path))
    layer.beginEditCommand(text)
    done = False
    try:
        yield
        done = True
    finally:
        if done:
            layer.endEditCommand()
            layer.triggerRepaint()
        else:
            layer.destroyEditCommand()
            if begun:
                layer.rollBack()
