"""Two offers item by item: what is in force, what each says, and whom the second gives more."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.bargaining.offer_writer import OFFER, read_text, write_library, written

from arrears.agreements.load import SHIPPED
from arrears.agreements.written_agreement import Library
from arrears.bargaining.offer_diff import Difference, compare_conditions, compare_offers, offered
from arrears.bargaining.read_offer import read_offer
from arrears.findings import Refused

SHOWN = Path(__file__).resolve().parents[2] / "tools" / "demonstration" / "bargaining" / "offers"


def compared(folder: Path, *changes: tuple[str, str], first: str = OFFER) -> list[Difference]:
    library = Library(write_library(folder))
    offers = (read_text(folder, first, "first.yaml"), read_text(folder, written(*changes), "second.yaml"))
    return list(compare_offers(offered(offers[0], library), offered(offers[1], library)))


def row_of(rows: list[Difference], what: str) -> tuple[str, str, str, str]:
    row = next(row for row in rows if what in (row.address, row.what))
    return row.base, row.first, row.second, row.more_for


def test_what_both_say_alike_gives_nobody_more(tmp_path: Path) -> None:
    assert {(row.address, row.more_for) for row in compared(tmp_path)} == {
        ("reuse/rental/rate", ""), ("reuse/streaming/window", ""), ("wages", ""),
    }  # fmt: skip


def test_a_higher_rate_is_more_for_the_payees_and_a_lower_one_for_those_who_pay(tmp_path: Path) -> None:
    for value, whom in (("2.6%", "payees"), ("2.4%", "payers"), ("2.50%", "")):
        rows = compared(tmp_path, ("is: 2.5%", f"is: {value}"))
        assert row_of(rows, "reuse/rental/rate") == ("1.2%", "2.5%", value, whom)


def test_a_higher_threshold_is_more_for_those_who_pay(tmp_path: Path) -> None:
    edit = "reuse/rental/rate, was: 1.2%, is: 2.5%", "reuse/rental/threshold, was: $1000, is: $2000"
    rows = compared(tmp_path, edit)
    assert row_of(rows, "reuse/rental/threshold") == ("$1000", "$1000", "$2000", "payers")
    assert row_of(rows, "reuse/rental/rate") == ("1.2%", "2.5%", "1.2%", "payers")


def test_a_window_is_judged_by_the_lines_that_fall_into_it(tmp_path: Path) -> None:
    rows = compared(tmp_path, ("is: 7 days", "is: 10 days"))
    assert row_of(rows, "reuse/streaming/window") == ("17 days", "7 days", "10 days", "payers")
    (why,) = [row.why for row in rows if row.address == "reuse/streaming/window"]
    assert why.endswith("$650.00, then $0.00")  # a line that is free only under the longer window
    shorter = compared(tmp_path, ("is: 7 days", "is: 5 days"))
    assert row_of(shorter, "reuse/streaming/window")[-1] == "payees"


def test_an_expression_is_judged_by_figuring_it(tmp_path: Path) -> None:
    """The threshold added instead of taken off is more of any receipts."""
    edit = "at: reuse/rental/rate, was: 1.2%, is: 2.5%", "at: reuse/rental/pays, " + PAYS
    rows = compared(tmp_path, edit)
    assert row_of(rows, "reuse/rental/pays")[-1] == "payees"


@pytest.mark.parametrize(
    ("amount", "whom"),
    [
        ("at_most(gross, threshold) * rate", "depends"),  # more of receipts up to $2,000, less above
        ("at_least(gross - threshold, 0) * rate + 0", "no difference on probes"),
        ("at_least(gross - threshold - threshold, 0) * rate", "payers"),
    ],
)
def test_an_expression_that_gives_more_here_and_less_there_depends(
    amount: str, whom: str, tmp_path: Path
) -> None:
    pays = f'was: "at_least(gross - threshold, 0) * rate", is: "{amount}"'
    edit = "at: reuse/rental/rate, was: 1.2%, is: 2.5%", f"at: reuse/rental/pays, {pays}"
    rows = compared(tmp_path, edit)
    assert row_of(rows, "reuse/rental/pays")[-1] == whom
    (why,) = [row.why for row in rows if row.address == "reuse/rental/pays"]
    assert ("more: " in why and "; less: " in why) == (whom == "depends")


def test_a_condition_is_judged_by_the_lines_that_it_lets_in(tmp_path: Path) -> None:
    when = "was: \"market = 'rental'\", is: \"market in ('rental', 'download')\""
    edit = "at: reuse/rental/rate, was: 1.2%, is: 2.5%", f"at: reuse/rental/when, {when}"
    rows = compared(tmp_path, edit)
    assert row_of(rows, "reuse/rental/when")[-1] == "payees"


def test_a_band_that_is_cut_otherwise_is_judged_by_what_runs_over_records(tmp_path: Path) -> None:
    """A longer first band keeps more copies at the lower rate."""
    bands = "remove: reuse/download/rate/first 100 copies"
    added = "add: reuse/download/rate/first 200 copies, is: 1%"
    edit = (
        "  - {at: reuse/rental/rate, was: 1.2%, is: 2.5%}",
        f"  - {{{bands}}}\n  - {{{added}}}",
    )
    rows = compared(tmp_path, edit)
    judged = {row.address: row.more_for for row in rows if row.address.startswith("reuse/download")}
    assert judged
    assert set(judged.values()) == {"payers"}
    assert all("its item's other edits" in row.why for row in rows if row.address in judged)


PAYS = 'was: "at_least(gross - threshold, 0) * rate", is: "at_least(gross + threshold, 0) * rate"'


def test_a_figure_that_the_second_offer_leaves_alone_stands_as_in_force(tmp_path: Path) -> None:
    edits = "  edits:\n  - {at: reuse/rental/rate, was: 1.2%, is: 2.5%}\n"
    gone = f'- id: "1"\n  title: Rental\n  reach: uses\n{edits}'
    rows = compared(tmp_path, (gone, ""))
    assert row_of(rows, "reuse/rental/rate") == ("1.2%", "2.5%", "1.2%", "payers")
    assert next(row.item_id for row in rows if row.address == "reuse/rental/rate") == "1"


def test_a_clause_that_goes_is_less_for_the_payees(tmp_path: Path) -> None:
    edit = "at: reuse/rental/rate, was: 1.2%, is: 2.5%", "remove: reuse/rental"
    rows = compared(tmp_path, edit)
    assert row_of(rows, "reuse/rental") == ("reuse/rental", "reuse/rental", "not there", "payers")


def test_raises_are_judged_where_one_offer_is_behind_on_no_day(tmp_path: Path) -> None:
    for first, second, whom in [
        ("3%", "3.5%", ""), ("3.5%", "3.5%", "payees"), ("3%", "3%", "payers"), ("4%", "2%", "depends"),
        ("2%", "9%", "depends"), ("0.5%", "6.1%", "depends"),
    ]:  # fmt: skip
        change = (
            ("raised_by: 3.5%", f"raised_by: {second}"),
            ("08-11-01, raised_by: 3%", f"08-11-01, raised_by: {first}"),
        )
        assert row_of(compared(tmp_path, *change), "wages")[-1] == whom, (first, second)


def test_an_earlier_raise_of_the_same_size_is_more_for_the_payees(tmp_path: Path) -> None:
    assert row_of(compared(tmp_path, ("on: 2009-11-01", "on: 2009-05-01")), "wages") == (
        "no raise",
        "3% on 2008-11-01, 3.5% on 2009-11-01",
        "3% on 2008-11-01, 3.5% on 2009-05-01",
        "payees",
    )


def test_wages_compound_and_a_plans_rate_adds_up(tmp_path: Path) -> None:
    """3% and 3.5% make 6.605% compounded: one raise of 6.6% is less, and of a plan it is more."""
    one = "  - {of: wages, on: 2009-11-01, raised_by: 3.5%}\n"
    first = OFFER.replace("on: 2008-11-01, raised_by: 3%", "on: 2009-11-01, raised_by: 6.6%").replace(one, "")
    two = ("on: 2008-11-01, raised_by: 3%", "on: 2009-10-31, raised_by: 3%")
    plan = [("of: wages, on: 2009-10-31", "of: pension, on: 2009-10-31"), ("of: wages", "of: pension")]
    assert row_of(compared(tmp_path, two, first=first), "wages")[-1] == "payees"
    text = written(two)
    for old, new in plan:
        text = text.replace(old, new)
    library = Library(write_library(tmp_path))
    pension = [read_text(tmp_path, some) for some in (first.replace("of: wages", "of: pension"), text)]
    rows = list(compare_offers(*(offered(one, library) for one in pension)))
    assert row_of(rows, "pension")[-1] == "depends"  # ahead for a day, then 6.5% against 6.6%


def test_days_and_reach_are_told_apart(tmp_path: Path) -> None:
    change = ("  reach: works\n", "  reach: uses\n  until: 2010-01-01\n  effective_on: 2009-01-01\n")
    rows = [(row.what, row.first, row.second) for row in compared(tmp_path, change) if row.part == "days"]
    assert rows == [
        ("first day", "2008-11-01", "2009-01-01"),
        ("last day", "with the term", "2010-01-01"),
        ("what it moves", "works", "uses"),
    ]


def test_offers_on_two_agreements_are_not_compared() -> None:
    library = Library(SHIPPED)
    one, other = (
        offered(read_offer(SHOWN / f"{name}.yaml", library), library)
        for name in ("companies-last", "directors-tentative")
    )
    with pytest.raises(Refused) as refused:
        compare_offers(one, other)
    assert refused.value.findings[0].code == "offers-apart"


@pytest.mark.slow
def test_the_sides_of_the_demonstration_are_apart_where_their_papers_say() -> None:
    library = Library(SHIPPED)
    one, other = (
        offered(read_offer(SHOWN / f"{name}.yaml", library), library)
        for name in ("guild-counter", "companies-last")
    )
    rows = {row.address: row for row in compare_offers(one, other)}
    rental = rows["new-media/rental/rate"]
    assert (rental.base, rental.first, rental.second, rental.more_for) == ("1.2%", "2%", "1.4%", "payers")
    share = rows["new-media/streaming-network-fixed/share"]
    assert (share.item_id, share.second, share.more_for) == ("4", "3%", "payers")


def test_a_condition_that_only_one_offer_makes_is_told(tmp_path: Path) -> None:
    claim = "conditions:\n- {{kind: claim_settled, subject: claim/3, says: {}}}\n"
    vote = "- {kind: other, says: a vote}\n"
    texts = [OFFER, OFFER + claim.format("it is paid") + vote, OFFER + claim.format("it is withdrawn") + vote]
    plain, first, second = (read_text(tmp_path, text) for text in texts)
    told = [
        [(row.what, row.first, row.second, row.more_for) for row in compare_conditions(*pair)]
        for pair in ((plain, first), (first, second), (first, first), (second, plain))
    ]
    assert told == [
        [
            ("condition: claim/3", "not made", "made", "not judged"),
            ("condition: a vote", "not made", "made", "not judged"),
        ],
        [("condition: claim/3", "made", "made in other words", "not judged")],
        [],
        [
            ("condition: claim/3", "made", "not made", "not judged"),
            ("condition: a vote", "made", "not made", "not judged"),
        ],
    ]
