"""The legend of ground by side: the symbols of a style, once for each side of the case, in that side's colour.

A style knows states (or bases) by their patterns, and no side: sides are what the rows say. Each side has a group of
rules, and what no group takes falls to the last one, which is the style as it was. It is QGIS's own rule-based
renderer all the way: a saved project shows it without Salient. Main thread only.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence

from qgis.core import QgsExpression, QgsMapLayer, QgsProject, QgsRuleBasedRenderer, QgsSymbol, QgsVectorLayer
from qgis.PyQt import sip
from qgis.PyQt.QtCore import QObject, QTimer
from qgis.PyQt.QtGui import QColor

from .layers import BY_SIDE, CASE_PROPERTY, TABLE_PROPERTY
from .options import PALETTE, sides
from .words import tr

SIDES_PROPERTY = "salient/sides"
_ELSE = "ELSE"
# Halos and gaps stay white under every colour.
_LIGHTEST = 245
_WAIT_MS = 300
# Symbols that stand in a legend; a case of more sides than this has a mistake in its rows.
_MOST_SIDES = 12


def show_sides(layers: Iterable[QgsVectorLayer]) -> None:
    """Give every side of a case its symbols, in those of its layers that are drawn by side."""
    add_sides({layer: _sides_of(layer) for layer in layers if layer.customProperty(TABLE_PROPERTY) in BY_SIDE})


def add_sides(found: Mapping[QgsVectorLayer, Collection[str]]) -> None:
    """Give sides their symbols where they have none; symbols that are there stay as they are.

    Parameters
    ----------
    found
        Layers of one case, and the sides that each shows. A layer whose style is the user's own is left alone.
    """
    drawn = {layer: names for layer, names in found.items() if _is_ours(layer)}
    colours: dict[str, str] = {}
    for layer in drawn:
        colours = {**_kept(layer), **colours}
    names = sorted({side for there in drawn.values() for side in there})
    colours = _coloured(names[:_MOST_SIDES], colours)
    for layer, there in drawn.items():
        _add_groups(layer, {side: colours[side] for side in sorted(there) if side in colours})


def prepare(layer: QgsVectorLayer) -> None:
    """Make the style that a layer was just given ready for sides."""
    renderer = layer.renderer()
    if isinstance(renderer, QgsRuleBasedRenderer):
        layer.setCustomProperty(SIDES_PROPERTY, "{}")


def _is_ours(layer: QgsVectorLayer) -> bool:
    renderer = layer.renderer()
    return isinstance(renderer, QgsRuleBasedRenderer) and layer.customProperty(SIDES_PROPERTY) is not None


def _kept(layer: QgsVectorLayer) -> dict[str, str]:
    """Return the sides that a layer has symbols for, and their colours."""
    try:
        kept = json.loads(str(layer.customProperty(SIDES_PROPERTY) or "{}"))
    except ValueError:
        return {}
    return {str(side): str(colour) for side, colour in kept.items()} if isinstance(kept, dict) else {}


def _sides_of(layer: QgsVectorLayer) -> set[str]:
    index = layer.fields().indexOf("side")
    return _named(layer.uniqueValues(index) if index >= 0 else ())


def _sides_edited(layer: QgsVectorLayer) -> set[str]:
    """Return the sides in what is not saved yet; the file is not asked, which others may be writing to."""
    index, buffer = layer.fields().indexOf("side"), layer.editBuffer()
    if index < 0 or buffer is None:
        return set()
    changed = [values[index] for values in buffer.changedAttributeValues().values() if index in values]
    return _named([*changed, *(feature[index] for feature in buffer.addedFeatures().values())])


def _named(values: Iterable[object]) -> set[str]:
    return {value for value in values if isinstance(value, str) and value.strip()}


def _coloured(names: Sequence[str], kept: Mapping[str, str]) -> dict[str, str]:
    """Return a colour for each side: the one it has, the one the user chose in the options, else one that is free."""
    chosen = dict(sides())
    made = dict(kept)
    for name in names:
        if name not in made and name in chosen:
            made[name] = chosen[name]
    for name in names:
        if name not in made:
            taken = {*made.values(), *chosen.values()}
            free = [colour for colour in PALETTE if colour not in taken]
            made[name] = free[0] if free else PALETTE[len(made) % len(PALETTE)]
    return made


def _add_groups(layer: QgsVectorLayer, colours: Mapping[str, str]) -> None:
    kept = _kept(layer)
    missing = [side for side in colours if side not in kept]
    if not missing:
        return
    renderer = layer.renderer().clone()
    root = renderer.rootRule()
    if not kept:
        _wrap(root)
    others = [rule for rule in root.children() if rule.isElse() and rule.children()]
    if not others:
        return  # The user took the style apart.
    for side in missing:
        where = root.children().index(others[0])
        root.insertChild(where, _group(side, colours[side], others[0]))
    layer.setRenderer(renderer)
    layer.setCustomProperty(SIDES_PROPERTY, json.dumps({**kept, **{side: colours[side] for side in missing}}))
    layer.triggerRepaint()
    layer.emitStyleChanged()


def _wrap(root: QgsRuleBasedRenderer.Rule) -> None:
    """Put the rules of the style into one group that takes what no side's group does."""
    label = tr("no side, or another one")
    others = QgsRuleBasedRenderer.Rule(None, 0, 0, _ELSE, label)
    for rule in root.children():
        others.appendChild(rule.clone())
    for _ in range(len(root.children())):
        root.removeChildAt(0)
    root.appendChild(others)


def _group(side: str, colour: str, pattern: QgsRuleBasedRenderer.Rule) -> QgsRuleBasedRenderer.Rule:
    group = QgsRuleBasedRenderer.Rule(None, 0, 0, f'"side" = {QgsExpression.quotedString(side)}', side)
    for rule in pattern.children():
        # Made anew and not cloned: QGIS tells the entries of a legend apart by the keys of the rules.
        symbol, scales = recoloured(rule.symbol(), QColor(colour)), (rule.maximumScale(), rule.minimumScale())
        group.appendChild(QgsRuleBasedRenderer.Rule(symbol, *map(int, scales), rule.filterExpression(), rule.label()))
    return group


def recoloured(symbol: QgsSymbol, colour: QColor) -> QgsSymbol:
    """Return a copy of a symbol in another colour; patterns, widths, dashes and transparency stay."""
    made = symbol.clone()
    for part in made.symbolLayers():
        if part.subSymbol() is not None:
            part.setSubSymbol(recoloured(part.subSymbol(), colour))
            continue
        for read, write in ((part.fillColor, part.setFillColor), (part.strokeColor, part.setStrokeColor)):
            write(_tinted(read(), colour))
        part.setColor(_tinted(part.color(), colour))
    return made


def _tinted(old: QColor, colour: QColor) -> QColor:
    if not old.isValid() or old.lightness() >= _LIGHTEST:
        return old
    made = QColor(colour)
    made.setAlpha(old.alpha())
    return made


class SideLegend(QObject):
    """Adds the symbols of sides that come into open cases while they are edited, from when it is made until `close`."""

    def __init__(self, project: QgsProject, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._project = project
        self._watched: dict[str, QgsVectorLayer] = {}
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_WAIT_MS)
        self._timer.timeout.connect(self._show)
        project.layersAdded.connect(self._added)
        project.layersWillBeRemoved.connect(self._removed)
        self._added(project.mapLayers().values())

    def close(self) -> None:
        """Let go of the layers and of the project."""
        self._timer.stop()
        self._project.layersAdded.disconnect(self._added)
        self._project.layersWillBeRemoved.disconnect(self._removed)
        self._removed(list(self._watched))

    def _added(self, layers: Iterable[QgsMapLayer]) -> None:
        for layer in layers:
            is_drawn = isinstance(layer, QgsVectorLayer) and layer.customProperty(TABLE_PROPERTY) in BY_SIDE
            if is_drawn and layer.customProperty(CASE_PROPERTY) and layer.id() not in self._watched:
                layer.featureAdded.connect(self._edited)
                layer.attributeValueChanged.connect(self._edited)
                self._watched[layer.id()] = layer

    def _removed(self, layer_ids: Iterable[str]) -> None:
        for layer_id in layer_ids:
            layer = self._watched.pop(layer_id, None)
            if layer is not None and not sip.isdeleted(layer):
                layer.featureAdded.disconnect(self._edited)
                layer.attributeValueChanged.disconnect(self._edited)

    def _edited(self, *_: object) -> None:
        self._timer.start()

    def _show(self) -> None:
        by_case: dict[str, dict[QgsVectorLayer, Collection[str]]] = {}
        for layer in self._watched.values():
            by_case.setdefault(str(layer.customProperty(CASE_PROPERTY)), {})[layer] = _sides_edited(layer)
        for found in by_case.values():
            add_sides(found)
