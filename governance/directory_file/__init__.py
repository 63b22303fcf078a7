"""The official directory of schools, in any of the forms in which it is handed around."""

from governance.directory_file.facts import Kind, RowFault, Rpi, SchoolRow, State
from governance.directory_file.layouts import Layout
from governance.directory_file.reader import Directory, read
from governance.directory_file.tables import UnreadableDirectory
from governance.directory_file.traps import Trap

__all__ = [
    "Directory",
    "Kind",
    "Layout",
    "RowFault",
    "Rpi",
    "SchoolRow",
    "State",
    "Trap",
    "UnreadableDirectory",
    "read",
]
