"""Exhibits are bound page by page, draw and do nothing else, and say why where they are not bound."""

from __future__ import annotations

import io
import random
from datetime import date

import pypdf
import pytest
from PIL import Image, ImageChops
from pypdf.annotations import Text
from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    NameObject,
)
from reportlab.lib.pagesizes import landscape, letter
from reportlab.pdfgen.canvas import Canvas
from tests.reports.exhibit_files import (
    SECRET,
    a_pdf,
    acting,
    deep,
    drawn_by,
    empty,
    keys_of,
    layered,
    locked,
    outside,
    pictures,
    rewritten,
    tiny,
)

from arrears.claims.exhibits import EvidenceIndex, Marked
from arrears.reports import clean_pages, exhibit_binding, exhibit_volume, exhibit_worker
from arrears.reports.exhibit_binding import NOTES, WHY_NOT, Bound, bind_exhibit, bind_exhibits
from arrears.reports.exhibit_volume import draw_exhibits, first_pages, volume_pages
from arrears.reports.schedule_pages import ScheduleStyle

STYLE = ScheduleStyle("claim/1", "Schedule", "book", 11, 30)


def marked(name: str = "a.pdf", mark: str = "P-1", access: str = "parties") -> Marked:
    return Marked(mark, "evidence/1", name, "C1", date(2009, 9, 10), "ab" * 32, access)


def worked(kind: str, content: bytes) -> Bound:
    """What the worker makes of a file, without a process of its own: for many files."""
    try:
        pages, notes, count = exhibit_worker._pages_of(kind, content)
    except Exception as fault:
        return Bound(marked(), why=exhibit_worker._why(fault))
    return Bound(marked(), pages, count, notes=tuple(notes))


def test_a_page_looks_as_it_did_whatever_its_turn_and_crop() -> None:
    def turn_and_crop(writer: pypdf.PdfWriter) -> None:
        for page, turn in zip(writer.pages, (0, 90, 180, 270)):
            page.rotate(turn)
            page.cropbox = pypdf.generic.RectangleObject((50, 100, 450, 700))

    content = rewritten(a_pdf(*[letter] * 4), turn_and_crop)
    bound = worked("pdf", content)
    assert (bound.why, bound.count) == ("", 4)
    for was, now in zip(pictures(content), pictures(bound.pages)):
        assert was.size == now.size
        assert max(high for _, high in ImageChops.difference(was, now).getextrema()) <= 8


def test_what_a_form_field_shows_stays_on_the_page() -> None:
    target = io.BytesIO()
    canvas = Canvas(target, invariant=1, pagesize=letter)
    canvas.acroForm.textfield(name="gross", value="$123,456.00", x=72, y=640, width=200, height=20)
    canvas.acroForm.checkbox(name="final", checked=True, x=72, y=600)
    canvas.showPage()
    canvas.save()
    bound = worked("pdf", target.getvalue())
    field, box = (80, 792 - 662, 140, 792 - 642), (72, 792 - 622, 94, 792 - 598)
    (shown,) = pictures(bound.pages)
    (without,) = pictures(a_pdf())
    for place in (field, box):
        dark = [min(page.crop(place).convert("L").getextrema()) for page in (shown, without)]
        assert dark[0] < 100
        assert dark[1] == 255
    assert not {"/Annots", "/AcroForm", "/T", "/V"} & keys_of(bound.pages)


def test_nothing_that_acts_or_hides_is_carried_over() -> None:
    content = rewritten(a_pdf(), acting)
    assert SECRET in content
    assert {"/JS", "/AA", "/EmbeddedFiles", "/OpenAction"} <= keys_of(content)
    bound = worked("pdf", content)
    assert (bound.why, bound.count) == ("", 1)
    structure = {"/Root", "/Pages", "/Kids", "/Count", "/Parent", "/MediaBox", "/Contents", "/Length",
                 "/Page", "/Info", "/Producer", "/F1"}  # fmt: skip
    assert keys_of(bound.pages) <= clean_pages.DRAWS | clean_pages.RESOURCES | structure
    assert SECRET not in bound.pages
    whole = draw_exhibits([bound], STYLE)
    assert SECRET not in whole
    assert not {"/JS", "/AA", "/A", "/OpenAction", "/Names", "/EmbeddedFiles", "/Annots", "/Metadata"} & (
        keys_of(whole)
    )
    was, now = pictures(a_pdf())[0], pictures(bound.pages)[0]
    assert max(high for _, high in ImageChops.difference(was, now).getextrema()) <= 8


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (outside, "outside"), (drawn_by("PS"), "program"), (layered, "layers"), (locked, "locked"),
        (drawn_by("Image", Width=60_000, Height=60_000), "large"), (tiny, "size"), (empty, "empty"),
        (deep, "large"),
    ],
)  # fmt: skip
def test_what_cannot_be_bound_safely_says_why(change, why: str) -> None:
    assert worked("pdf", rewritten(a_pdf(), change)).why == why


def test_a_file_that_its_owner_locked_and_anybody_opens_is_bound() -> None:
    content = rewritten(a_pdf(), lambda writer: writer.encrypt("", "of the owner"))
    assert worked("pdf", content).count == 1


def test_a_layer_that_is_always_shown_is_drawn() -> None:
    def shown(writer: pypdf.PdfWriter) -> None:
        layer = writer._add_object(DictionaryObject({NameObject("/Type"): NameObject("/OCG")}))
        state = DictionaryObject({NameObject("/ON"): ArrayObject([layer])})
        writer.root_object[NameObject("/OCProperties")] = DictionaryObject({NameObject("/D"): state})

    assert worked("pdf", rewritten(a_pdf(), shown)).why == ""


def test_a_long_file_is_cut_and_says_so(monkeypatch) -> None:
    monkeypatch.setattr(clean_pages, "MOST_PAGES", 2)
    bound = worked("pdf", a_pdf(letter, letter, letter))
    assert (bound.count, bound.notes) == (2, ("cut",))
    assert bound.says() == "its first 300 pages; whole in the bundle"


def test_words_of_a_note_that_opens_on_a_screen_are_told_as_not_shown() -> None:
    def noted(writer: pypdf.PdfWriter) -> None:
        note = Text(rect=(10, 10, 30, 30), text="a side remark")
        writer.add_annotation(0, note)

    bound = worked("pdf", rewritten(a_pdf(), noted))
    assert bound.notes == ("notes",)
    assert b"side remark" not in bound.pages


def test_a_picture_stands_upright_and_loses_what_the_camera_wrote() -> None:
    image = Image.new("RGB", (400, 100), "white")
    image.paste("red", (0, 0, 100, 100))
    written = image.getexif()
    written[0x0112], written[0x010F] = 6, SECRET.decode()  # turned a quarter; the maker
    target = io.BytesIO()
    image.save(target, "JPEG", exif=written)
    assert SECRET in target.getvalue()
    bound = worked("picture", target.getvalue())
    assert SECRET not in bound.pages
    (shown,) = pictures(bound.pages)
    assert shown.height > shown.width
    assert shown.getpixel((shown.width // 2, 5))[0] > 200 > shown.getpixel((shown.width // 2, 5))[1]


def test_a_clear_picture_stands_on_white_and_a_bomb_is_refused() -> None:
    target = io.BytesIO()
    Image.new("RGBA", (50, 50), (0, 0, 0, 0)).save(target, "PNG")
    assert pictures(worked("picture", target.getvalue()).pages)[0].getpixel((9, 9)) == (255, 255, 255)
    content = target.getvalue()
    bomb = content[:16] + (60_000).to_bytes(4, "big") * 2 + content[24:]
    assert worked("picture", bomb).why in ("large", "broken")
    assert worked("picture", b"\x89PNG\r\n\x1a\n" + bytes(40)).why == "broken"


def test_text_is_listed_by_its_lines_and_nothing_of_a_line_is_cut() -> None:
    long = "x" * 600 + "end"
    bound = bind_exhibit(marked("note.txt"), f"first\n{long}\nÅse\n李".encode())
    assert (bound.why, bound.count, bound.notes) == ("", 1, ("letters",))
    words = pypdf.PdfReader(io.BytesIO(bound.pages)).pages[0].extract_text()
    assert "first" in words
    assert words.count("x") == 600
    assert "end" in words
    assert "Åse" in words
    many = bind_exhibit(marked("many.csv"), b"a,b\n" * (exhibit_binding.MOST_LINES + 1))
    assert many.notes == ("lines",)
    assert many.says() == f"{NOTES['lines']}; whole in the bundle"
    assert bind_exhibit(marked(), "﻿a".encode("utf-16-le")).why == ""


def test_cells_of_a_table_stand_under_each_other() -> None:
    bound = bind_exhibit(marked("a.CSV"), b"title,gross\nT-LONGER-NAME,1\nT2,22\n")
    words = pypdf.PdfReader(io.BytesIO(bound.pages)).pages[0].extract_text(extraction_mode="layout")
    lines = [line for line in words.splitlines() if line.strip()]
    assert lines[0].index("gross") == lines[1].rindex("1") == lines[2].rindex("22")


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"PK\x03\x04\x00\x00", "kind"), (b"\xff\xfe\x00", "kind"), (b"", "empty"), (b" \n\n", "empty"),
        (b"%PDF-1.7 rubbish", "broken"), (b"\xff\xd8\xff\xe0", "broken"),
    ],
)  # fmt: skip
def test_a_file_of_no_known_kind_says_why(content: bytes, why: str) -> None:
    bound = bind_exhibit(marked(), content)
    assert (bound.why, bound.count) == (why, 0)
    assert bound.says() == f"not bound: {WHY_NOT[why]}; whole in the bundle"


def test_a_file_is_read_apart_and_is_given_up_when_it_takes_too_long(monkeypatch) -> None:
    assert bind_exhibit(marked(), a_pdf()).count == 1
    monkeypatch.setattr(exhibit_binding, "LARGEST", 10)
    assert bind_exhibit(marked(), a_pdf()).why == "large"
    monkeypatch.setattr(exhibit_binding, "LARGEST", 10**6)
    monkeypatch.setattr(exhibit_binding, "MOST_SECONDS", 0.001)
    assert bind_exhibit(marked(), a_pdf()).why == "time"


def test_what_takes_too_much_of_the_machine_is_ended(tmp_path, monkeypatch) -> None:
    (tmp_path / "greedy.py").write_text(
        "import sys\nfrom arrears.reports import exhibit_worker as w\n"
        "w.SECONDS = 1\nw._limit()\nsys.stdin.buffer.read()\nwhile True: pass\n"
    )
    (tmp_path / "large.py").write_text(
        "import sys\nfrom arrears.reports import exhibit_worker as w\n"
        "w._pages_of = lambda kind, content: (bytes(1 << 31), [], 1)\nw.main('pdf')\n"
    )
    monkeypatch.setenv("PYTHONPATH", f"{tmp_path}:src")
    for name, why in (("greedy", "time"), ("large", "large")):
        monkeypatch.setattr(exhibit_binding, "WORKER", name)
        assert bind_exhibit(marked(), a_pdf()).why == why


def test_only_what_the_parties_may_see_is_bound_and_no_more_is_read() -> None:
    asked: list[str] = []

    def content_of(one: Marked) -> bytes:
        asked.append(one.mark)
        return b"text"

    classes = ("parties", "guild_only", "member_identified", "outside_auditor", "aggregates_only", "public")
    index = EvidenceIndex(tuple(marked(f"{one}.txt", one, one) for one in classes))
    bound = {one.exhibit.access: one.why for one in bind_exhibits(index, content_of)}
    assert bound == {one: "" if one in ("parties", "public") else "class" for one in classes}
    assert asked == ["parties", "public"]


def test_exhibits_that_fill_the_file_are_not_bound(monkeypatch) -> None:
    monkeypatch.setattr(exhibit_binding, "MOST_PAGES_IN_ALL", 1)
    index = EvidenceIndex((marked("a", "P-1"), marked("b", "P-2")))
    assert [one.why for one in bind_exhibits(index, lambda _: b"text")] == ["", "full"]


def test_each_page_has_its_mark_and_number_and_nothing_is_enlarged() -> None:
    two = worked("pdf", a_pdf(letter, landscape(letter)))
    small = Bound(marked("b", "P-2"), *_pages(worked("pdf", a_pdf((200, 100)))))
    not_bound = Bound(marked("c", "P-3"), why="kind")
    bound = [two, small, not_bound]
    whole = draw_exhibits(bound, STYLE)
    pages = pypdf.PdfReader(io.BytesIO(whole)).pages
    assert len(pages) == volume_pages(bound) == 5
    assert first_pages(bound, 11) == {"P-1": (11, 13), "P-2": (14, 15)}
    for number, page in enumerate(pages, start=11):
        words = " ".join(page.extract_text().split())
        assert f"Page {number} of 30" in words
        assert f"Exhibit {'P-1' if number < 14 else 'P-2'}" in words
    said = [" ".join(page.extract_text().split()) for page in pages]
    assert "from C1, received on 2009-09-10 2 pages follow" in said[0]
    assert "Exhibit P-1, page 1 of 2, shown at 82% of its size" in said[1]
    assert "page 1 of the document" in said[1]
    assert pages[2].mediabox.width > pages[2].mediabox.height
    assert "Exhibit P-2, page 1 of 1 " in said[4]
    assert draw_exhibits(bound, STYLE) == whole


def _pages(bound: Bound) -> tuple[bytes, int]:
    return bound.pages, bound.count


def test_a_page_cannot_draw_over_its_frame() -> None:
    target = io.BytesIO()
    canvas = Canvas(target, pagesize=(400, 400), invariant=1)
    canvas.rect(-5_000, -5_000, 10_000, 10_000, fill=1)
    canvas.save()
    whole = pictures(draw_exhibits([worked("pdf", target.getvalue())], STYLE))
    frame = whole[1]
    assert frame.getpixel((306, 300)) == (0, 0, 0)
    for place in ((5, 5), (306, 62), (306, 780), (605, 300)):
        assert frame.getpixel(place) == (255, 255, 255)


@pytest.mark.parametrize("seed", range(60))
def test_a_broken_file_is_bound_or_says_why_and_never_stops_the_file(seed: int) -> None:
    """Bytes changed, cut out, doubled or swapped at random, in a PDF with everything and in pictures."""
    chance = random.Random(seed)
    target = io.BytesIO()
    Image.new("RGB", (30, 30), "blue").save(target, ("PNG", "JPEG")[seed % 2])
    kind = "pdf" if seed % 3 else "picture"
    content = bytearray(rewritten(a_pdf(letter, letter), acting) if kind == "pdf" else target.getvalue())
    for _ in range(chance.choice((1, 4, 30))):
        place, length = chance.randrange(len(content)), chance.randrange(1, 40)
        match chance.randrange(4):
            case 0:
                content[place : place + 1] = bytes([chance.randrange(256)])
            case 1:
                del content[place : place + length]
            case 2:
                content[place:place] = content[place : place + length]
            case _:
                content[place : place + length] = bytes(
                    chance.choice(b"0123456789 /<>[]()RobjendstreamJSA") for _ in range(length)
                )
    bound = worked(kind, bytes(content))
    assert bound.why in WHY_NOT if bound.why else bound.count > 0
    if not bound.why:
        whole = draw_exhibits([bound], STYLE)
        assert len(pypdf.PdfReader(io.BytesIO(whole)).pages) == bound.count + 1
        assert not {"/JS", "/AA", "/OpenAction", "/EmbeddedFiles", "/A"} & keys_of(whole)


def test_every_reason_and_note_has_words() -> None:
    assert all(text and not text.endswith(".") for text in (*WHY_NOT.values(), *NOTES.values()))
    assert exhibit_volume.volume_pages([Bound(marked(), why=why) for why in WHY_NOT]) == 0
