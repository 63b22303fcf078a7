"""How far the tests go: the daily run samples what longer ones walk whole.

``make test-all`` sets ``FULL=1`` (every person, every address, every state of a page), ``make
soak`` sets ``SOAK=1`` (many acts, many kills).
"""

import os

SOAK = bool(os.environ.get("SOAK"))
FULL = SOAK or bool(os.environ.get("FULL"))
