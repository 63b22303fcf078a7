"""The manifest of a model: what the application reads beside the Word file."""

from __future__ import annotations

import json
import re
from typing import Any

from documents.drafting.blocks import Frame, Text
from documents.drafting.signatories import boxes, roles


def manifest(text: Text, *, contract: str) -> str:
    """The manifest (TOML) of a text. ``contract``: dotted path of the dataclass of its values."""
    front: dict[str, Any] = dict(text.front)
    lines = [
        _pair("code", front["code"]),
        _pair("title", _curved(front["title"])),
        _pair("kind", front["kind"]),
        _pair("version", front["version"]),
        _pair("contract", contract),
        _pair("text_hash", bool(front.get("text_hash"))),
        _pair("minimum_level", _curved(front.get("minimum_level", ""))),
    ]
    if level := re.search(r"level\.\w+", str(front.get("minimum_level", ""))):
        lines.append(_pair("level_parameter", level.group()))
    lines.append(_pair("annexes", [_curved(annex) for annex in front.get("annexes") or []]))
    lines.append(_pair("optional_clauses", text.clauses))
    signatories = _signatories(text)
    if not signatories:
        lines.append(_pair("signatories", []))
    for signatory in signatories:
        lines += ["", "[[signatories]]", *(_pair(key, value) for key, value in signatory.items())]
    for parameter in front.get("parameters") or []:
        lines += ["", "[[parameters]]"]
        lines += [_pair(key, _curved(value)) for key, value in parameter.items()]
    return "\n".join(lines) + "\n"


def _signatories(text: Text) -> list[dict[str, object]]:
    """In order, each with the field and the anchor of its box when the text has one."""
    front: dict[str, Any] = dict(text.front)
    frames = [b for b in text.blocks if isinstance(b, Frame) and b.signature]
    placed = {
        box.field: (box, block)
        for box, block in zip(boxes(front, [b.signature for b in frames]), frames, strict=True)
    }
    found = []
    for entry in front.get("signatories") or []:
        names = roles(entry["role"])
        box = boxes({"signatories": [entry]}, [entry["order"]])[0]
        line: dict[str, object] = {"order": entry["order"], "role": names[0]}
        if names[1:]:
            line["other_roles"] = names[1:]
        line["party"] = _curved(entry["party"])
        if box.field in placed:
            _, block = placed.pop(box.field)
            line |= {"field": box.field, "anchor": box.anchor}
            line |= {"width_mm": block.width, "height_mm": block.height}
        for key in ("act", "grounds", "modes", "note", "when"):
            if key in entry:
                line[key] = _curved(entry[key])
        found.append(line)
    return found


def _curved(value: object) -> object:
    return value.replace("'", "’") if isinstance(value, str) else value


def _pair(key: str, value: object) -> str:
    """A line of TOML: JSON writes texts, numbers, booleans and flat lists in the same way."""
    return f"{key} = {json.dumps(value, ensure_ascii=False)}"
