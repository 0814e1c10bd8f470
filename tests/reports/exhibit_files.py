"""Files that strangers may give as evidence: PDFs that do more than draw, and what is in a PDF."""

from __future__ import annotations

import io

import pypdf
import pypdfium2
from PIL import Image
from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    NameObject,
    NumberObject,
    TextStringObject,
)
from reportlab.lib.pagesizes import letter
from reportlab.pdfgen.canvas import Canvas

from arrears.reports import clean_pages

SECRET = b"nobody should carry this"


def a_pdf(*sizes: tuple[float, float]) -> bytes:
    target = io.BytesIO()
    canvas = Canvas(target, invariant=1)
    for number, size in enumerate(sizes or (letter,), start=1):
        canvas.setPageSize(size)
        canvas.setFont("Helvetica", 20)
        canvas.drawString(72, 300, f"page {number} of the document")
        canvas.showPage()
    canvas.save()
    return target.getvalue()


def rewritten(content: bytes, change) -> bytes:
    """A PDF with something done to its objects."""
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(content))
    change(writer)
    target = io.BytesIO()
    writer.write(target)
    return target.getvalue()


def pictures(content: bytes) -> list[Image.Image]:
    return [page.render(scale=1).to_pil().convert("RGB") for page in pypdfium2.PdfDocument(content)]


def keys_of(content: bytes) -> set[str]:
    """Every key of every dictionary of a PDF."""
    reader = pypdf.PdfReader(io.BytesIO(content))
    found: set[str] = set()
    for number in range(1, len(reader.xref[0]) + 1 if reader.xref else 1):
        one = reader.get_object(pypdf.generic.IndirectObject(number, 0, reader))
        waiting = [one]
        while waiting:
            part = waiting.pop()
            if isinstance(part, DictionaryObject):
                found |= set(dict.keys(part))
                waiting += [dict.__getitem__(part, key) for key in part]
            elif isinstance(part, ArrayObject):
                waiting += list(part)
    return found


def acting(writer: pypdf.PdfWriter) -> None:
    """Everything that a page or a file may do besides draw."""
    script = DictionaryObject(
        {NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject("app.alert(1)")}
    )
    writer.add_attachment("secret.txt", SECRET)
    writer.add_metadata({"/Title": SECRET.decode(), "/Author": SECRET.decode()})
    page = writer.pages[0]
    page[NameObject("/AA")] = DictionaryObject({NameObject("/O"): script})
    page[NameObject("/Metadata")] = writer._add_object(_stream(SECRET))
    page[NameObject("/PieceInfo")] = DictionaryObject({NameObject("/X"): TextStringObject(SECRET.decode())})
    link = DictionaryObject({
        NameObject("/Type"): NameObject("/Annot"), NameObject("/Subtype"): NameObject("/Link"),
        NameObject("/Rect"): ArrayObject(NumberObject(n) for n in (0, 0, 99, 99)), NameObject("/A"): script,
    })  # fmt: skip
    page[NameObject("/Annots")] = ArrayObject([writer._add_object(link)])
    font = page["/Resources"]["/Font"]["/F1"]
    font[NameObject("/AA")] = script
    font[NameObject("/PieceInfo")] = TextStringObject(SECRET.decode())
    writer.root_object[NameObject("/OpenAction")] = script


def _stream(content: bytes) -> DecodedStreamObject:
    made = DecodedStreamObject()
    made.set_data(content)
    return made


def outside(writer: pypdf.PdfWriter) -> None:
    stream = _stream(b"")
    stream[NameObject("/F")] = TextStringObject("/etc/passwd")
    writer.pages[0][NameObject("/Contents")] = writer._add_object(stream)


def drawn_by(subtype: str, **entries: int):
    def change(writer: pypdf.PdfWriter) -> None:
        stream = _stream(b"showpage")
        stream[NameObject("/Type")] = NameObject("/XObject")
        stream[NameObject("/Subtype")] = NameObject(f"/{subtype}")
        for name, value in entries.items():
            stream[NameObject(f"/{name}")] = NumberObject(value)
        listed = DictionaryObject({NameObject("/X"): writer._add_object(stream)})
        writer.pages[0]["/Resources"].get_object()[NameObject("/XObject")] = listed

    return change


def layered(writer: pypdf.PdfWriter) -> None:
    layer = writer._add_object(DictionaryObject({NameObject("/Type"): NameObject("/OCG")}))
    shown = DictionaryObject({NameObject("/OFF"): ArrayObject([layer])})
    writer.root_object[NameObject("/OCProperties")] = DictionaryObject({NameObject("/D"): shown})


def locked(writer: pypdf.PdfWriter) -> None:
    writer.encrypt("a password")


def tiny(writer: pypdf.PdfWriter) -> None:
    writer.pages[0].mediabox = pypdf.generic.RectangleObject((0, 0, 1, 1))


def empty(writer: pypdf.PdfWriter) -> None:
    writer.root_object["/Pages"][NameObject("/Kids")] = ArrayObject()
    writer.root_object["/Pages"][NameObject("/Count")] = NumberObject(0)


def deep(writer: pypdf.PdfWriter) -> None:
    inner = DictionaryObject()
    for _ in range(clean_pages.DEEPEST + 1):
        inner = DictionaryObject({NameObject("/SMask"): inner})
    writer.pages[0]["/Resources"].get_object()[NameObject("/ExtGState")] = inner
