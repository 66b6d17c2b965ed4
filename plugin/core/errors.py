"""The errors that callers can act on. The text of each names the file, layer, feature and field, and the way out."""

from __future__ import annotations


class SalientError(Exception):
    """Base of all errors that a user should read; the text is complete as it is."""


class InputError(SalientError):
    """Input that cannot be used as it is: the user can mend it."""


class CaseError(SalientError):
    """A file that is no case, or a case that this version cannot use."""


class MeasureError(SalientError):
    """Something that cannot be measured from what is given."""


class Cancelled(SalientError):  # noqa: N818 - it is no fault
    """The user called the work off; nothing was changed."""
