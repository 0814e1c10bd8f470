"""Copies what the pages of a stranger's PDF show, and nothing that they could do.

Every page becomes one drawing. Of each object only the entries that draw are copied, by a closed list: no
script, action, link, form field, embedded or outside file, structure, metadata or layer has an entry there.
What a field, stamp or note shows is drawn where it stands. What cannot be copied safely is refused.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import Any

import pypdf
from pypdf.generic import (
    ArrayObject,
    BooleanObject,
    ByteStringObject,
    DecodedStreamObject,
    DictionaryObject,
    FloatObject,
    IndirectObject,
    NameObject,
    NullObject,
    NumberObject,
    StreamObject,
    TextStringObject,
)

MOST_PAGES = 300
MOST_OBJECTS = 200_000
DEEPEST = 40
LARGEST_STREAM = 50_000_000
MOST_DOTS = 100_000_000  # of one picture inside a page
SMALLEST_SIDE, LARGEST_SIDE = 9.0, 14_400.0  # points: an eighth of an inch, and the format's own limit
HIDDEN, NO_VIEW, PRINTED = 2, 32, 4  # bits of an annotation's flags
# What an entry's value is: a dictionary of entries, one of resources, or names that the file chose.
INNER = {"/Resources": "resources", "/CharProcs": "names", "/Colorants": "names"}
RESOURCES = frozenset(("/Font", "/XObject", "/ExtGState", "/ColorSpace", "/Pattern", "/Shading"))
# The entries that draw, of resources, pictures, fonts, colours, shadings, functions and streams (ISO 32000-1,
# chapters 7 to 11). Not here, so never copied: A, AA, JS, OpenAction, URI, EF, RF, Ref, OPI, OC, Metadata,
# PieceInfo, Annots, StructParent, and whatever else the format has or will have.
DRAWING_ENTRIES = """
    /Type /Subtype /Resources /BBox /Matrix /FormType /Group /S /CS /I /K /Filter /DecodeParms /Predictor
    /Colors /Columns /EarlyChange /EndOfLine /EncodedByteAlign /Rows /EndOfBlock /BlackIs1
    /DamagedRowsBeforeError /JBIG2Globals /ColorTransform /Width /Height /BitsPerComponent /Intent /ImageMask
    /Mask /Decode /Interpolate /SMask /SMaskInData /Matte /BaseFont /FirstChar /LastChar /Widths
    /FontDescriptor /Encoding /ToUnicode /DescendantFonts /CIDSystemInfo /Registry /Ordering /Supplement /DW
    /W /DW2 /W2 /CIDToGIDMap /FontBBox /FontMatrix /FontName /FontFamily /FontStretch /FontWeight /Flags
    /ItalicAngle /Ascent /Descent /Leading /CapHeight /XHeight /StemV /StemH /AvgWidth /MaxWidth
    /MissingWidth /FontFile /FontFile2 /FontFile3 /CharSet /CIDSet /FD /BaseEncoding /Differences /CMapName
    /WMode /UseCMap /Length1 /Length2 /Length3 /LW /LC /LJ /ML /D /RI /OP /op /OPM /FL /SM /SA /BM /CA /ca
    /AIS /TK /G /BC /TR /ShadingType /Background /AntiAlias /Function /Domain /Coords /Extend
    /BitsPerCoordinate /BitsPerFlag /VerticesPerRow /FunctionType /Range /Size /BitsPerSample /Order /Encode
    /C0 /C1 /N /Functions /Bounds /PatternType /PaintType /TilingType /XStep /YStep /WhitePoint /BlackPoint
    /Gamma /Alternate /Process /Components /Name /Font /ColorSpace /Shading /ExtGState /CharProcs /Colorants
"""
DRAWS = frozenset(DRAWING_ENTRIES.split())
PICTURE_FILTERS = frozenset(("/DCTDecode", "/DCT", "/JPXDecode", "/CCITTFaxDecode", "/CCF", "/JBIG2Decode"))


class NotBoundError(Exception):
    """Why a file is not bound: a word of `exhibits.WHY_NOT`."""


@dataclass(frozen=True)
class _Copying:
    """A copy under way: what was copied, by number, so that shared objects are copied once."""

    writer: pypdf.PdfWriter
    done: dict[tuple[int, int], IndirectObject] = field(default_factory=dict)
    notes: set[str] = field(default_factory=set)
    objects: Iterator[int] = field(default_factory=count)


def copy_pages(reader: pypdf.PdfReader) -> tuple[pypdf.PdfWriter, list[str]]:
    """A new PDF whose pages show what the pages showed, and notes on what is not there.

    Each page is as large as what the page showed, upright, and draws one form, `/Page`.
    """
    _refuse_hidden_layers(reader)
    writer = pypdf.PdfWriter()
    copying = _Copying(writer)
    pages = len(reader.pages)
    if pages == 0:
        raise NotBoundError("empty")
    for page in reader.pages[: min(pages, MOST_PAGES)]:
        _copy_page(copying, page)
    if pages > MOST_PAGES:
        copying.notes.add("cut")
    return writer, sorted(copying.notes)


def _refuse_hidden_layers(reader: pypdf.PdfReader) -> None:
    """A file whose layers may be on or off shows one thing here and another there."""
    shown = _entries(_entries(_entries(reader.trailer, "/Root"), "/OCProperties"), "/D")
    if _entry(shown, "/OFF") or _entry(shown, "/AS") or _entry(shown, "/BaseState") not in (None, "/ON"):
        raise NotBoundError("layers")


def _entry(of: Any, key: str) -> Any:
    """An entry of a dictionary, wherever the file keeps it; null where there is none."""
    # `get` would give the reference and not what it refers to
    found = of[key] if key in of else None  # noqa: SIM401
    return None if isinstance(found, NullObject) else found


def _entries(of: Any, key: str) -> Any:
    """An entry that is a dictionary itself; an empty one where it is not."""
    found = _entry(of, key)
    return found if isinstance(found, Mapping) else {}


def _listed(of: Any, key: str) -> list[Any]:
    """The members of an entry that is a list, or that entry alone; nothing where there is none."""
    found = _entry(of, key)
    if found is None:
        return []
    members = found if isinstance(found, list) else [found]
    return [one.get_object() for one in members if one is not None]


def _copy_page(copying: _Copying, page: Any) -> None:
    left, low, right, high = _box(page)
    turn = int(_entry(page, "/Rotate") or 0) % 360
    if turn % 90:
        raise NotBoundError("broken")
    resources = _copied(copying, _entries(page, "/Resources") or DictionaryObject(), 0, "resources")
    drawn = DictionaryObject()
    box = _numbers(left, low, right, high)
    drawn[NameObject("/Page")] = _form(copying, _content_of(page), box, resources)
    parts = b"".join((b"/Page Do\n", *_annotations(copying, page, drawn)))
    over = DictionaryObject({NameObject("/XObject"): drawn})
    upright = {
        0: (1, 0, 0, 1, -left, -low), 90: (0, -1, 1, 0, -low, right),
        180: (-1, 0, 0, -1, right, high), 270: (0, 1, -1, 0, high, -left),
    }[turn]  # fmt: skip
    whole = _form(copying, parts, box, over, upright)
    across, up = (high - low, right - left) if turn in (90, 270) else (right - left, high - low)
    blank = copying.writer.add_blank_page(across, up)
    shown = DictionaryObject({NameObject("/Page"): whole})
    blank[NameObject("/Resources")] = DictionaryObject({NameObject("/XObject"): shown})
    draws = DecodedStreamObject()
    draws.set_data(b"/Page Do")
    blank[NameObject("/Contents")] = copying.writer._add_object(draws)


def _form(
    copying: _Copying, content: bytes, box: ArrayObject, resources: Any, matrix: Sequence[float] = ()
) -> IndirectObject:
    made = DecodedStreamObject()
    made.set_data(content)
    made[NameObject("/Type")] = NameObject("/XObject")
    made[NameObject("/Subtype")] = NameObject("/Form")
    made[NameObject("/BBox")] = box
    made[NameObject("/Resources")] = resources
    if matrix:
        made[NameObject("/Matrix")] = _numbers(*matrix)
    return copying.writer._add_object(made.flate_encode())


def _box(page: Any) -> tuple[float, float, float, float]:
    """What the page shows: its crop box within its media box."""
    media, crop = page.mediabox, page.cropbox
    left, low = max(float(media.left), float(crop.left)), max(float(media.bottom), float(crop.bottom))
    right, high = min(float(media.right), float(crop.right)), min(float(media.top), float(crop.top))
    if not all(SMALLEST_SIDE <= side <= LARGEST_SIDE for side in (right - left, high - low)):
        raise NotBoundError("size")
    return left, low, right, high


def _numbers(*values: float) -> ArrayObject:
    return ArrayObject(FloatObject(round(value, 4)) for value in values)


def _content_of(page: Any) -> bytes:
    parts = []
    for stream in _listed(page, "/Contents"):
        if isinstance(stream, StreamObject):
            _refuse_outside(stream)
            parts.append(stream.get_data())
    joined = b"\n".join(parts)
    if len(joined) > LARGEST_STREAM:
        raise NotBoundError("large")
    return joined


def _refuse_outside(stream: Any) -> None:
    if "/F" in stream:
        raise NotBoundError("outside")


def _copied(copying: _Copying, value: Any, depth: int, kind: str = "entries") -> Any:
    """A copy of a value with nothing but what draws; objects that are shared stay shared."""
    if depth > DEEPEST or next(copying.objects) > MOST_OBJECTS:
        raise NotBoundError("large")
    if isinstance(value, IndirectObject):
        key = (value.idnum, value.generation)
        if key not in copying.done:
            copying.done[key] = copying.writer._add_object(NullObject())
            made = _copied(copying, value.get_object(), depth + 1, kind)
            copying.writer._replace_object(copying.done[key], made)
        return copying.done[key]
    match value:
        case None:
            return NullObject()
        case StreamObject():
            return _copied_stream(copying, value, depth)
        case DictionaryObject():
            return _copied_entries(copying, value, depth, kind)
        case ArrayObject():
            return ArrayObject(_copied(copying, one, depth + 1) for one in value)
        case NameObject() | TextStringObject() | ByteStringObject():
            return type(value)(value)
        case NumberObject() | FloatObject():
            return type(value)(value)
        case BooleanObject():
            return BooleanObject(value.value)
        case NullObject():
            return NullObject()
    raise NotBoundError("broken")


def _copied_entries(copying: _Copying, value: Any, depth: int, kind: str) -> DictionaryObject:
    made = DictionaryObject()
    for key, entry in dict.items(value):
        match kind:
            case "resources":
                inner = "names" if key in RESOURCES else ""
            case "names":
                inner = "entries"
            case _:
                inner = INNER.get(key, "entries") if key in DRAWS else ""
        if inner:
            made[NameObject(key)] = _copied(copying, entry, depth + 1, inner)
    return made


def _copied_stream(copying: _Copying, value: Any, depth: int) -> StreamObject:
    """A stream as it is packed, once it was seen to unpack within the limits; pictures stay packed."""
    _refuse_outside(value)
    subtype = _entry(value, "/Subtype")
    if subtype == "/PS":
        raise NotBoundError("program")
    is_picture = subtype == "/Image"
    if is_picture and int(_entry(value, "/Width") or 0) * int(_entry(value, "/Height") or 0) > MOST_DOTS:
        raise NotBoundError("large")
    kept = _copied_entries(copying, value, depth, "entries")
    made: Any = StreamObject()
    if is_picture and PICTURE_FILTERS & {str(one) for one in _listed(value, "/Filter")}:
        made._data = value._data
    else:
        made = DecodedStreamObject()
        made.set_data(_unpacked(value))
        made = made.flate_encode()
        for packed in ("/Filter", "/DecodeParms"):
            kept.pop(packed, None)
    made.update(kept)
    return made


def _unpacked(stream: Any) -> bytes:
    content = bytes(stream.get_data())
    if len(content) > LARGEST_STREAM:
        raise NotBoundError("large")
    return content


def _annotations(copying: _Copying, page: Any, drawn: DictionaryObject) -> list[bytes]:
    """What fields, stamps and notes show, drawn over the page; words that only open on a click are not."""
    parts = []
    for number, note in enumerate(_listed(page, "/Annots")):
        if not isinstance(note, Mapping) or not _is_seen(note):
            continue
        if _entry(note, "/Contents"):
            copying.notes.add("notes")
        look = _appearance(note)
        placed = _placed(note, look) if look is not None else None
        if placed is not None:
            name = f"/Look{number}"
            drawn[NameObject(name)] = copying.writer._add_object(_copied_stream(copying, look, 0))
            parts.append(b"q %s cm %s Do Q\n" % (placed, name.encode()))
    return parts


def _is_seen(note: Any) -> bool:
    flags = int(_entry(note, "/F") or 0)
    is_hidden = flags & HIDDEN or (flags & NO_VIEW and not flags & PRINTED)
    return not is_hidden and _entry(note, "/Subtype") not in ("/Popup", "/Link")


def _appearance(note: Any) -> Any:
    """The stream that shows an annotation as it stands, of several the one of its state."""
    look = _entry(_entries(note, "/AP"), "/N")
    if look is not None and not isinstance(look, StreamObject):
        look = _entry(look, str(_entry(note, "/AS") or "/Off"))
    return look if isinstance(look, StreamObject) else None


def _placed(note: Any, look: Any) -> bytes | None:
    """The matrix that sets an appearance into its rectangle (ISO 32000-1, 12.5.5, algorithm 8.1)."""
    box, into = _listed(look, "/BBox"), _listed(note, "/Rect")
    matrix = _listed(look, "/Matrix") or [1, 0, 0, 1, 0, 0]
    if len(box) != 4 or len(into) != 4 or len(matrix) != 6:
        return None
    a, b, c, d, e, f = (float(one) for one in matrix)
    xs, ys = (float(box[0]), float(box[2])), (float(box[1]), float(box[3]))
    corners = [(a * x + c * y + e, b * x + d * y + f) for x in xs for y in ys]
    left, low = min(x for x, _ in corners), min(y for _, y in corners)
    width, height = max(x for x, _ in corners) - left, max(y for _, y in corners) - low
    if width <= 0 or height <= 0:
        return None
    to_left, to_right = sorted((float(into[0]), float(into[2])))
    to_low, to_high = sorted((float(into[1]), float(into[3])))
    across, up = (to_right - to_left) / width, (to_high - to_low) / height
    moved = (across, 0, 0, up, to_left - across * left, to_low - up * low)
    return b" ".join(b"%.5f" % value for value in moved)
