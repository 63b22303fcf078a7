"""The visible text of a signature: as large as its frame allows, in an embedded typeface."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pyhanko.pdf_utils.content import ResourceType
from pyhanko.pdf_utils.generic import NameObject
from pyhanko.pdf_utils.layout import BoxConstraints
from pyhanko.pdf_utils.writer import BasePdfFileWriter
from pyhanko.stamp import BaseStamp, BaseStampStyle

from . import fonts
from .errors import FieldRefused

LARGEST, SMALLEST, STEP = 9.0, 5.5, 0.5  # points; below, a printed copy is no longer legible
MARGIN = 4.0
LINE = 1.2  # of the size, between lines
PARAGRAPH = 0.4  # of the size, more between paragraphs


@dataclass(frozen=True)
class Setting:
    """Lines broken and sized for a frame; an empty line stands between paragraphs."""

    lines: tuple[str, ...]
    size: float

    @property
    def height(self) -> float:
        return sum(PARAGRAPH if not line else LINE for line in self.lines) * self.size


def fit(paragraphs: Sequence[str], *, width: float, height: float) -> Setting:
    """Set ``paragraphs`` in a frame of ``width`` × ``height`` points.

    Refused when the text does not fit at 5.5 points, or has a character the typeface lacks.
    """
    texts = [fonts.printable(paragraph) for paragraph in paragraphs]
    size = LARGEST
    while size >= SMALLEST:
        lines: list[str] = []
        for text in texts:
            lines += ([""] if lines else []) + fonts.wrap(text, size=size, width=width - 2 * MARGIN)
        setting = Setting(tuple(lines), size)
        if setting.height <= height - 2 * MARGIN:
            return setting
        size -= STEP
    raise FieldRefused(
        f"Le texte de la signature ne tient pas dans son cadre ({width:.0f} × {height:.0f} "
        "points) : abrégez la qualité du signataire ou agrandissez le cadre dans le modèle Word."
    )


@dataclass(frozen=True)
class TextStyle(BaseStampStyle):
    """pyHanko's hook: draws ``paragraphs`` in the frame of the field being signed."""

    border_width: int = 0
    paragraphs: tuple[str, ...] = ()

    def create_stamp(
        self, writer: BasePdfFileWriter, box: BoxConstraints, text_params: dict[str, Any]
    ) -> "TextStamp":
        return TextStamp(writer, self, box)


class TextStamp(BaseStamp):
    """One drawing of a :class:`TextStyle`, top-left aligned."""

    style: TextStyle

    def _render_inner_content(self) -> list[bytes]:
        setting = fit(self.style.paragraphs, width=self.box.width, height=self.box.height)
        engine = fonts.AppearanceFont().create_font_engine(self._ensure_writer)
        top = self.box.height - MARGIN
        drawn = [b"0 g BT /F1 %.2f Tf" % setting.size]
        for line in setting.lines:
            top -= (LINE if line else PARAGRAPH) * setting.size
            if line:
                baseline = top + (LINE - 1) * setting.size
                drawn.append(b"1 0 0 1 %.2f %.2f Tm" % (MARGIN, baseline))
                drawn.append(engine.shape(line).graphics_ops)
        self.set_resource(ResourceType.FONT, NameObject("/F1"), engine.as_resource())
        return [*drawn, b"ET"]
