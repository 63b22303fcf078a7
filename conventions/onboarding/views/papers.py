"""A paper of a school's entry, sent as a file."""

from django.http import Http404, HttpResponse

from documents.contract import DocumentData

from .. import papers

DRAFT_MARK = "PROJET"


def sent(
    code: str, contents: DocumentData, *, shape: str, name: str, mark: str = ""
) -> HttpResponse:
    """The model ``code`` filled with ``contents``, as « docx » or « pdf »; 404 otherwise.

    ``mark``: the word across the pages of the PDF, for what binds nobody yet.
    """
    if shape not in papers.KINDS:
        raise Http404
    content = (
        papers.word(code, contents) if shape == "docx" else papers.pdf(code, contents, mark=mark)
    )
    response = HttpResponse(content, content_type=papers.KINDS[shape])
    response["Content-Disposition"] = f'attachment; filename="{name}.{shape}"'
    return response
