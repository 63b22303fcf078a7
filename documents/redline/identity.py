"""Which text a Word file is: written in its properties when it leaves, read when it comes back.

Word and LibreOffice keep the custom properties of a file; whoever removes them only loses the
help of a sooner, clearer refusal.
"""

from collections.abc import Mapping

from lxml import etree

from documents.rendering.package import CONTENT_TYPES, parse_part, read_package, write_package

_PART = "docProps/custom.xml"
_PROPERTIES = "http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"
_VALUES = "http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"
_RELATED = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/custom-properties"
_KIND = "application/vnd.openxmlformats-officedocument.custom-properties+xml"
_FORMAT = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"


def stamped(docx: bytes, facts: Mapping[str, str]) -> bytes:
    """The file with these custom properties and no other."""
    members = dict(read_package(docx).members)
    root = etree.Element(f"{{{_PROPERTIES}}}Properties", nsmap={None: _PROPERTIES, "vt": _VALUES})
    for number, (name, value) in enumerate(facts.items(), start=2):
        given = {"fmtid": _FORMAT, "pid": str(number), "name": name}
        each = etree.SubElement(root, f"{{{_PROPERTIES}}}property", given)
        etree.SubElement(each, f"{{{_VALUES}}}lpwstr").text = value
    if _PART not in members:
        types = parse_part(members[CONTENT_TYPES], CONTENT_TYPES)
        space = etree.QName(types).namespace
        given = {"PartName": f"/{_PART}", "ContentType": _KIND}
        etree.SubElement(types, f"{{{space}}}Override", given)
        members[CONTENT_TYPES] = _written(types)
        related = parse_part(members["_rels/.rels"], "_rels/.rels")
        space = etree.QName(related).namespace
        given = {"Id": "rIdCustomFacts", "Type": _RELATED, "Target": _PART}
        etree.SubElement(related, f"{{{space}}}Relationship", given)
        members["_rels/.rels"] = _written(related)
    members[_PART] = _written(root)
    return write_package(members)


def facts(docx: bytes) -> dict[str, str]:
    """The custom properties of a file, by name; empty when it has none."""
    members = read_package(docx).members
    if _PART not in members:
        return {}
    return {
        each.get("name", ""): "".join(each.itertext()).strip()
        for each in parse_part(members[_PART], _PART)
        if isinstance(each.tag, str)
    }


def _written(tree: etree._Element) -> bytes:
    return etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=True)
