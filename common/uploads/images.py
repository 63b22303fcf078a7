"""Images: what they would take once decoded, and whether they are whole."""

import io
import warnings

from PIL import Image, UnidentifiedImageError

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
