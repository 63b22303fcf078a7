"""PDF files: nothing that runs, opens, sends or hides something else.

Signatures are no business of this module: see ``documents``.
"""

import io
from collections.abc import Iterator

import pikepdf

from common.french import number
from common.uploads.kinds import MEGABYTE, Limits, RefusedUpload

# Actions that leave the document (ISO 32000-2, table 201); links and moves inside are kept.
_ACTIONS = {
    "/JavaScript",
    "/Launch",
    "/GoToR",
    "/GoToE",
    "/ImportData",
    "/SubmitForm",
    "/Rendition",
    "/RichMediaExecute",
    "/Movie",
    "/Sound",
}
_ATTACHMENTS = {"/FileAttachment", "/RichMedia", "/Movie", "/Sound", "/Screen", "/3D"}


def inspect(data: bytes, limits: Limits) -> None:
    """Refuse an encrypted, active, stuffed or endless PDF."""
    try:
        with pikepdf.open(io.BytesIO(data), suppress_warnings=True) as pdf:
            if pdf.is_encrypted:
                raise _encrypted()
            _check_pages(pdf, limits)
            _check_opening(pdf)
            for item in pdf.objects:
                for part in _dictionaries(item):
                    _check_dictionary(part)
                if isinstance(item, pikepdf.Stream):
                    _check_stream(item, limits)
    except pikepdf.PasswordError:
        raise _encrypted() from None
    except (pikepdf.PdfError, ValueError, TypeError, AttributeError, RecursionError):
        raise RefusedUpload(
            "pdf_damaged",
            "Ce PDF est incomplet ou abîmé : sa structure ne peut pas être lue. "
            "Exportez-le ou numérisez-le de nouveau.",
        ) from None


def _encrypted() -> RefusedUpload:
    return RefusedUpload(
        "pdf_encrypted",
        "Ce PDF est protégé (chiffrement ou mot de passe). Renvoyez une version sans protection.",
    )


def _active(code: str, what: str) -> RefusedUpload:
    return RefusedUpload(
        code,
        f"Ce PDF contient {what} : il est refusé. Renvoyez-le sans cet élément, par exemple "
        "en l'exportant de nouveau ou en l'imprimant vers un PDF.",
    )


def _check_pages(pdf: pikepdf.Pdf, limits: Limits) -> None:
    declared = pdf.Root.Pages.get("/Count", 0)
    pages = max(int(declared), len(pdf.pages))
    if pages > limits.pages:
        raise RefusedUpload(
            "pdf_pages",
            f"Ce PDF compte {number(pages)} pages, {number(limits.pages)} au plus. "
            "Envoyez-le en plusieurs fichiers.",
        )
    if not pages:
        raise RefusedUpload("pdf_empty", "Ce PDF ne contient aucune page. Vérifiez le fichier.")


def _check_opening(pdf: pikepdf.Pdf) -> None:
    """On opening, a destination is a page to show: LibreOffice writes one in each PDF."""
    opening = pdf.Root.get("/OpenAction")
    if isinstance(opening, pikepdf.Dictionary) and opening.get("/S", "/GoTo") != "/GoTo":
        raise _active("pdf_open_action", "une action lancée à l'ouverture")


def _dictionaries(item: pikepdf.Object) -> Iterator[pikepdf.Object]:
    """An object and all that it holds directly; what it refers to comes in its own turn."""
    waiting = [item]
    while waiting:
        value = waiting.pop()
        if isinstance(value, pikepdf.Dictionary | pikepdf.Stream):
            holder = value.stream_dict if isinstance(value, pikepdf.Stream) else value
            yield holder
            children = [holder[key] for key in holder.keys()]  # noqa: SIM118 (a PDF object)
        elif isinstance(value, pikepdf.Array):
            children = list(value)
        else:
            continue
        waiting.extend(
            child
            for child in children
            if isinstance(child, pikepdf.Object) and not child.is_indirect
        )


def _check_dictionary(part: pikepdf.Object) -> None:
    names = set(part.keys())
    action = part.get("/S")
    if "/JS" in names or action == "/JavaScript":
        raise _active("pdf_javascript", "un programme JavaScript")
    if (
        isinstance(action, pikepdf.Name)
        and str(action) in _ACTIONS
        and (part.get("/Type", "/Action") == "/Action")
    ):
        raise _active("pdf_action", "une action qui sort du document")
    subtype = part.get("/Subtype")
    if (
        "/EF" in names
        or "/EmbeddedFiles" in names
        or part.get("/Type") == "/EmbeddedFile"
        or (isinstance(subtype, pikepdf.Name) and str(subtype) in _ATTACHMENTS)
    ):
        raise _active("pdf_embedded", "un fichier joint ou un média")
    if "/XFA" in names:
        raise _active("pdf_xfa", "un formulaire dynamique (XFA)")


def _check_stream(stream: pikepdf.Stream, limits: Limits) -> None:
    if stream.get("/Subtype") == "/Image":
        if int(stream.get("/Width", 0)) * int(stream.get("/Height", 0)) > limits.pixels:
            raise RefusedUpload(
                "pdf_image",
                "Ce PDF contient une image démesurée. Numérisez à 300 points par pouce.",
            )
        return
    try:
        size = len(stream.read_bytes())
    except pikepdf.PdfError:
        return  # an unknown filter: whoever displays it will decode nothing more
    if size > limits.part:
        raise RefusedUpload(
            "pdf_bomb",
            f"Ce PDF contient un élément de plus de {limits.part // MEGABYTE} Mo une fois "
            "décompressé : il est refusé. Exportez-le de nouveau.",
        )
