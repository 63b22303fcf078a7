"""What an act says: its data before the vote, its mentions at issue, its text and its hash.

Text voted is text signed (P1): ``project_data`` holds no mention, ``issued_data`` is the data
frozen when the text was settled plus the mentions, and both have the same ``text_hash``.
"""

import dataclasses
import datetime as dt
from typing import Any, get_args, get_origin, get_type_hints

from common import clock, french
from common.lifecycle import Refusal, Refused
from documents import catalogue, production, rendering, text
from governance import authority

from .docdata.builders import act, mentions
from .docdata.contract import DocumentData, plain
from .models import Convention, Party

KIND_FOR_AUTHORITY = mentions.KIND


def missing(convention: Convention) -> list[str]:
    """French labels of what the text still needs before it is reviewed; empty when nothing."""
    return act.holes(act.contract(convention), act.values(convention, clock.today()))


def project_data(convention: Convention) -> DocumentData:
    """The text as it stands today, every mention blank; ``Refused`` when it has a hole."""
    data, found = act.contract(convention), act.values(convention, clock.today())
    holes = act.holes(data, found)
    if holes:
        raise Refused(Refusal(f"Il manque : {french.list_fr(holes)}."))
    return act.build(data, found)


def settled_data(convention: Convention) -> DocumentData:
    """The data frozen when the text was settled; ``Refused`` before."""
    if not convention.snapshot:
        raise Refused(Refusal(f"Le texte de {convention.reference} n’est pas encore arrêté."))
    return act.contract(convention).from_snapshot(convention.snapshot)


def issued_data(convention: Convention) -> DocumentData:
    """The frozen text and the mentions known now: délibérations, tariff, who signs and how."""
    settled = settled_data(convention)
    own = {each.name for each in dataclasses.fields(settled)}
    known = mentions.values(convention, clock.now())
    return dataclasses.replace(settled, **{name: known[name] for name in known.keys() & own})


def text_hash(convention: Convention, data: DocumentData) -> str:
    """SHA-256 of the text voted and signed: mentions, headers and footers left out."""
    return production.fill(convention.model, data.to_data()).text_hash


def signatory(party: Party, at: dt.datetime) -> authority.Authority | authority.Refusal:
    """Who signs for ``party`` at ``at``, with the words of the act, or why nobody may."""
    return mentions.signatory(party, at)


def kind_for_authority(convention: Convention) -> str:
    """The word under which delegations and mandates cover this kind of act."""
    return KIND_FOR_AUTHORITY


def reading(convention: Convention) -> list[text.Section]:
    """The text for the screen by article, values marked; a draft shows holes by their label.

    Nothing yet for a draft whose model counts with a value that is missing.
    """
    data = {**_readable(convention), "text_hash_short": ""}
    word = catalogue.content(convention.model.sha256)
    try:
        filled = rendering.fill(word, data, mark_values=True)
    except rendering.ModelError:
        if convention.snapshot or not missing(convention):
            raise
        return []
    return text.as_sections(text.blocks(filled))


def _readable(convention: Convention) -> dict[str, object]:
    """The data of the issued file, else of the settled text, else what is known of a draft."""
    data = act.contract(convention)
    if convention.envelope is not None:
        return data.from_snapshot(convention.envelope.document.snapshot).to_data()
    if convention.snapshot:
        return issued_data(convention).to_data()
    found = act.values(convention, clock.today())
    hints = get_type_hints(data)
    return {
        each.name: plain(found[each.name]) if each.name in found else _hole(each, hints[each.name])
        for each in dataclasses.fields(data)
    }


def _hole(each: dataclasses.Field[Any], hint: Any) -> object:
    """What a draft shows instead of a value: its label where words stand, nothing elsewhere."""
    if each.default is not dataclasses.MISSING:
        return plain(each.default)
    if hint is str:
        return f"[à compléter : {each.metadata['label'].lower()}]"
    if get_origin(hint) is tuple:
        return []
    return "" if get_args(hint) else None
