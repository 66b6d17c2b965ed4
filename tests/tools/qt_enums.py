"""Qt's enum members that Qt 6 has only in full: Qt.AlignmentFlag.AlignLeft, no longer Qt.AlignLeft."""

from __future__ import annotations

_SCOPES: dict[str, str] = {
    "Qt": (
        "Horizontal Vertical AlignLeft AlignRight AlignTop AlignBottom AlignCenter AlignHCenter "
        "AlignVCenter UserRole DisplayRole EditRole ToolTipRole DecorationRole CheckStateRole "
        "FontRole ForegroundRole BackgroundRole Checked Unchecked PartiallyChecked LeftButton "
        "RightButton MiddleButton ShiftModifier ControlModifier AltModifier NoModifier Key_Escape "
        "Key_Return Key_Enter Key_Delete Key_Backspace Key_Tab LeftDockWidgetArea "
        "RightDockWidgetArea TopDockWidgetArea BottomDockWidgetArea AllDockWidgetAreas WaitCursor "
        "ArrowCursor CrossCursor PointingHandCursor SolidLine DashLine DotLine NoPen SolidPattern "
        "NoBrush ItemIsEnabled ItemIsSelectable ItemIsEditable ItemIsUserCheckable NoItemFlags "
        "ISODate WA_DeleteOnClose WindowModal ApplicationModal NonModal AscendingOrder "
        "DescendingOrder MatchExactly KeepAspectRatio SmoothTransformation CaseInsensitive "
        "CaseSensitive RichText PlainText AutoText TextSelectableByMouse NoFocus StrongFocus "
        "QueuedConnection DirectConnection UniqueConnection red black white transparent blue green "
        "gray"
    ),
    "QMessageBox": "Ok Cancel Yes No Save Discard Close Retry Information Warning Critical Question NoIcon",
    "QDialogButtonBox": "Ok Cancel Yes No Save Close Apply Reset Help AcceptRole RejectRole ActionRole",
    "QDialog": "Accepted Rejected",
    "QSizePolicy": "Fixed Minimum Maximum Preferred Expanding MinimumExpanding Ignored",
    "QAbstractItemView": "SelectRows SelectItems SingleSelection ExtendedSelection NoEditTriggers",
    "QHeaderView": "Stretch ResizeToContents Interactive Fixed",
    "QFileDialog": "AcceptSave AcceptOpen ExistingFile ExistingFiles AnyFile Directory DontConfirmOverwrite",
    "QLineEdit": "Normal Password NoEcho LeadingPosition TrailingPosition",
    "QFrame": "HLine VLine NoFrame StyledPanel Sunken Raised Plain Box",
    "QPalette": "Window WindowText Base Text Button Highlight Link",
    "QFont": "Bold Normal Light",
    "QPainter": "Antialiasing TextAntialiasing",
    "QEvent": "KeyPress KeyRelease MouseButtonPress Resize Close",
    "QIODevice": "ReadOnly WriteOnly ReadWrite Text",
    "QVariant": "Int Double String Date DateTime Bool LongLong UInt ULongLong List StringList",
    "QMetaType": "Int Double QString QDate QDateTime Bool LongLong",
    "QToolButton": "InstantPopup MenuButtonPopup DelayedPopup",
    "QTabWidget": "North South East West",
    "QDockWidget": "DockWidgetClosable DockWidgetMovable DockWidgetFloatable",
    "QgsMapLayer": "VectorLayer RasterLayer",
    "QgsTask": "CanCancel Queued OnHold Running Complete Terminated",
}
# Pairs of class and member, such as ("Qt", "AlignLeft").
UNSCOPED = {(owner, member) for owner, members in _SCOPES.items() for member in members.split()}
