"""Refusals of the PDF work, each with the French sentence a user can read."""


class PdfRefused(Exception):
    """The operation is refused; ``str()`` is a French sentence fit for the screen."""


class FieldRefused(PdfRefused):
    """A signature field cannot be placed or filled as asked."""


class SealUnavailable(PdfRefused):
    """The seal key is missing, unreadable, expired or forbidden here.

    Nothing is ever issued unsealed in its place.
    """


class TimestampUnavailable(PdfRefused):
    """No timestamp authority answered with a token that holds; the caller tries again later."""
