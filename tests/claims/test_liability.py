"""Who is liable: a seller stays liable until the guild approves who takes over, or the rule counts it as
approved.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pyarrow as pa
import pytest

from arrears.book.ledger import create_book
from arrears.claims.liability import Assumed, Liable, Qualified, Rights, chain_of, covers, who_is_liable
from arrears.findings import Refused
from arrears.records.append import append_tables

RIGHTS = Rights("T1", "download", "us", date(2016, 1, 1))
SOLD = Assumed(
    title_id="T1",
    territory="us_ca",
    market="",
    from_on=date(2015, 3, 1),
    from_company="C1",
    to_company="C2",
    until_on=None,
    kind="buyer",
    notified_on=None,
    approved_on=None,
    disapproved_on=None,
    security_interest=True,
)


def chain(
    *assumed: Assumed, qualified: tuple[Qualified, ...] = (), on: date = RIGHTS.on
) -> tuple[Liable, ...]:
    return chain_of("C1", replace(RIGHTS, on=on), assumed, qualified)


def liable(found: tuple[Liable, ...]) -> list[str]:
    return [each.company_id for each in found if each.is_liable]


def test_without_an_assumption_the_producer_alone_is_liable() -> None:
    assert chain() == (Liable("C1", None, None, "the company bound for it at production"),)


def test_a_seller_stays_liable_until_the_guild_approves_the_buyer() -> None:
    found = chain(SOLD)
    assert liable(found) == ["C1", "C2"]
    assert "stays liable: no approval of C2 and no notice is recorded" in found[0].why
    assert found[1].security_interest is True
    approved = chain(replace(SOLD, approved_on=date(2015, 6, 1)))
    assert liable(approved) == ["C2"]
    assert approved[0].relieved_on == date(2015, 6, 1)
    before = chain(replace(SOLD, approved_on=date(2015, 6, 1)), on=date(2015, 5, 31))
    assert liable(before) == ["C1", "C2"]


def test_notice_without_refusal_counts_as_approval_after_twenty_one_days() -> None:
    noticed = replace(SOLD, notified_on=date(2015, 4, 1))
    assert liable(chain(noticed, on=date(2015, 4, 21))) == ["C1", "C2"]
    found = chain(noticed, on=date(2015, 4, 22))
    assert (liable(found), found[0].relieved_on) == (["C2"], date(2015, 4, 22))
    refused = chain(replace(noticed, disapproved_on=date(2015, 4, 20)))
    assert liable(refused) == ["C1", "C2"]
    assert "the guild refused C2 on 2015-04-20" in refused[0].why


def test_a_qualified_payor_counts_as_approved_on_the_day_of_notice() -> None:
    qualified = (Qualified("C2", date(2010, 1, 1), None),)
    noticed = replace(SOLD, notified_on=date(2015, 4, 1))
    found = chain(noticed, qualified=qualified, on=date(2015, 4, 1))
    assert (liable(found), found[0].relieved_on) == (["C2"], date(2015, 4, 1))
    ended = (Qualified("C2", date(2010, 1, 1), date(2015, 3, 31)),)
    assert liable(chain(noticed, qualified=ended, on=date(2015, 4, 1))) == ["C1", "C2"]


def test_a_distributors_assumption_never_releases_the_producer() -> None:
    distributed = replace(SOLD, kind="distributor", approved_on=date(2015, 6, 1))
    found = chain(distributed)
    assert liable(found) == ["C1", "C2"]
    assert "does not release the producer" in found[0].why


def test_a_chain_of_sales_keeps_everybody_who_was_not_relieved() -> None:
    first = replace(SOLD, approved_on=date(2015, 4, 1))
    second = replace(SOLD, from_company="C2", to_company="C3", from_on=date(2015, 9, 1))
    # A buyer who sells on needs a written approval: silence after notice does not relieve it.
    noticed = replace(second, notified_on=date(2015, 9, 1))
    assert liable(chain(first, noticed)) == ["C2", "C3"]
    assert liable(chain(first, replace(noticed, approved_on=date(2015, 12, 1)))) == ["C3"]
    sub = replace(second, kind="distributor", notified_on=date(2015, 9, 1))
    qualified = (Qualified("C3", date(2010, 1, 1), None),)
    assert liable(chain(first, sub, qualified=qualified)) == ["C3"]


def test_an_assumption_counts_for_its_own_market_territory_and_time() -> None:
    assert liable(chain(replace(SOLD, market="pay_television"))) == ["C1"]
    assert liable(chain(replace(SOLD, territory="foreign"))) == ["C1"]
    assert liable(chain(replace(SOLD, until_on=date(2015, 12, 31)))) == ["C1"]
    assert liable(chain(SOLD, on=date(2015, 2, 28))) == ["C1"]
    assert covers("world", "de")
    assert covers("foreign", "de")
    assert not covers("foreign", "ca")
    assert not covers("us", "us_ca")


def test_rights_that_passed_in_a_way_not_recorded_relieve_nobody() -> None:
    found = chain(replace(SOLD, kind="", approved_on=date(2015, 4, 1)))
    assert liable(found) == ["C1", "C2"]
    assert found[1].why == "took over from C1 in a way not recorded, without an end"


def test_the_chain_is_read_from_the_books_records(tmp_path: Path) -> None:
    book = create_book(tmp_path / "book")
    tables = {
        "company": [{"company_id": name, "name": name} for name in ("C1", "C2")],
        "title": [
            {"title_id": "T1", "name": "The Lantern", "company_id": "C1"},
            {"title_id": "T2", "name": "The Tally", "company_id": None},
        ],
        "assumption": [
            {
                "title_id": "T1", "territory": "us_ca", "from_on": date(2015, 3, 1), "from_company_id": "C1",
                "to_company_id": "C2", "kind": "buyer", "notified_on": date(2015, 4, 1),
            }
        ],
        "payor_status": [
            {"company_id": "C2", "family": "sag", "from_on": date(2010, 1, 1),
             "kind": "qualified_residual_payor"},
        ],
    }  # fmt: skip
    append_tables(
        book,
        {name: pa.Table.from_pylist(rows) for name, rows in tables.items()},
        said_by="sag",
        learned_on=date(2015, 5, 1),
    )
    found = who_is_liable(book, RIGHTS)
    assert liable(found) == ["C2"]
    for title, code, problem in (
        ("T9", "title-unknown", "the book shows no such title"),
        ("T2", "producer-unknown", "the company bound for the title is not known"),
    ):
        with pytest.raises(Refused) as caught:
            who_is_liable(book, replace(RIGHTS, title_id=title))
        assert [(each.code, each.problem) for each in caught.value.findings] == [(code, problem)]
