"""The gazetteer that the user chose: read in the background when it is first asked for, kept until QGIS ends.

Its path is an option of Salient; a file that has changed since is read again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qgis.PyQt import sip
from qgis.PyQt.QtWidgets import QApplication, QFileDialog, QLineEdit, QWidget

from ..bridge.gazetteers import SearchableGazetteer, add_place, searchable_gazetteer
from ..bridge.options import option, set_option
from ..bridge.parts import FILES, MEASURING
from ..bridge.words import say, tr
from ..core.errors import Cancelled, SalientError
from ..core.messages import message
from .desk import Desk
from .locator import PREFIX
from .locator_lines import CHOOSE, MOST, SHOW, WAIT, Found, Search, notice_line, place_line
from .progress_notice import ProgressNotice
from .shape_box import open_files
from .tasks import Progress, Work

if TYPE_CHECKING:
    from ..core.gazetteer import Place
    from ..store.gazetteer import Gazetteer

Stamp = tuple[str, float, int]
"""Path, time of the last change and size of a file."""

KEY = "gazetteer"
"""The option that holds the path."""

ADD = 1
"""The action in the menu of a line."""

_TEXTS = (".txt", ".csv", ".tsv")
_PATTERNS = "*.txt *.csv *.tsv *.zip *.gpkg *.shp *.geojson *.json *.fgb *.kml *.kmz"


class GazetteerShelf:
    """Holds one gazetteer; main thread, but for what `search` returns."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._held: SearchableGazetteer | None = None
        self._stamp: Stamp | None = None
        self._refused: Stamp | None = None
        self._reading: Work | None = None

    def close(self) -> None:
        """Forget the gazetteer."""
        self._held = self._stamp = self._reading = None

    def search(self) -> Search:
        """Return what searches the gazetteer, or says why there is none yet; the file is read if need be."""
        path = _path()
        name = Path(path).name
        stamp = _stamp(path)
        if not path:
            return _only(tr("Choose a gazetteer file…"), tr("GeoNames, a table, or a map file with points"), CHOOSE)
        if stamp is None or stamp == self._refused:
            return _only(tr("Choose another gazetteer file…"), tr("{name} cannot be used").format(name=name), CHOOSE)
        if self._held is None or stamp != self._stamp:
            self._read(stamp)
            return _only(tr("{name} is being read…").format(name=name), "", WAIT)
        return _searching(self._held)

    def choose(self) -> None:
        """Ask which file is the gazetteer, and read it."""
        folder = str(Path(_path()).parent) if _path() else self._desk.project.absolutePath() or str(Path.home())
        kinds = "{title} ({patterns})".format(title=tr("Gazetteers"), patterns=_PATTERNS)
        path, _ = QFileDialog.getOpenFileName(self._desk.iface.mainWindow(), tr("Choose a gazetteer"), folder, kinds)
        stamp = _stamp(path)
        if stamp is not None:
            set_option(KEY, path)
            self._refused = None
            self._read(stamp)

    def chosen(self, data: Mapping[str, Any], action: int) -> tuple[float, float] | None:
        """Do what a line promises; return the place (longitude, latitude) that is to be shown, if any."""
        if data["do"] == CHOOSE:
            self.choose()
        held = self._held
        if held is None or data["do"] != SHOW or int(data["place"]) >= len(held.places):
            return None
        place = held.places[int(data["place"])]
        if action == ADD:
            self._add(place, held.gazetteer)
        return place.lon, place.lat

    def _add(self, place: Place, gazetteer: Gazetteer) -> None:
        case = self._desk.case()
        if case is None:
            return
        added = add_place(self._desk.project, case, place, gazetteer, self._desk.notices.warn)
        added.layer.triggerRepaint()
        if added.is_new:
            text = tr("{name} was added to the settlements of {case}. Save the layer to keep it.")
        else:
            text = tr("{name} is among the settlements of {case} already.")
        self._desk.notices.done(text.format(name=added.name, case=case.name))

    def _read(self, stamp: Stamp) -> None:
        """Read the file in the background; what is being read already is waited for."""
        if self._reading is not None and not sip.isdeleted(self._reading) and self._reading.isActive():
            return
        needed = MEASURING if Path(stamp[0]).suffix.lower() in _TEXTS else (*MEASURING, *FILES)
        if not self._desk.has(needed):
            self._refused = stamp
            return
        busy = open_files(self._desk.project)

        def read(progress: Progress) -> SearchableGazetteer | SalientError:
            try:
                return searchable_gazetteer(stamp[0], busy, progress)
            except Cancelled:
                raise
            except SalientError as trouble:
                return trouble

        title = tr("Reading the gazetteer {name}").format(name=Path(stamp[0]).name)
        self._reading = self._desk.start(title, read, lambda found: self._take(stamp, found))
        ProgressNotice(self._desk.iface.messageBar(), title, self._reading, lambda: self._called_off(stamp))

    def _called_off(self, stamp: Stamp) -> None:
        self._refused = stamp
        self._desk.notices.hint(tr("The gazetteer was not read; choose it again to read it."))

    def _take(self, stamp: Stamp, found: SearchableGazetteer | SalientError) -> None:
        self._reading = None
        if isinstance(found, SalientError):
            self._refused = stamp
            self._search_again()
            raise found
        self._held, self._stamp = found, stamp
        self._search_again()
        sentence = "{name}: {n:,} places. Find them with Ctrl+K, {prefix} and a name."
        text = message(sentence, name=found.gazetteer.path.name, n=len(found.places), prefix=PREFIX)
        self._desk.notices.done(" ".join([say(text), *(say(note) for note in found.gazetteer.notes)]))

    def _search_again(self) -> None:
        """Look for what was typed while the gazetteer was read, if the user is still there."""
        line = QApplication.focusWidget()
        # PyQt takes QGIS's own locator for a plain widget; its name is known to Qt only.
        if isinstance(line, QLineEdit) and line.text() and "QgsLocatorWidget" in _kinds_around(line):
            self._desk.iface.locatorSearch(line.text())


def _kinds_around(widget: QWidget) -> list[str]:
    """Return the classes of a widget's parents, as Qt knows them."""
    kinds = []
    parent = widget.parentWidget()
    while parent is not None:
        kinds.append(parent.metaObject().className())
        parent = parent.parentWidget()
    return kinds


def _path() -> str:
    return str(option(KEY))


def _stamp(path: str) -> Stamp | None:
    try:
        found = Path(path).stat() if path else None
    except OSError:
        return None
    return None if found is None else (path, found.st_mtime, found.st_size)


def _only(text: str, beside: str, do: str) -> Search:
    """Return a search whose only answer is a line about the gazetteer itself."""
    line = notice_line(text, beside, do)
    return lambda _text, _is_cancelled: [line]


def _searching(held: SearchableGazetteer) -> Search:
    actions = ((ADD, tr("Add to the settlements of the case")),)

    def search(text: str, _is_cancelled: Callable[[], bool]) -> list[Found]:
        matches = held.index.find(text, MOST)
        return [place_line(one.key, held.places[one.key], one.name, one.score, actions) for one in matches]

    return search
