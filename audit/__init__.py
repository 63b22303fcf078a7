"""Who did what, when: append-only and chained, below everything else.

Public names: ``Actor``, ``SYSTEM``, ``NOBODY`` (``audit.actor``), ``recording`` and ``current``
(``audit.recording``), ``registry``.
"""
