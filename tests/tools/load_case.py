"""Run by QGIS at its start (`qgis --code`): open the case that SALIENT_CASE names, by the extension itself."""

import os

import qgis.utils
from qgis.PyQt.QtCore import QTimer


def _open_case() -> None:
    extension = qgis.utils.plugins.get("salient")
    if extension is None:
        qgis.utils.iface.messageBar().pushWarning("Salient", "Salient did not start; see View > Panels > Log Messages")
        return
    extension.open_case(os.environ["SALIENT_CASE"])


# When the event loop runs, the window is there.
QTimer.singleShot(0, _open_case)
