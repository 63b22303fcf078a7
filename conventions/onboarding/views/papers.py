"""A paper of a school's entry, sent as a file."""

from django.http import Http404, HttpResponse

from documents.contract import DocumentData
from documents.rendering.pictures import Annex

from .. import papers

DRAFT_MARK = "PROJET"


def sent(
    code: str,
    contents: DocumentData,
    *,
    shape: str,
    name: str,
    mark: str = "",
    annex: Annex | None = None,
) -> HttpResponse:
    """The model ``code`` filled with ``contents``, as « docx » or « pdf »; 404 otherwise.

    ``mark``: the word across the pages of the PDF, for what binds nobody yet. ``annex``: pictures
    on pages of their own, after the text.
    """
    if shape not in papers.KINDS:
        raise Http404
    content = (
        papers.word(code, contents, annex=annex)
        if shape == "docx"
        else papers.pdf(code, contents, mark=mark, annex=annex)
    )
    response = HttpResponse(content, content_type=papers.KINDS[shape])
    response["Content-Disposition"] = f'attachment; filename="{name}.{shape}"'
    return response
