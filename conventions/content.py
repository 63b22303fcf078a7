"""What an act says: its data before the vote, its mentions at issue, its text and its hash.

Text voted is text signed (P1): ``project_data`` holds no mention, ``issued_data`` is the data
frozen when the text was settled plus the mentions, and both have the same ``text_hash``.
"""

import dataclasses
import datetime as dt
from collections.abc import Mapping
from typing import Any, get_args, get_origin, get_type_hints

from common import clock, french
from common.lifecycle import Refusal, Refused
from documents import catalogue, production, rendering, text
from documents.contract import DocumentData, plain
from documents.redline import wording
from governance import authority
from governance.offices import Office

from .docdata.builders import act, mentions
from .models import Convention, Party, Way


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
    """The data frozen when the text was settled; ``Refused`` before. A slip is settled as it is
    issued: until then, its data as they stand."""
    if not convention.snapshot and convention.kind.way == Way.ENTRY_SLIP:
        return project_data(convention)
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
    return production.fill(convention.model, data.to_data(), words(convention)).text_hash


def words(convention: Convention) -> production.Words:
    """What this act says and its model does not, batch by batch."""
    batches: dict[int, list[wording.Operation]] = {}
    for row in convention.own_words.all():
        batches.setdefault(row.batch, []).append(row.operation)
    return list(batches.values())


def worded(convention: Convention, data: Mapping[str, object]) -> wording.Worded:
    """The text filled with ``data``, each value marked, with the act's own words.

    Mentions, headers and the hash are left as they stand: this is for reading and comparing.
    """
    word = catalogue.content(convention.model.sha256)
    filled = rendering.fill(word, {**data, "text_hash_short": ""}, mark_values=True)
    own = words(convention)
    return wording.applied(filled, own) if own else wording.Worded(filled, ())


def marked(convention: Convention, data: Mapping[str, object]) -> bytes:
    """The same as a file."""
    return worded(convention, data).docx


def signatory(party: Party, at: dt.datetime) -> authority.Authority | authority.Refusal:
    """Who signs for ``party`` at ``at``, with the words of the act, or why nobody may."""
    return mentions.signatory(party, at)


def office_of(party: Party) -> Office:
    """The office awaited for ``party``; for the State, the mode of the act may decide (P9)."""
    return mentions.office_of(party)


def reading(convention: Convention) -> list[text.Section]:
    """The text for the screen by article, values marked; a draft shows holes by their label.

    Nothing yet for a draft whose model counts with a value that is missing.
    """
    try:
        filled = marked(convention, readable(convention))
    except rendering.ModelError:
        if convention.snapshot or not missing(convention):
            raise
        return []
    return text.as_sections(text.blocks(filled))


def readable(convention: Convention) -> dict[str, object]:
    """The data of the issued file, else of the settled text, else what is known of a draft."""
    data = act.contract(convention)
    envelope = convention.envelope
    if envelope is not None and convention.snapshot and envelope.status != "superseded":
        return data.from_snapshot(envelope.document.snapshot).to_data()
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
