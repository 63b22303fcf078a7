"""Word models that try to run code, and the parts of a document in which they hide.

Each payload, if it ran, would write the canary file. They come from the public lists for
Jinja2 (objects' internals, format strings, filters, macros, inclusions) and from docxtpl's habits.
"""

import io
import zipfile
from collections.abc import Callable

from docx import Document

RUN = 'system("touch {canary}")'
READ = "/etc/passwd"

PAYLOADS: dict[str, str] = {
    "cycler": "{{{{ cycler.__init__.__globals__.os." + RUN + " }}}}",
    "joiner": "{{{{ joiner.__init__.__globals__.os." + RUN + " }}}}",
    "namespace": "{{{{ namespace.__init__.__globals__.os." + RUN + " }}}}",
    "lipsum": '{{{{ lipsum.__globals__["os"].' + RUN + " }}}}",
    "self": "{{{{ self.__init__.__globals__.__builtins__.__import__('os')." + RUN + " }}}}",
    "self_template": "{{{{ self._TemplateReference__context.cycler.__init__.__globals__.os."
    + RUN
    + " }}}}",
    "subclasses": "{{% for c in ().__class__.__base__.__subclasses__() %}}"
    "{{% if c.__name__ == 'Popen' %}}{{{{ c(['touch', '{canary}']) }}}}{{% endif %}}{{% endfor %}}",
    "string_class": '{{{{ "".__class__.__mro__[1].__subclasses__() }}}}',
    "value_class": "{{{{ title.__class__.__base__.__subclasses__() }}}}",
    "attr_filter": '{{{{ title | attr("__class__") | attr("__mro__") }}}}',
    "attr_hex": '{{{{ ()|attr("\\x5f\\x5fclass\\x5f\\x5f") }}}}',
    "map_attribute": '{{{{ rows | map(attribute="__class__") | list }}}}',
    "format_string": '{{{{ "{{0.__class__.__init__.__globals__}}".format(title) }}}}',
    "percent_string": '{{{{ "%999999999s" % title }}}}',
    "item_class": '{{{{ title["__class__"] }}}}',
    "dict_method": "{{{{ data.items() }}}}",
    "dict_update": '{{{{ data.update({{"canary": 1}}) }}}}',
    "list_append": "{{{{ rows.append(1) }}}}",
    "include": '{{% include "' + READ + '" %}}',
    "import": '{{% import "os" as os %}}{{{{ os.' + RUN + " }}}}",
    "extends": '{{% extends "' + READ + '" %}}',
    "macro": "{{% macro m() %}}{{{{ caller.__globals__.os."
    + RUN
    + " }}}}{{% endmacro %}}{{{{ m() }}}}",
    "call_block": "{{% call cycler.__init__.__globals__.os." + RUN + " %}}{{% endcall %}}",
    "set": "{{% set x = cycler.__init__.__globals__.os." + RUN + " %}}",
    "if": "{{% if cycler.__init__.__globals__.os." + RUN + " %}}{{% endif %}}",
    "loop_internals": "{{% for r in rows %}}{{{{ loop.__init__.__globals__ }}}}{{% endfor %}}",
    "loop_cycle": '{{% for r in rows %}}{{{{ loop.cycle("a", "b") }}}}{{% endfor %}}',
    "filter_block": '{{% filter attr("__class__") %}}x{{% endfilter %}}',
    "range": "{{{{ range(999999999) | list }}}}",
    "bare_global": "{{{{ lipsum }}}}",
    "bare_range": "{{{{ range }}}}",
    "power": "{{{{ 9 ** 9 ** 9 }}}}",
    "tower": "{{{{ 9 ** (9 ** 9) }}}}",
    "digits": "{{{{ " + "9" * 5000 + " }}}}",
    "deep_loops": "{{% for a in rows %}}" * 25 + "{{% endfor %}}" * 25,
    "deep_brackets": "{{{{ " + "(" * 3000 + "title" + ")" * 3000 + " }}}}",
    "repeat": '{{{{ "x" * 9999999999 }}}}',
    "shift": "{{{{ 10 ** 12 * 10 ** 12 * 10 ** 12 }}}}",
    "undefined_internals": "{{{{ nothing.__init__.__globals__.os." + RUN + " }}}}",
    "paragraph_tag": "{{{{p cycler.__init__.__globals__.os." + RUN + " }}}}",
    "run_tag": "{{{{r cycler.__init__.__globals__.os." + RUN + " }}}}",
    "colspan": "{{% colspan cycler.__init__.__globals__.os." + RUN + " %}}",
    "cellbg": "{{% cellbg cycler.__init__.__globals__.os." + RUN + " %}}",
    "safe_filter": '{{{{ "</w:t></w:r></w:p>" | safe }}}}',
    "debug": "{{% debug %}}",
}


def payload(name: str, canary: str) -> str:
    """The text to type in Word for one attack."""
    return PAYLOADS[name].format(canary=canary)


def in_body(text: str) -> bytes:
    document = Document()
    document.add_paragraph(text)
    return _saved(document)


def in_table_cell(text: str) -> bytes:
    document = Document()
    document.add_table(1, 2).rows[0].cells[1].text = text
    return _saved(document)


def in_header(text: str) -> bytes:
    document = Document()
    document.sections[0].header.paragraphs[0].text = text
    return _saved(document)


def in_footer(text: str) -> bytes:
    document = Document()
    document.sections[0].footer.paragraphs[0].text = text
    return _saved(document)


def in_core_property(text: str) -> bytes:
    document = Document()
    document.add_paragraph("Corps")
    document.core_properties.title = text[:255]
    document.core_properties.subject = text[:255]
    return _saved(document)


def in_text_box(text: str) -> bytes:
    """As Word writes one: a drawing inside a run, with paragraphs of its own."""
    box = (
        '<w:r><w:pict xmlns:v="urn:schemas-microsoft-com:vml"><v:shape style="width:200pt">'
        f"<v:textbox><w:txbxContent><w:p><w:r><w:t>{_escaped(text)}</w:t></w:r></w:p>"
        "</w:txbxContent></v:textbox></v:shape></w:pict></w:r>"
    )
    return edited(in_body("MARQUE"), "word/document.xml", "<w:r><w:t>MARQUE</w:t></w:r>", box)


def in_footnote(text: str) -> bytes:
    return with_part(
        in_body("Corps"),
        "word/footnotes.xml",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml",
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:footnotes xmlns:w="http://'
        'schemas.openxmlformats.org/wordprocessingml/2006/main"><w:footnote w:id="1"><w:p><w:r>'
        f"<w:t>{_escaped(text)}</w:t></w:r></w:p></w:footnote></w:footnotes>",
        relationship="footnotes",
    )


PARTS: dict[str, Callable[[str], bytes]] = {
    "body": in_body,
    "table cell": in_table_cell,
    "header": in_header,
    "footer": in_footer,
    "footnote": in_footnote,
    "text box": in_text_box,
    "core property": in_core_property,
}


def with_part(
    docx: bytes, name: str, content_type: str, content: str | bytes, relationship: str = ""
) -> bytes:
    """A copy that holds one part more, declared, and linked from the body when asked."""
    members = unpacked(docx)
    members[name] = content.encode() if isinstance(content, str) else content
    override = f'<Override PartName="/{name}" ContentType="{content_type}"/></Types>'
    types = members["[Content_Types].xml"].decode().replace("</Types>", override)
    members["[Content_Types].xml"] = types.encode()
    if relationship:
        rels = members["word/_rels/document.xml.rels"].decode()
        link = (
            '<Relationship Id="rIdX" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
            f'relationships/{relationship}" Target="{name.removeprefix("word/")}"/></Relationships>'
        )
        rels = rels.replace("</Relationships>", link)
        members["word/_rels/document.xml.rels"] = rels.encode()
    return packed(members)


def unpacked(docx: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(docx)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(members: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def edited(docx: bytes, part: str, old: str, new: str) -> bytes:
    members = unpacked(docx)
    text = members[part].decode()
    assert old in text
    members[part] = text.replace(old, new).encode()
    return packed(members)


def _saved(document: object) -> bytes:
    buffer = io.BytesIO()
    document.save(buffer)  # type: ignore[attr-defined]
    return buffer.getvalue()


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
