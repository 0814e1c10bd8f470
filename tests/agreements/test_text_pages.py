"""Texts are read page by page, numbered as citations number them."""

from pathlib import Path

import pytest

from arrears.agreements.text_pages import BYTES_LIMIT, open_texts, split_pages
from arrears.agreements.texts import TEXTS
from arrears.findings import Refused


def test_printed_numbers_are_read_at_the_foot() -> None:
    pages = split_pages(
        "contents\n- ii -\f first\n  - 19 -\n\f second\n20\n\f 00220013.WPD; 6     21\n", TEXTS["S14"]
    )
    assert sorted(pages) == [19, 20, 21]
    assert pages[19].lines[0] == "first"


def test_a_name_beside_the_number_at_the_foot_is_not_in_its_way() -> None:
    pages = split_pages(
        "one\n   - 344 -      Sideletter H\f two\n - 345 - Exhibit to Sideletter B-2", TEXTS["S14"]
    )
    assert sorted(pages) == [344, 345]


def test_a_sheet_is_counted_where_sheets_count() -> None:
    content = "head\n--- PAGE 1 of 2 ---\none\n7\n--- PAGE 2 of 2 ---\ntwo\n"
    assert {number: page.lines[1] for number, page in split_pages(content, TEXTS["S23"]).items()} == {
        1: "one",
        2: "two",
    }


def test_typographic_quotes_and_hyphens_are_plain() -> None:
    assert split_pages("“half–pay”\n- 1 -", TEXTS["S14"])[1].lines[0] == '"half-pay"'


def test_a_folder_without_texts_is_a_finding(tmp_path: Path) -> None:
    with pytest.raises(Refused) as refused:
        open_texts(tmp_path)
    assert "none of the agreements' texts is in this folder." in str(refused.value)


def test_a_file_too_large_is_a_finding(tmp_path: Path) -> None:
    with (tmp_path / f"{TEXTS['S14'].file}.txt").open("wb") as file:
        file.truncate(BYTES_LIMIT + 1)
    with pytest.raises(Refused) as refused:
        open_texts(tmp_path)
    assert "this file is too large to be the text of an agreement." in str(refused.value)
