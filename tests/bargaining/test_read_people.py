"""Lists of persons are read to the cent or refused with the row; nobody's name is read."""

from __future__ import annotations

import contextlib
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from arrears.bargaining.read_people import read_people
from arrears.findings import Refused

HEAD = "person_id,kind,loses_a_day,gains_a_year,by,source,status\n"
ROW = 'P1,writer,$350.50,"$1,200",the guild,invented,derived\n'


def people(folder: Path, text: str | bytes) -> Path:
    path = folder / "people.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def test_a_person_is_read_without_a_name(tmp_path: Path) -> None:
    (one,) = read_people(people(tmp_path, HEAD + ROW + "\n"))
    assert (one.name, one.persons, one.loses_a_day, one.gains_a_year) == ("writer", 1, 35_050, 120_000)
    assert (one.by, one.source, one.status) == ("the guild", "invented", "derived")
    assert "P1" not in repr(one)


@pytest.mark.parametrize(
    ("text", "code", "says"),
    [
        ("kind,by\n", "people-columns", "loses_a_day"),
        ("", "people-columns", "nothing"),
        (HEAD, "people-row", "holds nobody"),
        (HEAD + ROW.replace("$350.50", ""), "people-row", "no loses_a_day"),
        (HEAD + ROW.replace("$350.50", "350"), "people-row", "another sort"),
        (HEAD + ROW.replace("$350.50", "-$350"), "people-row", "below nought"),
        (HEAD + ROW.replace("$350.50", "many!"), "figure-not-read", "not a figure"),
        (HEAD + ROW.replace("derived", "sure"), "people-row", "no status"),
        (HEAD.encode() + b"\xff\xfe", "people-columns", "UTF-8"),
        (HEAD + 'P1,"writer\n', "people-row", "empty"),
        (HEAD + "x" * 200_000 + "\n", "people-columns", "not a table"),
    ],
)
def test_a_faulty_list_is_refused_with_the_place(
    tmp_path: Path, text: str | bytes, code: str, says: str
) -> None:
    with pytest.raises(Refused) as refused:
        read_people(people(tmp_path, text))
    assert refused.value.findings[0].code == code
    assert says in refused.value.findings[0].text()


def test_a_list_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(Refused) as refused:
        read_people(tmp_path / "none.csv")
    assert refused.value.findings[0].code == "yaml-file"


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(tmp_path: Path, source: bytes) -> None:
    with contextlib.suppress(Refused):
        assert all(one.status for one in read_people(people(tmp_path, HEAD.encode() + source)))
