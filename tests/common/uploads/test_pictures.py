"""A photograph is kept alone: upright, reduced, without what its device wrote beside it."""

import io

import pytest
from PIL import Image

from common.uploads import images


def jpeg(size=(40, 20), *, exif=None, **saved):
    made = Image.new("RGB", size, "white")
    made.paste("red", (0, 0, size[0] // 2, size[1]))
    out = io.BytesIO()
    made.save(out, "JPEG", exif=exif or b"", quality=95, **saved)
    return out.getvalue()


def opened(data):
    return Image.open(io.BytesIO(data))


def turned(orientation):
    exif = Image.Exif()
    exif[0x0112] = orientation
    return exif


@pytest.mark.parametrize(
    "beside",
    [
        {"comment": b"zqtrace"},
        {"xmp": b"<x>zqtrace</x>"},
        {"icc_profile": b"zqtrace" * 20},
    ],
)
def test_nothing_stands_beside_the_picture(beside):
    sent = jpeg(**beside)
    assert b"zqtrace" in sent
    assert b"zqtrace" not in images.picture(sent)


def test_what_follows_the_picture_is_left_out():
    assert b"zqtrace" not in images.picture(jpeg() + b"zqtrace")


def test_it_stands_upright_once_its_orientation_is_gone():
    shown = opened(images.picture(jpeg(exif=turned(6))))
    assert shown.size == (20, 40)
    red, _, blue = shown.getpixel((10, 5))
    assert red > 200 > blue
    assert not shown.getexif()


@pytest.mark.parametrize("size", [(5000, 100), (100, 5000)])
def test_its_longest_side_is_bounded(size):
    assert max(opened(images.picture(jpeg(size))).size) == images.LONGEST


def test_what_is_transparent_becomes_white():
    out = io.BytesIO()
    Image.new("RGBA", (10, 10), (0, 0, 0, 0)).save(out, "PNG")
    shown = opened(images.picture(out.getvalue()))
    assert shown.format == "JPEG"
    assert min(shown.getpixel((5, 5))) > 250


def test_a_picture_that_is_already_so_does_not_change():
    once = images.picture(jpeg((3000, 20), exif=turned(3)))
    assert images.picture(once) is once
