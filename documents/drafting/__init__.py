"""First Word version of a model, from a text drafted by lawyers.

Used once for each text, by ``manage.py draft_model`` or for the first text of a kind of act;
afterwards lawyers edit the Word file and nothing here is used any more.
"""

from documents.drafting.contracts import sample
from documents.drafting.manifest import manifest
from documents.drafting.reader import TextRefused, read, read_body
from documents.drafting.styles import Page
from documents.drafting.writer import write

__all__ = ["Page", "TextRefused", "manifest", "read", "read_body", "sample", "write"]
