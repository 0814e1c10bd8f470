"""Citations name pages of texts by code; what else they say is passed over."""

import pytest

from arrears.agreements.texts import MOST_PAGES, TEXTS, page_references, text_code


def pages(source: str, code: str = "") -> list[tuple[str, tuple[int, ...]]]:
    return [(one.code, one.pages) for one in page_references(source, code)]


@pytest.mark.parametrize(
    ("source", "code", "expected"),
    [
        ("S14 p. 49", "", [("S14", (49,))]),
        ("S14 p. 49, 30 days after the run", "", [("S14", (49,))]),
        ("S14 pp. 53 to 55 s. 18(e)(2)", "", [("S14", (53, 54, 55))]),
        ("S14 pp. 53-54", "", [("S14", (53, 54))]),
        ("S23 p. 117; S23S pp. 7, 9 and 11", "", [("S23", (117,)), ("S23S", (7, 9, 11))]),
        ("p. 33, other free television", "W23", [("W23", (33,))]),
        ("p. 33, other free television", "", []),
        ("schedule of minimums 2023, pages 29 to 31", "", [("W23", (29, 30, 31))]),
        ("schedule p. 31, timing", "", [("W23", (31,))]),
        ("guild guide of 1999 p. 4", "W23", []),
        ("memory", "W23", []),
        ("S14", "", []),
    ],
)
def test_a_citation_names_its_pages(
    source: str, code: str, expected: list[tuple[str, tuple[int, ...]]]
) -> None:
    assert pages(source, code) == expected


def test_a_hostile_range_of_pages_is_cut() -> None:
    assert len(pages("S14 pp. 1 to 999999999")[0][1]) <= MOST_PAGES


def test_a_citation_begins_with_its_text() -> None:
    assert [text_code(one) for one in ("S23S p. 4", "S23 p. 4", "W23", "schedule p. 8", "memory")] == [
        "S23S", "S23", "W23", "W23", "",
    ]  # fmt: skip


def test_every_text_stands_under_its_own_code() -> None:
    assert [code for code, text in TEXTS.items() if text.code != code] == []
