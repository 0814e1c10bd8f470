"""Reads one file of a stranger in a process of its own, and writes pages that draw and do nothing else.

Run as `python -m arrears.reports.exhibit_worker pdf|picture`: the file comes in, one line of JSON and a clean
PDF go out. The process first takes from itself what it does not need: memory, seconds, files to write.
"""

from __future__ import annotations

import io
import json
import logging
import resource
import sys
from typing import Any

MEMORY = 1 << 30
SECONDS = 60
LARGEST_OUT = 200_000_000
PICTURES = ("PNG", "JPEG")
MOST_DOTS = 100_000_000
# What a picture may measure on the page, in points, and how many dots of it that shows.
SHEET = (532.0, 652.0)
DOTS_AN_INCH = 300


def main(kind: str) -> None:
    """Read a file of a kind from stdin and write what can be bound of it, or why it cannot."""
    _limit()
    content = sys.stdin.buffer.read()
    told: dict[str, Any] = {"why": "", "notes": [], "pages": 0}
    made = b""
    try:
        made, told["notes"], told["pages"] = _pages_of(kind, content)
    except MemoryError:
        told["why"] = "large"
    except RecursionError:
        told["why"] = "broken"
    except Exception as fault:
        told["why"] = _why(fault)
    if len(made) > LARGEST_OUT:
        told, made = {"why": "large", "notes": [], "pages": 0}, b""
    sys.stdout.buffer.write(json.dumps(told).encode() + b"\n" + made)


def _limit() -> None:
    for what, most in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, SECONDS),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))
    logging.disable(logging.CRITICAL)


def _pages_of(kind: str, content: bytes) -> tuple[bytes, list[str], int]:
    return _pdf(content) if kind == "pdf" else _picture(content)


def _why(fault: Exception) -> str:
    """The word for a fault: a limit that was passed, a word that the copying chose, or a broken file."""
    from pypdf.errors import LimitReachedError

    from arrears.reports.clean_pages import NotBoundError

    if isinstance(fault, NotBoundError):
        return str(fault)
    return "large" if isinstance(fault, LimitReachedError) else "broken"


def _pdf(content: bytes) -> tuple[bytes, list[str], int]:
    import pypdf

    from arrears.reports.clean_pages import NotBoundError, copy_pages

    reader = pypdf.PdfReader(io.BytesIO(content), strict=False)
    if reader.is_encrypted and not reader.decrypt(""):
        raise NotBoundError("locked")
    writer, notes = copy_pages(reader)
    target = io.BytesIO()
    writer.write(target)
    return target.getvalue(), notes, len(writer.pages)


def _picture(content: bytes) -> tuple[bytes, list[str], int]:
    """A picture as one page, upright, on white, without what a camera wrote beside it."""
    from PIL import Image, ImageOps

    from arrears.reports.clean_pages import NotBoundError

    Image.MAX_IMAGE_PIXELS = MOST_DOTS
    found = Image.open(io.BytesIO(content), formats=PICTURES)
    if found.width * found.height > MOST_DOTS:
        raise NotBoundError("large")
    notes = ["moving"] if getattr(found, "n_frames", 1) > 1 else []
    is_photograph = found.format == "JPEG"
    upright = ImageOps.exif_transpose(found)
    flat = Image.new("RGB", upright.size, "white")
    has_mask = upright.mode in ("RGBA", "LA", "PA") or "transparency" in upright.info
    shown = upright.convert("RGBA" if has_mask else "RGB")
    flat.paste(shown, mask=shown.getchannel("A") if has_mask else None)
    scale = min(SHEET[0] / flat.width, SHEET[1] / flat.height, 72 / 96)
    most = (int(SHEET[0] / 72 * DOTS_AN_INCH), int(SHEET[1] / 72 * DOTS_AN_INCH))
    if flat.width > most[0] or flat.height > most[1]:
        notes.append("reduced")
    size = (max(1.0, flat.width * scale), max(1.0, flat.height * scale))
    flat.thumbnail(most)
    return _one_page(flat, size, is_photograph=is_photograph), notes, 1


def _one_page(picture: Any, size: tuple[float, float], *, is_photograph: bool) -> bytes:
    from reportlab.lib.utils import ImageReader
    from reportlab.pdfgen.canvas import Canvas

    target = io.BytesIO()
    canvas = Canvas(target, pagesize=size, invariant=1, pageCompression=1)
    drawn: Any = picture
    if is_photograph:
        packed = io.BytesIO()
        picture.save(packed, "JPEG", quality=90)
        drawn = io.BytesIO(packed.getvalue())
    canvas.drawImage(ImageReader(drawn), 0, 0, *size)
    canvas.showPage()
    canvas.save()
    return target.getvalue()


if __name__ == "__main__":
    main(sys.argv[1])
