"""The static files of the site, looked for once in a process of tests.

Each test client builds the site's middlewares again, and WhiteNoise then lists two hundred files.
"""

from typing import Any

from whitenoise.middleware import WhiteNoiseMiddleware

_found: dict[tuple[str, int | None], dict[str, Any]] = {}
_look_for_them = WhiteNoiseMiddleware.add_files_from_finders


def _add_files_from_finders(self: WhiteNoiseMiddleware) -> None:
    key = (self.static_prefix, self.max_age)
    if key not in _found:
        before, self.files = self.files, {}
        _look_for_them(self)
        _found[key], self.files = self.files, before
    self.files.update(_found[key])


def found_once() -> None:
    """For all the clients of this process."""
    WhiteNoiseMiddleware.add_files_from_finders = _add_files_from_finders
