"""What a lawyer is told after uploading a Word model: refusals, warnings, marks left to settle.

Nothing here renders the model: that is done next, in a child process, with recorded sample data.
"""

import json
import re
import unicodedata
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from documents.rendering.active import FIELD, Found, found_in, trees
from documents.rendering.child import in_child
from documents.rendering.compiled import compiled_model
from documents.rendering.errors import ModelError, PackageRefused
from documents.rendering.package import Package, parse_part, read_package

MAX_LISTED = 20
_MARK = re.compile(r"\[[^\[\]]*à\s+confirmer\b[^\[\]]*\]", re.IGNORECASE)
_COMMENTS = "word/comments.xml"
_TRACKED = tuple(
    "{*}" + name for name in ("ins", "del", "moveFrom", "moveTo", "cellIns", "cellDel")
)
_PRINTER = "printersettings"
_REMEDIES = {
    "un modèle attaché": "Dans Word, menu Développeur, Modèle de document : choisissez Normal.dotm",
    "une image liée": "Insérez l’image dans le document au lieu de la lier",
    "une image SVG": "Remplacez-la par une image PNG ou JPEG",
    "des macros": "Enregistrez le document au format .docx, sans macro",
    FIELD: "Remplacez le champ par son texte (Ctrl+Maj+F9 dans Word)",
}
_REMEDY = "Retirez-le du document, puis enregistrez à nouveau"


@dataclass(frozen=True)
class Inspection:
    """The result of an upload. ``variables`` are the values that the model asks for; ``marks``
    the paragraphs and the comments that still hold « [à confirmer] », whose fate the caller
    decides: a comment is not printed, so an act signed with such a model shows none of it."""

    errors: tuple[str, ...]
    warnings: tuple[str, ...]
    variables: frozenset[str]
    marks: tuple[str, ...]

    @property
    def accepted(self) -> bool:
        """Whether the model may be rendered with sample data; marks do not count here."""
        return not self.errors


def inspect(docx: bytes, *, contract: Collection[str] | None = None) -> Inspection:
    """Read an uploaded model in a child process, within limits, and say all that is wrong.

    ``contract`` names the values that the document will have: ``title``, and ``schools.name``
    for a field of a list's rows (fields are checked for the lists that declare theirs). Without
    it, variables are listed but not judged.
    """
    try:
        told = json.loads(in_child("documents.model_check:report", docx))
    except ModelError as refusal:
        return Inspection((str(refusal),), (), frozenset(), ())
    errors, warnings = list(told["errors"]), list(told["warnings"])
    uses: list[tuple[str, str]] = [(path, paragraph) for path, paragraph in told["uses"]]
    if contract is not None and not errors:
        errors += _unknown(uses, set(contract))
        warnings += _unused({path for path, _ in uses}, contract)
    names = frozenset(path.partition(".")[0] for path, _ in uses)
    return Inspection(tuple(errors), tuple(warnings), names, tuple(told["marks"]))


def active_content(docx: bytes) -> list[str]:
    """What would act, or reach out, when the file is opened: a sentence each, with its remedy."""
    package = read_package(docx)
    return _active(package, found_in(package, trees(package)))


def left_behind(docx: bytes) -> list[str]:
    """What Word keeps of the writing of a text beside it: a sentence each, with its remedy."""
    package = read_package(docx)
    found: list[str] = []
    for name, root in trees(package).items():
        comments = package.types.get(name, "").endswith(".comments+xml")
        if comments and next(root.iter("{*}comment"), None) is not None:
            found.append(
                f"Des commentaires restent dans le document (partie {name}) : supprimez-les."
            )
        if name in package.templated:
            found += _tracked(name, root)
    return found


def report(docx: bytes) -> bytes:
    """All that depends on the file alone, as JSON: what the child process runs."""
    package = read_package(docx)
    errors: list[str] = []
    warnings: list[str] = []
    marks: list[str] = []
    uses: list[tuple[str, str]] = []
    try:
        parsed = trees(package)
        errors = _active(package, found_in(package, parsed))
        for name in (*package.templated, *(n for n in parsed if n == _COMMENTS)):
            paragraphs = _paragraphs(parsed[name])
            marks += [text[:200] for text in paragraphs if _MARK.search(_same(text))]
            warnings += _tracked(name, parsed[name])
        warnings += _properties(package)
    except PackageRefused as refusal:
        errors.append(str(refusal))
    try:
        uses = [(use.path, use.paragraph) for use in compiled_model(docx).uses]
    except ModelError as refusal:
        if str(refusal) not in errors:
            errors.append(str(refusal))
    told = {"errors": errors, "warnings": warnings, "marks": marks, "uses": uses}
    return json.dumps(told).encode()


def _active(package: Package, findings: Iterable[Found]) -> list[str]:
    sentences: dict[str, None] = {}
    for found in findings:
        if _PRINTER in package.types.get(found.part, "").lower():
            continue
        remedy = _REMEDIES.get(found.what, _REMEDY)
        detail = " ".join(found.detail.split())[:120]
        sentences[
            f"Le document contient {found.what} (« {detail} », partie {found.part}). {remedy}."
        ] = None
    listed = list(sentences)
    if len(listed) > MAX_LISTED:
        rest = len(listed) - MAX_LISTED
        listed = [*listed[:MAX_LISTED], f"Et {rest} autres éléments du même ordre."]
    return listed


def _unknown(uses: list[tuple[str, str]], contract: set[str]) -> list[str]:
    described = {name.partition(".")[0] for name in contract if "." in name}
    tops = {name.partition(".")[0] for name in contract}
    sentences: dict[str, None] = {}
    for path, paragraph in uses:
        top = path.partition(".")[0]
        if top not in tops:
            unknown = f"La variable « {top} » est inconnue"
        elif top in described and path != top and path not in contract:
            unknown = f"La rubrique « {path} » est inconnue"
        else:
            continue
        sentences[
            f"{unknown}, dans le paragraphe « {paragraph} ». "
            "Corrigez son nom ou demandez son ajout au contrat de données."
        ] = None
    return list(sentences)


def _unused(used: set[str], contract: Collection[str]) -> list[str]:
    tops = {path.partition(".")[0] for path in used}
    return [
        f"La valeur « {name} » du contrat n’est pas employée par le modèle."
        for name in sorted(contract)
        if name.partition(".")[0] not in tops or ("." in name and name not in used)
    ]


def _tracked(name: str, root: Any) -> list[str]:
    """Changes that Word still tracks: what is printed would depend on the reader's display."""
    if next(root.iter(*_TRACKED), None) is None:
        return []
    return [
        f"Des modifications suivies restent dans le document (partie {name}) : "
        "acceptez-les ou refusez-les."
    ]


def _properties(package: Package) -> list[str]:
    for name in package.members:
        if name.lower().startswith("docprops/") and name.lower().endswith(".xml"):
            text = "".join(parse_part(package.members[name], name).itertext())
            if "{{" in text or "{%" in text:
                return [
                    "Les propriétés du document (titre, auteur) contiennent une balise : "
                    "elle ne sera pas remplie."
                ]
    return []


def _paragraphs(root: Any) -> list[str]:
    texts = []
    for paragraph in root.iter("{*}p"):
        pieces = [piece.text or "" for piece in paragraph.iter("{*}t")]
        texts.append(" ".join("".join(pieces).split()))
    return texts


def _same(text: str) -> str:
    return unicodedata.normalize("NFC", text)
