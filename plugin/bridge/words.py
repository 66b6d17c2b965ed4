"""English sentences in the language of QGIS's own screens.

The catalogue is that of the paper (resources/i18n, one flat file a language), so that a table is called the same in
a form and in the briefing. A sentence that it lacks is shown in English.
"""

from __future__ import annotations

from qgis.core import QgsApplication

from ..brief.language import codes, language
from ..core.errors import SalientError
from ..core.messages import Message


def locale_code() -> str:
    """Return the code of QGIS's language if Salient speaks it, else "en"."""
    application = QgsApplication.instance()
    # What the screens were translated into, `qgis --lang` too; the settings only say what was wished for. Programs
    # that load no translation, such as qgis_process, have nothing but the settings.
    locale = str(application.translation() or application.locale() or "en").replace("_", "-")
    return next((code for code in (locale, locale.partition("-")[0].lower()) if code in codes()), "en")


def tr(text: str) -> str:
    """Return the sentence in QGIS's language; its gaps stay, for `str.format`."""
    return language(locale_code()).say(text)


def say(text: Message) -> str:
    """Return what the core says, its gaps filled, in QGIS's language."""
    return language(locale_code()).say(text)


def error_text(error: SalientError) -> str:
    """Return what an error says in QGIS's language, as far as its sentence is in the catalogue; else in English."""
    what = error.args[0] if error.args else ""
    return say(what) if isinstance(what, Message) else tr(str(error))
