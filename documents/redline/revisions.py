"""The tracked changes of a Word file: taken as accepted, or as refused; who made them, and when.

Word keeps what was inserted in ``w:ins``, what was deleted in ``w:del``, a move in ``w:moveFrom``
and ``w:moveTo``, and the look before a change of format in ``w:…PrChange`` (ECMA-376, §17.13.5).
"""

from typing import Any

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
XML_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
BY = "{urn:contreseing:redline}by"
"""Attribute put on a paragraph or a row whose changes were tracked: ``author|date``."""

_GONE = {True: ("del", "moveFrom"), False: ("ins", "moveTo")}
_KEPT = {True: ("ins", "moveTo"), False: ("del", "moveFrom")}
_RANGES = tuple(
    W + name
    for name in (
        "moveFromRangeStart",
        "moveFromRangeEnd",
        "moveToRangeStart",
        "moveToRangeEnd",
        "customXmlInsRangeStart",
        "customXmlInsRangeEnd",
        "customXmlDelRangeStart",
        "customXmlDelRangeEnd",
    )
)
_FORMERLY = tuple(
    W + name
    for name in (
        "rPrChange",
        "pPrChange",
        "tblPrChange",
        "trPrChange",
        "tcPrChange",
        "sectPrChange",
    )
)
_MARKS = tuple(W + name for name in ("ins", "del", "moveFrom", "moveTo"))


def authors(tree: Any) -> list[tuple[str, str]]:
    """Who tracked changes in it, with the instant that their software wrote; each pair once."""
    found = [
        (mark.get(W + "author", ""), mark.get(W + "date", ""))
        for mark in tree.iter(*_MARKS, *_FORMERLY)
    ]
    return list(dict.fromkeys(found))


def settle(tree: Any, *, accept: bool) -> None:
    """Make the tree as if every tracked change had been accepted, or refused; in place.

    A paragraph or a row that held one keeps ``BY``, so that the change can be attributed.
    """
    _sign(tree)
    for mark in list(tree.iter(*_RANGES)):
        _remove(mark)
    gone, kept = _GONE[accept], _KEPT[accept]
    for row in list(tree.iter(W + "tr")):
        if any(row.find(f"{W}trPr/{W}{name}") is not None for name in gone):
            _remove(row)
    for paragraph in list(tree.iter(W + "p")):
        _settle_mark(paragraph, gone)
    for name in gone:
        for element in list(tree.iter(W + name)):
            _remove(element)
    for name in kept:
        for element in list(tree.iter(W + name)):
            if element.getparent() is not None:
                _unwrap(element)
    for text in tree.iter(W + "delText"):
        text.tag = W + "t"
    for former in list(tree.iter(*_FORMERLY)):
        _settle_look(former, accept)


def _sign(tree: Any) -> None:
    for mark in tree.iter(*_MARKS, *_FORMERLY):
        for holder in mark.iterancestors(W + "p", W + "tr"):
            if holder.get(BY) is None:
                holder.set(BY, f"{mark.get(W + 'author', '')}|{mark.get(W + 'date', '')}")
        for holder in mark.iterdescendants(W + "p"):
            holder.set(BY, f"{mark.get(W + 'author', '')}|{mark.get(W + 'date', '')}")


def _settle_mark(paragraph: Any, gone: tuple[str, ...]) -> None:
    """The end of a paragraph may itself be inserted or deleted: it then joins the next one."""
    if not any(paragraph.find(f"{W}pPr/{W}rPr/{W}{name}") is not None for name in gone):
        return
    following = paragraph.getnext()
    while following is not None and following.tag in _RANGES:
        following = following.getnext()
    rest = [child for child in paragraph if child.tag != W + "pPr" and _says(child, gone)]
    if following is not None and following.tag == W + "p":
        start = 1 if following.find(W + "pPr") is not None else 0
        for offset, child in enumerate(rest):
            following.insert(start + offset, child)
        if following.get(BY) is None and paragraph.get(BY):
            following.set(BY, paragraph.get(BY))
        _remove(paragraph)
    elif not rest and len(list(paragraph.getparent().iterchildren(W + "p"))) > 1:
        _remove(paragraph)


def _says(child: Any, gone: tuple[str, ...]) -> bool:
    """Whether something of the child stays once the changes are settled."""
    return not any(child.tag == W + name for name in gone)


def _settle_look(former: Any, accept: bool) -> None:
    properties = former.getparent()
    if properties is None:
        return
    properties.remove(former)
    if accept:
        return
    kept = former[0] if len(former) else None
    # What the change of a paragraph's look does not speak of stays: its mark, its section.
    aside = [child for child in properties if child.tag in (W + "rPr", W + "sectPr")]
    for child in list(properties):
        properties.remove(child)
    for child in (*(kept if kept is not None else ()), *aside):
        properties.append(child)


def _unwrap(element: Any) -> None:
    parent, at = element.getparent(), element.getparent().index(element)
    for offset, child in enumerate(list(element)):
        parent.insert(at + offset, child)
    parent.remove(element)


def _remove(element: Any) -> None:
    """Take an element away; Word files hold no text between elements."""
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)


def without_field_results(tree: Any) -> None:
    """Drop what a field last showed (a page number): software computes it anew at each opening."""
    depth = 0
    for run in list(tree.iter(W + "r")):
        kind = next((c.get(W + "fldCharType") for c in run.iter(W + "fldChar")), "")
        if kind == "separate":
            depth += 1
        elif kind == "end":
            depth = max(depth - 1, 0)
        elif depth:
            _remove(run)


def reveal(tree: Any) -> list[Any]:
    """Show hidden text: returns the paragraphs that held some; white words count as hidden."""
    found = []
    for run in tree.iter(W + "r"):
        look = run.find(W + "rPr")
        if look is None or not _hides(look):
            continue
        for name in ("vanish", "webHidden", "specVanish"):
            for flag in look.findall(W + name):
                look.remove(flag)
        paragraph = next(run.iterancestors(W + "p"), None)
        if paragraph is not None and any(True for _ in run.iter(W + "t", W + "delText")):
            found.append(paragraph)
    return found


def _hides(look: Any) -> bool:
    flag = look.find(W + "vanish")
    if flag is not None and flag.get(W + "val") not in ("0", "false", "off"):
        return True
    color, size = look.find(W + "color"), look.find(W + "sz")
    white = color is not None and color.get(W + "val", "").upper() == "FFFFFF"
    tiny = size is not None and size.get(W + "val", "").isdigit() and int(size.get(W + "val")) <= 4
    return white or tiny


def sub(parent: Any, name: str, **attributes: str) -> Any:
    """A child element of Word's namespace, attributes in it too."""
    return etree.SubElement(parent, W + name, {W + key: value for key, value in attributes.items()})
