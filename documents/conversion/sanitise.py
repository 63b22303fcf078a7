"""Remove from a .docx all that acts on its own, before LibreOffice opens it.

The hardened profile refuses the same things: two barriers, because either may have a hole.
"""

import io
import re
import zipfile
from typing import Any

from lxml import etree

from documents.conversion.errors import DocumentRefused
from documents.rendering.active import found_in, trees
from documents.rendering.errors import PackageRefused
from documents.rendering.package import entry, read_package

# A transparent point, in place of what is not a bitmap.
_BLANK_IMAGE = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489"
    "0000000d49444154789c6360606060000000050001a5f645400000000049454e44"
    "ae426082"
)
# Comments are not printed; anchored in a text, they make a LibreOffice without windows (the
# package that servers install) look for the frame of its margin, and abort.
_COMMENT_ANCHORS = ("commentRangeStart", "commentRangeEnd", "commentReference")
_PLAIN_ENCODINGS = {"utf-8", "us-ascii", "ascii"}
_BLANK_XML = b'<?xml version="1.0" encoding="UTF-8"?><empty/>'


def sanitised(docx: bytes) -> bytes:
    """The same document without links to files, macros, objects or fields that read files.

    Always written anew, so that LibreOffice sees exactly the parts that were checked.
    Refuses (``DocumentRefused``) what is not a .docx or is oversized.
    """
    try:
        package = read_package(docx)
        parsed = trees(package)
        touched = set()
        blanked = set()
        for found in list(found_in(package, parsed)):
            if found.attribute:
                found.element.attrib.pop(found.attribute, None)
            elif found.element is not None:
                _remove(found.element)
            elif found.text_elements:
                for text in found.text_elements:
                    text.text = ""
            else:
                blanked.add(found.part)
            touched.add(found.part)
        touched.update(name for name, root in parsed.items() if _without_comments(root))
    except PackageRefused as refusal:
        raise DocumentRefused(f"Le document n’est pas converti. {refusal}") from None
    members = {}
    for name, content in package.members.items():
        if name in blanked:
            members[name] = _BLANK_XML if name in parsed else _BLANK_IMAGE
        elif name in parsed and (name in touched or not _plain(parsed[name])):
            members[name] = etree.tostring(
                parsed[name], xml_declaration=True, encoding="UTF-8", standalone=True
            )
        else:
            members[name] = content
    return _stored(members)


def _without_comments(root: Any) -> bool:
    """Remove the anchors of comments; True when there were any."""
    anchors = [each for name in _COMMENT_ANCHORS for each in root.iter("{*}" + name)]
    for anchor in anchors:
        _remove(anchor)
    return bool(anchors)


def _remove(element: Any) -> None:
    parent = element.getparent()
    if parent is None:
        raise PackageRefused("Une partie du document n’est faite que d’un élément actif.")
    if element.tail and element.tail.strip():
        previous = element.getprevious()
        if previous is None:
            parent.text = (parent.text or "") + element.tail
        else:
            previous.tail = (previous.tail or "") + element.tail
    parent.remove(element)


def _plain(root: Any) -> bool:
    encoding = root.getroottree().docinfo.encoding or "utf-8"
    return re.sub(r"[^a-z0-9-]", "", encoding.lower()) in _PLAIN_ENCODINGS


def _stored(members: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for name, content in members.items():
            info = entry(name)
            info.compress_type = zipfile.ZIP_STORED
            archive.writestr(info, content)
    return buffer.getvalue()
