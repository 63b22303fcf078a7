"""Images: what they would take once decoded, and whether they are whole."""

import io
import warnings

from PIL import Image, ImageOps, UnidentifiedImageError

from common.french import number
from common.uploads.kinds import Kind, Limits, RefusedUpload

_FORMATS = {Kind.PNG: "PNG", Kind.JPEG: "JPEG"}


def inspect(data: bytes, kind: Kind, limits: Limits) -> None:
    """Refuse an image that is damaged or whose decoded size could exhaust memory."""
    try:
        with warnings.catch_warnings():
            # Pillow warns above its own threshold: ours decides.
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            Image.MAX_IMAGE_PIXELS = limits.pixels
            with Image.open(io.BytesIO(data), formats=[_FORMATS[kind]]) as image:
                _check_size(image.width, image.height, limits)
                image.load()
    except Image.DecompressionBombError:
        raise _too_large(limits) from None
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError):
        raise RefusedUpload(
            "image_damaged",
            "Cette image est incomplète ou abîmée. Numérisez ou exportez-la de nouveau.",
        ) from None


def _check_size(width: int, height: int, limits: Limits) -> None:
    if width * height > limits.pixels:
        raise _too_large(limits)


def _too_large(limits: Limits) -> RefusedUpload:
    return RefusedUpload(
        "image_too_large",
        f"Image trop grande : {number(limits.pixels // 1_000_000)} millions de points au plus. "
        "Numérisez à 300 points par pouce.",
    )


LONGEST = 2000
"""Pixels of the longest side of a picture that is kept: enough for half an A4 page in print."""
_QUALITY = 85
_FRAME = ("APP0", "APP14")
"""Segments of a JPEG that say how to draw it, and nothing else."""


def picture(data: bytes) -> bytes:
    """A photograph that passed the gate, as a JPEG of ``LONGEST`` pixels at most, upright.

    What its device wrote beside it (place, hour, owner, small copy, sound) is left out: RGPD,
    art. 5, § 1, c. One that is already so is given back as it is.
    """
    with Image.open(io.BytesIO(data), formats=[*_FORMATS.values()]) as opened:
        if _bare(opened, data):
            return data
        opened.draft("RGB", (LONGEST, LONGEST))
        upright = ImageOps.exif_transpose(opened).convert("RGBA")
    upright.thumbnail((LONGEST, LONGEST), Image.Resampling.LANCZOS)
    shown = Image.new("RGB", upright.size, "white")
    shown.paste(upright, mask=upright)
    out = io.BytesIO()
    shown.save(out, "JPEG", quality=_QUALITY, optimize=True)
    return out.getvalue()


def _bare(opened: Image.Image, data: bytes) -> bool:
    """Whether nothing stands beside the picture, nor after it."""
    segments = getattr(opened, "applist", None)
    if opened.format != "JPEG" or segments is None or max(opened.size) > LONGEST:
        return False
    return all(name in _FRAME for name, _content in segments) and data.endswith(b"\xff\xd9")
