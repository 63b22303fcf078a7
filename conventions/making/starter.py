"""A first Word text for a kind: its parties, its term, one frame a signature, ready to be edited.

What is completed after the vote already bears the style « Mention »; the articles are the
lawyer's to write.
"""

from collections.abc import Sequence

from documents import drafting

from .. import kinds
from ..models import ActKind, KindParty

ARTICLES = (
    ("Objet", "Écrivez ici l’objet de l’acte. Une valeur à compléter s’écrit entre accolades."),
    ("Engagements des parties", "Écrivez ici ce que chaque partie s’engage à faire."),
)
"""Title and text of the articles of a text that nobody wrote yet."""

_PARTY = """{{{{ {role}_name }}}}, SIREN {{{{ {role}_siren }}}}, {{{{ {role}_address }}}},

::: mention
agissant par {{{{ {role}_signatory_name | mention }}}}, \
{{{{ {role}_signatory_office | mention }}}}{vote},
:::

ci-après « {label} »{end}
"""
_VOTE = """, en vertu de la délibération n° {{{{ {role}_deliberation_number | mention }}}} du \
{{{{ {role}_deliberation_date | date_fr | mention }}}}, exécutoire le \
{{{{ {role}_deliberation_enforceable_date | date_fr | mention }}}}"""
_TERM = """L’acte prend effet le {{ agreed_start_date | date_fr }}, pour {{ duration_label }} : il \
prend fin le {{ end_date | date_fr }} inclus."""
_SIGNATURE = """::: mention
<!-- champ de signature {order} : 85 × 32 mm, bloc insécable -->
**Pour {{{{ {role}_name }}}}**

{{{{ {role}_signatory_office_title | mention }}}},
{{{{ {role}_signatory_name | mention }}}}

[champ de signature {order}]
:::
"""


def docx(kind: ActKind, articles: Sequence[tuple[str, str]] = ARTICLES) -> bytes:
    """The Word file, always the same for the same kind and articles (title, text)."""
    parts = list(kind.parts.all())
    front: dict[str, object] = {
        "code": kind.code,
        "title": kind.label,
        "kind": "convention",
        "version": str(kind.version),
        "text_hash": True,
        "data_contract": [{"name": "case_reference"}],
        "signatories": [_box(part) for part in parts],
    }
    text = drafting.read_body(front, _body(kind, parts, articles))
    return drafting.write(text, drafting.Page())


def _box(part: KindParty) -> dict[str, object]:
    return {
        "order": part.order,
        "field": f"{kinds.FIELD}{part.role}",
        "anchor": kinds.anchor(part.label),
    }


def _body(kind: ActKind, parts: list[KindParty], articles: Sequence[tuple[str, str]]) -> str:
    said = [f"# {kind.label}", "Entre :"]
    for part in parts:
        vote = _VOTE.format(role=part.role) if part.votes else ""
        end = " ;" if part is not parts[-1] else "."
        said.append(_PARTY.format(role=part.role, label=part.label, vote=vote, end=end))
    said.append("il est convenu ce qui suit :")
    written = [*articles, ("Durée", _TERM)]
    for number, (title, words) in enumerate(written, start=1):
        said += [f"## Article {number} – {title}", words]
    said.append("## Signatures")
    said += [_SIGNATURE.format(role=part.role, order=part.order) for part in parts]
    return "\n\n".join(said)
