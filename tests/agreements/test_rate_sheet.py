"""A stranger's sheet is read exactly or refused with its place, whatever it holds."""

import json
from contextlib import suppress
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from arrears.agreements.rate_sheet import BYTES_LIMIT, RATES_LIMIT, SheetRate, read_rate_sheet
from arrears.findings import Refused

RATE = {
    "union_local": "WGA",
    "job_classification": "Polish",
    "base_rate": 22736.0,
    "effective_date": "2025-05-02",
}


def sheet(folder: Path, content: object) -> Path:
    path = folder / "rates.json"
    path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return path


def refusal(folder: Path, content: object) -> str:
    with pytest.raises(Refused) as refused:
        read_rate_sheet(sheet(folder, content))
    return "\n".join(finding.text() for finding in refused.value.findings)


def test_a_rate_is_read_in_whole_cents(tmp_path: Path) -> None:
    content = '{"rates": [{"union_local": "WGA", "job_classification": " Polish  (High)", "base_rate": 0.1}]}'
    assert read_rate_sheet(sheet(tmp_path, content)) == (
        SheetRate("rates.json: rate 1", "Polish (High)", "WGA", 10, None),
    )
    assert read_rate_sheet(sheet(tmp_path, {"rates": [RATE]}))[0].effective == date(2025, 5, 2)


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ([RATE], "this is no sheet of rates."),
        ({"rates": {}}, "this is no sheet of rates."),
        ("{rates: []}", "the sheet is no JSON that can be read."),
        ('{"rates": [], "rates": []}', "a key stands twice in one object"),
        ('{"rates": [{"job_classification": "x", "base_rate": NaN}]}', "NaN is no number"),
        ('{"rates": [{"job_classification": "x", "base_rate": 1' + "0" * 30 + "}]}", "too many digits"),
        (
            '{"rates": [{"job_classification": "x", "base_rate": 1e999999999}]}',
            "the amount of a rate cannot be read.",
        ),
        ("[" * 100_000, "the sheet is nested too deeply."),
        ({"rates": ["x"]}, "rate 1: this is no rate."),
        ({"rates": [{**RATE, "base_rate": "1"}]}, "the amount of a rate cannot be read."),
        ({"rates": [{**RATE, "base_rate": True}]}, "the amount of a rate cannot be read."),
        ({"rates": [{**RATE, "base_rate": 1.001}]}, "the amount of a rate cannot be read."),
        ({"rates": [{**RATE, "base_rate": -1}]}, "the amount of a rate cannot be read."),
        ({"rates": [{**RATE, "effective_date": "soon"}]}, "the day of a rate cannot be read."),
        ({"rates": [{**RATE, "effective_date": 2025}]}, "the day of a rate cannot be read."),
        ({"rates": [{**RATE, "job_classification": "x" * 300}]}, "the label of a rate cannot be read."),
        ({"rates": [{**RATE, "job_classification": " "}]}, "the label of a rate cannot be read."),
        ({"rates": [RATE] * (RATES_LIMIT + 1)}, "the sheet has too many rates."),
    ],
)
def test_what_is_no_sheet_is_refused(tmp_path: Path, content: object, problem: str) -> None:
    assert problem in refusal(tmp_path, content)


def test_a_sheet_too_large_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "rates.json"
    with path.open("wb") as file:
        file.truncate(BYTES_LIMIT + 1)
    with pytest.raises(Refused) as refused:
        read_rate_sheet(path)
    assert "the sheet is too large." in str(refused.value)


def test_bytes_that_are_no_text_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "rates.json"
    path.write_bytes(b'{"rates": "\xff\xfe"}')
    with pytest.raises(Refused) as refused:
        read_rate_sheet(path)
    assert "the sheet is no JSON that can be read." in str(refused.value)


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(
        st.sampled_from(["rates", "base_rate", "job_classification", "effective_date"]), inner, max_size=4
    ),
    max_leaves=20,
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(JSON)
def test_nothing_but_a_refusal_escapes(tmp_path_factory: pytest.TempPathFactory, content: object) -> None:
    path = sheet(tmp_path_factory.mktemp("sheet"), {"rates": [content, RATE]})
    with suppress(Refused):
        assert read_rate_sheet(path)[-1].label == "Polish"
