"""Duties to answer are cited, counted in the agreement's own days, never given a number of ours."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from arrears.claims.request_duties import UNKNOWN, AnswerDay, answer_day, one_duty, read_duties
from arrears.findings import Refused

TEXTS = Path(__file__).resolve().parents[2].parent / "shared" / "texts"


def test_ten_business_days_pass_over_weekends_and_holidays() -> None:
    # Ten business days after Monday 9 November 2009, with Veterans Day and Thanksgiving between.
    found = answer_day(one_duty("sag-new-media-agreements"), date(2009, 11, 9))
    assert found is not None
    assert found.earliest <= found.due_on
    assert date(2009, 11, 23) <= found.earliest
    assert found.due_on <= date(2009, 11, 27)


def test_calendar_days_are_all_days() -> None:
    asked = date(2022, 2, 10)
    assert answer_day(one_duty("iatse-labor-costs"), asked) == AnswerDay(
        asked + timedelta(days=20), asked + timedelta(days=20)
    )


def test_a_duty_without_a_number_gives_no_day_and_says_what_stands_there() -> None:
    without = [duty for duty in read_duties() if duty.lasts == UNKNOWN]
    assert {duty.duty_id for duty in without} == {
        "sag-new-media-use", "sag-rerun-records", "sag-dispute-records", "labor-act",
    }  # fmt: skip
    for duty in without:
        assert answer_day(duty, date(2009, 1, 5)) is None
        assert duty.find_at


def test_only_a_duty_from_memory_is_unverified() -> None:
    assert {d.duty_id for d in read_duties() if d.status == "unverified"} == {"labor-act"}


def test_an_unknown_duty_is_refused_with_the_nearest() -> None:
    with pytest.raises(Refused) as caught:
        one_duty("labour-act")
    assert caught.value.findings[0].text() == (
        "labour-act: no duty to answer has this name\n"
        "  expected a duty that `arrears request duties` lists, found labour-act\n"
        "  Try: write 'labor-act'"
    )


def test_a_length_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "duties.yaml"
    path.write_text(
        "duties:\n- {id: x, family: sag, says: all, lasts: two weeks, cite: page 1, status: primary}\n"
    )
    with pytest.raises(Refused) as caught:
        read_duties(path)
    assert caught.value.findings[0].text() == (
        "x: the length of a duty cannot be read\n"
        "  expected such as 20 days or 10 business days, found two weeks\n"
        "  Try: write a length, or `unknown`"
    )


@pytest.mark.skipif(not TEXTS.exists(), reason="the shared reference folder is not beside the repo")
@pytest.mark.parametrize(
    ("text", "page_end", "words"),
    [
        ("SAG-AFTRA_TV_2014.txt", "- 365 -", "within ten (10) business days after such request"),
        ("SAG-AFTRA_TV_2014.txt", "- 366 -", "downloads or"),
        ("SAG-AFTRA_TV_2014.txt", "- 130 -", "upon demand, all production reports"),
        ("SAG-AFTRA_TV_2014.txt", "- 55 -", "right, at"),
        ("IATSE_Basic_Agreement_2021-2024.txt", "- 58 -", "within twenty (20) days after a written"),
    ],
)
def test_the_cited_pages_hold_the_words_that_duties_rest_on(text: str, page_end: str, words: str) -> None:
    """A page's number stands at its foot: the words lie between the foot before and this one."""
    lines = (TEXTS / text).read_text(encoding="utf-8", errors="replace").splitlines()
    number = int(page_end.strip("- "))
    ends = [k for k, line in enumerate(lines) if line.split(" Sideletter")[0].strip().startswith(page_end)]
    starts = [k for k, line in enumerate(lines) if line.strip().startswith(f"- {number - 1} -")]
    pages = ["\n".join(lines[max((s for s in starts if s < end), default=0) : end]) for end in ends]
    assert any(words in page for page in pages)
