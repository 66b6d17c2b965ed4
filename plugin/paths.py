"""Where the resources are: beside the package in a clone, inside it in a wheel and in the plugin's zip."""

from __future__ import annotations

from pathlib import Path

_HERE = Path(__file__).resolve().parent


def resources() -> Path:
    """Return the folder that holds styles, icons, fonts, i18n, help and the sample.

    Raises
    ------
    FileNotFoundError
        When the installation is incomplete.
    """
    for folder in (_HERE / "resources", _HERE.parent / "resources"):
        if folder.is_dir():
            return folder
    raise FileNotFoundError(f"{_HERE / 'resources'}: the resources folder is missing; install Salient again")


def resource(*parts: str) -> Path:
    """Return the path of one resource, such as `resource("fonts", "DejaVuSans.ttf")`."""
    return resources().joinpath(*parts)
