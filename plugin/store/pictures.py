"""A picture from a file of this computer, for the paper."""

from __future__ import annotations

from pathlib import Path

from ..core.errors import InputError
from ..core.messages import message

LARGEST_BYTES = 2_000_000


def read_picture(path: str | Path) -> bytes:
    """Return the bytes of a picture's file; what is in them is looked at where it is printed.

    Raises
    ------
    InputError
        When there is no such file, it cannot be read, or it is larger than 2 MB.
    """
    file = Path(path)
    try:
        if not file.is_file():
            raise InputError(message("{path}: there is no such picture.", path=str(path)))
        with file.open("rb") as opened:
            data = opened.read(LARGEST_BYTES + 1)
    except (OSError, ValueError) as error:
        raise InputError(message("{path}: this picture cannot be read.", path=str(path))) from error
    if len(data) > LARGEST_BYTES:
        text = "{path}: this picture is larger than {most:.0f} MB; choose a smaller one."
        raise InputError(message(text, path=str(path), most=LARGEST_BYTES / 1e6))
    return data
