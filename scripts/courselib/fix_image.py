"""A picture saved anew: upright, in the colours every screen shows, no wider than needed, and nothing but a picture.

This alone knows Pillow, and only `fix` asks for it: checking looks at bytes (`images.py`).
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from PIL import Image, ImageCms, ImageOps, features

from courselib import images
from courselib.message import Message, say

WIDTHS = (800, 640, 480)
"""Pixels from left to right: the most a picture has, and what is tried when it then weighs too much."""

_FORMATS = ("AVIF", "BMP", "GIF", "JPEG", "PNG", "TIFF", "WEBP")
"""What is read. Pillow knows many more, each a door for damaged bytes."""
_QUALITIES = (85, 75, 65)
_WHITE = (255, 255, 255)


class Saved(NamedTuple):
    """A picture as it was saved."""

    data: bytes
    kind: str
    """`avif`, `jpeg`, `png` or `webp`."""
    width: int
    height: int


class UnsavedError(Exception):
    """A picture that is left as it is, with the reason."""

    def __init__(self, reason: Message) -> None:
        super().__init__(str(reason))
        self.reason = reason


def saved(raw: bytes, kind: str, limit: int) -> Saved:
    """The picture, as `kind` if it then keeps to the limit, else as WebP if that does, else narrower.

    Args:
        raw: a file with a picture.
        kind: what it is to be: `avif`, `jpeg`, `png` or `webp`.
        limit: most bytes it may have.

    Raises:
        UnsavedError: it moves, is no picture, has too many pixels, or stays over the limit whatever is tried.

    """
    picture = _srgb(_opened(raw))
    for width in (WIDTHS[0], *(width for width in WIDTHS[1:] if width < picture.width)):
        narrow = _narrow(picture, width)
        for name in dict.fromkeys((kind, "webp")):
            for data in _SAVED_AS[name](narrow):
                if len(data) <= limit:
                    return _checked(Saved(data, name, *narrow.size))
    raise UnsavedError(
        say("it stays over {limit} KB; show less of it, or draw it as a screen block", limit=limit // 1000)
    )


def _opened(raw: bytes) -> Image.Image:
    """The picture, upright."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            # A file of a few kilobytes can unfold into gigabytes: what is worth a warning to Pillow is refused.
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(raw), formats=_FORMATS) as picture:
                # The further pictures of an MPO file are previews and depths of the first.
                if getattr(picture, "is_animated", False) and picture.format != "MPO":
                    raise UnsavedError(say("it moves; save one picture of it, or take it away"))
                # A photo is read at a fraction of its size where its format knows how.
                picture.draft(None, (2 * WIDTHS[0], 2 * WIDTHS[0]))
                picture.load()
                return ImageOps.exif_transpose(picture)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise UnsavedError(say("it has too many pixels; make it smaller in a program for pictures")) from None
    except UnsavedError:
        raise
    except Exception:  # over damaged bytes Pillow raises nearly anything
        raise UnsavedError(say("it can not be read as a picture; take it anew, or take it away")) from None


def _srgb(picture: Image.Image) -> Image.Image:
    """The picture in the colours of sRGB, as `L`, `RGB` or `RGBA`."""
    profile = picture.info.get("icc_profile")
    if picture.mode in ("P", "PA", "LA", "La", "RGBa", "1") or picture.has_transparency_data:
        picture = picture.convert("RGBA" if picture.has_transparency_data else "L" if picture.mode == "1" else "RGB")
    elif picture.mode.startswith("I;16"):
        picture = picture.point(lambda value: value / 256, "L")
    elif picture.mode not in ("L", "RGB", "RGBA", "CMYK", "YCbCr", "LAB"):
        raise UnsavedError(say("its colours are of a rare kind; save it as PNG in a program for pictures"))
    if profile:
        picture = _from_profile(picture, profile)
    return picture if picture.mode in ("L", "RGB", "RGBA") else picture.convert("RGB")


def _from_profile(picture: Image.Image, profile: bytes) -> Image.Image:
    """The picture without its colour profile, looking as with it. A profile that does not fit is passed over."""
    wanted = "RGBA" if picture.mode == "RGBA" else "L" if picture.mode == "L" else "RGB"
    try:
        own = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        if wanted == "L":
            # sRGB is a profile of three colours; shades of grey come back to one below.
            made = ImageCms.profileToProfile(picture, own, ImageCms.createProfile("sRGB"), outputMode="RGB")
            return made.convert("L") if made else picture
        return ImageCms.profileToProfile(picture, own, ImageCms.createProfile("sRGB"), outputMode=wanted) or picture
    except (ImageCms.PyCMSError, OSError):
        return picture


def _narrow(picture: Image.Image, most: int) -> Image.Image:
    """The picture, at most so many pixels wide, as a new one that knows nothing of the file it came from."""
    width, height = picture.size
    if width > most:
        picture = picture.resize((most, max(1, round(height * most / width))), Image.Resampling.LANCZOS)
    made = Image.new(picture.mode, picture.size)
    made.paste(picture)
    return made


def _jpeg(picture: Image.Image) -> Iterator[bytes]:
    if picture.mode == "RGBA":
        under = Image.new("RGB", picture.size, _WHITE)
        under.paste(picture, mask=picture.getchannel("A"))
        picture = under
    for quality in _QUALITIES:
        yield _written(picture, "JPEG", quality=quality, optimize=True, progressive=True)


def _png(picture: Image.Image) -> Iterator[bytes]:
    yield _written(picture, "PNG", optimize=True)


def _webp(picture: Image.Image) -> Iterator[bytes]:
    for quality in _QUALITIES:
        yield _written(picture, "WEBP", quality=quality, method=6)


def _avif(picture: Image.Image) -> Iterator[bytes]:
    if not features.check("avif"):
        raise UnsavedError(say("this computer can not save AVIF; save it as PNG, JPEG or WebP"))
    for quality in _QUALITIES:
        yield _written(picture, "AVIF", quality=quality)


_SAVED_AS: Mapping[str, Callable[[Image.Image], Iterator[bytes]]] = {
    "avif": _avif,
    "jpeg": _jpeg,
    "png": _png,
    "webp": _webp,
}


def _written(picture: Image.Image, form: str, **options: Any) -> bytes:
    to = io.BytesIO()
    picture.save(to, form, **options)
    return to.getvalue()


def _checked(made: Saved) -> Saved:
    """What was saved, once the check would have nothing to say about it."""
    look = images.seen(made.data, len(made.data))
    if look.kind != made.kind or look.metadata or look.trailing:
        raise UnsavedError(say("it can not be saved as nothing but a picture; save it as PNG, JPEG or WebP"))
    return made
