"""The settlement desk, awards and collections as users run them, with figures that can be checked by hand.

The claim is over two writers' halves of $159.00, due on 30 November 2008. By 31 August 2009 nine whole
months at 1.5% make $10.73 on each half: $180.46 in all, of which 33% is $59.55.
"""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest
from tests.command_line import run_here

from .book_fixture import make_book

ACT = ("--on", "2009-08-31", "--by", "attorney")
PAYMENTS = (
    "payment_id,line_no,payer_id,payee_id,paid_on,received_by_guild_on,gross_cents,currency,title_id,kind\n"
    "LATE1,1,C1,P1,2009-10-01,2009-10-05,1500,usd,T1,principal\n"
    "LATE1,2,C1,P2,2009-10-01,2009-10-05,1500,usd,,principal\n"
    "EARLY,1,C1,P1,2009-08-01,2009-08-15,100,usd,T1,late_charge\n"
)


def done(*words: str | Path) -> str:
    """The answer of a command that succeeds."""
    ran = run_here(*words)
    assert ran.returncode == 0, ran.stderr
    return ran.stdout


def refused(*words: str | Path) -> str:
    """The findings of a command that is refused, one line."""
    ran = run_here(*words)
    assert ran.returncode == 1, ran.stdout
    assert "nothing was changed" in ran.stderr
    return " ".join(ran.stderr.split())


def tables(*words: str | Path) -> dict[str, list[dict[str, Any]]]:
    """The tables of a report."""
    read: dict[str, list[dict[str, Any]]] = json.loads(done(*words, "--format", "json"))
    return read


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("desk")
    made = make_book(folder)
    done("claim", "open", made, "Downloads", *ACT, "--reason", "amount", "--no-notice", "the guild's own")
    return made


@pytest.fixture(scope="module")
def proposed(book: Path) -> Path:
    """The desk with one proposal: 33 cents on the dollar, on ratification, companies may stay out."""
    said = done(
        *("settlement", "propose", book, "1", "--title", "Downloads", "--pays", "33%", "--opt-out"),
        *("--condition", "ratification", "--instalment", "50%,2009-10-31", "--instalment", "50%,60 days"),
        *ACT,
    )
    assert said.startswith("proposed proposal/1 over 4 lines: seq ")
    assert "nothing of it was kept out of the release" in said
    return book


@pytest.fixture(scope="module")
def settled(proposed: Path) -> Path:
    """The same in effect."""
    refusal = refused("settlement", "effective", proposed, "proposal/1", *ACT)
    assert "takes effect only on ratification, which is not said to have happened" in refusal
    done("settlement", "consent", proposed, "proposal/1", "wga", "--how", "vote of the board", *ACT)
    effective = ("settlement", "effective", proposed, "proposal/1", "--met-on", "2009-09-02")
    said = done(*effective, "--on", "2009-09-02", "--by", "attorney")
    assert said.startswith("settlement/1 is in effect and pays $59.55\n")
    return proposed


def test_a_proposal_shows_who_gives_up_what_and_when_it_is_paid(proposed: Path) -> None:
    shown = tables("settlement", "show", proposed, "proposal/1", "--expected-on", "2009-09-02")
    assert [
        (row["person"], row["at_stake_as_agreed_cents"], row["paid_cents"], row["given_up_as_agreed_cents"])
        for row in shown["by_person"]
    ] == [("P1", 90_23, 29_78, 60_45), ("P2", 90_23, 29_77, 60_46)]
    assert [(row["due_on"], row["paid_cents"]) for row in shown["instalments"]] == [
        ("2009-10-31", 29_77),
        ("2009-11-01", 29_78),
    ]
    assert [row["code"] for row in shown["findings"]] == ["undisputed-part-unknown"]


def test_present_value_needs_a_rate_with_its_source_and_day(proposed: Path) -> None:
    show = ("settlement", "show", proposed, "proposal/1", "--rate", "4%")
    ran = run_here(*show)
    assert ran.returncode == 2
    assert "a rate is given with its source and its day" in ran.stderr
    words = done(*show, "--rate-source", "a test", "--rate-of", "2009-10-31", "--expected-on", "2009-09-02")
    # 29.77 on the day itself and 29.78 a day later: 29.78 / (1 + 0.04/365) = 29.7767…
    assert "Worth $59.55 on 2009-10-31 at 4% a year (a test, of 2009-10-31)" in words
    assert "cannot be discounted" in refused(*show, "--rate-source", "a test", "--rate-of", "2009-10-31")


def test_talks_are_not_shown_to_the_guilds_staff_at_large(proposed: Path) -> None:
    assert "proposal/1" not in done("settlement", "show", proposed, "--audience", "guild")
    assert "the book shows no proposal" in refused(
        "settlement", "show", proposed, "proposal/1", "--audience", "guild"
    )
    propose = ("settlement", "propose", proposed, "1", "--title", "B", "--pays", "5%", *ACT)
    assert "audience" in refused(*propose, "--audience", "guild")


def test_terms_come_from_a_file_as_well(proposed: Path, tmp_path: Path) -> None:
    file = tmp_path / "terms.yaml"
    file.write_text(
        "settlement: From a file\npays: $100.00\n"
        "divide: {rule: by_head, position: as agreed, order: [[compensation], [late_charge]]}\n"
        "waives: [costs]\n",
        encoding="utf-8",
    )
    said = done("settlement", "propose", proposed, "1", "--terms", file, *ACT)
    assert said.startswith("proposed proposal/2 over 4 lines")
    lines = tables("settlement", "show", proposed, "proposal/2")["lines"]
    assert [row["paid_cents"] for row in lines] == [50_00, 0, 50_00, 0]
    assert "the same settlement" in refused("settlement", "propose", proposed, "1", "--terms", file, *ACT)
    file.write_text("settlement: S\npays: 500%\ndivide: {rule: equal, position: x}\n", encoding="utf-8")
    assert "this is no share of a sum" in refused(
        "settlement", "propose", proposed, "1", "--terms", file, *ACT
    )
    ran = run_here("settlement", "propose", proposed, "1", *ACT)
    assert (ran.returncode, "give --terms FILE, or --title and --pays" in ran.stderr) == (2, True)
    done("settlement", "tell", proposed, "proposal/2", "P1", "--how", "letter", *ACT)
    assert "no line of the settlement is against this company" in refused(
        "settlement", "opt-out", proposed, "proposal/2", "C7", "--how", "letter", *ACT
    )
    done("settlement", "withdraw", proposed, "proposal/2", *ACT, "--why", "better terms")


def test_a_payment_after_the_settlement_is_a_question_and_is_set_against_nothing(
    settled: Path, tmp_path: Path
) -> None:
    file = tmp_path / "payment_line.csv"
    file.write_text(PAYMENTS, encoding="utf-8")
    before = tables("settlement", "show", settled, "settlement/1")
    assert "payment-after-settlement" not in {row["code"] for row in before["findings"]}
    done("import", settled, file, "--said-by", "wga", "--learned-on", "2009-10-06")
    after = tables("settlement", "show", settled, "settlement/1")
    late = [row for row in after["findings"] if row["code"] == "payment-after-settlement"]
    assert [row["place"] for row in late] == [
        "settlement/1: LATE1 line 1",
        "settlement/1: LATE1 line 2",
    ]
    assert late[0]["problem"] == (
        "a payment arrived after the settlement took effect; it is set against nothing"
    )
    assert late[0]["found"] == "$15.00 from C1 on 2009-10-05"
    assert late[0]["remedy"].startswith("is it the settlement's own money")
    assert after["lines"] == before["lines"]


def test_money_on_the_settlement_reaches_members_or_is_held_for_them(settled: Path) -> None:
    collect = ("collection", "record", settled, "$20.00", "--under", "settlement/1", "--payer", "C1")
    day = ("--on", "2009-11-02", "--by", "collections")
    done(*collect, "--collected-on", "2009-11-01", "--reference", "W1", *day)
    assert "recorded already" in refused(*collect, "--collected-on", "2009-11-01", "--reference", "W1", *day)
    said = done("collection", "distribute", settled, "1", "--hold", "P2=no address", *day)
    assert "remittances for 2 people: $10.00 sent, $10.00 held, $0.00 not distributed" in said
    assert "the money is distributed already" in refused("collection", "distribute", settled, "1", *day)
    done("collection", "return", settled, "1", "1", "--why", "moved", *day)
    done("collection", "send-again", settled, "1", "2", "--why", "found", *day)
    shown = done("collection", "show", settled, "1")
    assert "$10.00 sent + $10.00 held for people + $0.00 not distributed = $20.00." in shown
    listed = next(csv.DictReader(io.StringIO(done("collection", "show", settled, "--format", "csv"))))
    assert (listed["collected"], listed["sent"], listed["held"]) == ("20.00", "10.00", "10.00")


def test_commission_on_writers_residuals_is_refused_with_the_agreements_words(settled: Path) -> None:
    day = ("--on", "2009-11-02", "--by", "collections")
    collect = ("collection", "record", settled, "$1.00", "--under", "settlement/1", "--payer", "C1")
    name = done(*collect, "--collected-on", "2009-11-02", *day).split()[1].rstrip(":")
    said = refused("collection", "distribute", settled, name, "--deduct", "P1,commission,10%,A1", *day)
    assert "the agreement lets nobody take this off: residuals are not commissionable" in said
    ran = run_here("collection", "distribute", settled, name, "--deduct", "P1,commission", *day)
    assert (ran.returncode, "is no deduction" in ran.stderr) == (2, True)


def test_a_settled_line_is_not_awarded_as_well(settled: Path) -> None:
    award = ("award", "record", settled, "1", "--award-on", "2009-10-01", "--made-by", "arbitrator")
    said = refused(*award, "--on", "2009-10-01", "--by", "attorney")
    assert "the line is decided already, by an award or a settlement in effect" in said


def test_an_award_bears_the_interest_that_it_states_from_its_own_day(tmp_path: Path) -> None:
    book = make_book(tmp_path)
    done("claim", "open", book, "Downloads", *ACT, "--reason", "amount", "--no-notice", "the guild's own")
    award = ("award", "record", book, "1", "--award-on", "2009-10-01", "--made-by", "arbitrator")
    act = ("--on", "2009-10-01", "--by", "attorney")
    ran = run_here(*award, "--paid-within", "30", "--interest", "1%", *act)
    assert (ran.returncode, "given with its place" in ran.stderr) == (2, True)
    own = ("--paid-within", "30", "--interest", "1%", "--clock-at", "award p. 3")
    early = refused(*award, "--sum", "$100.00", *own, *act)
    assert "'awarded' (an award was made) comes too early: the arbitrator decides" in early
    assert tables("award", "show", book)["awards"] == []
    for word in ("filed", "demanded", "arbitrator_selected", "hearing_opened"):
        done("claim", "step", book, "1", word, *ACT)
    said = done(*award, "--sum", "$100.00", *own, *act)
    assert "claim/1 stands at awarded" in said
    (step,) = [row for row in tables("claim", "show", book, "1")["steps"] if row["step"] == "awarded"]
    assert (step["on"], step["by"], step["facts"]) == ("2009-10-01", "arbitrator", "award: award/1")
    pay = ("award", "pay", book, "award/1", "$40.00", "--paid-on", "2009-10-31", "--payer", "C1")
    said = done(*pay, "--reference", "W1", "--on", "2009-11-02", "--by", "attorney")
    assert "principal open after it: $60.00" in said
    (part,) = tables("award", "show", book, "award/1", "--as-of", "2010-01-01")["parts"]
    # Paid on the thirtieth day, $40.00 bears nothing; $60.00 bears three months from the award.
    assert (part["open_cents"], part["interest_simple_cents"], part["months"]) == (60_00, 1_80, 3)
    assert part["interest_compound_cents"] == 1_82
    shown = done("award", "show", book, "award/1", "--as-of", "2010-01-01")
    words = " ".join(shown.split())
    assert "to be paid within 30 days; what is not paid then bears 1% a month from the award." in words
    assert (
        "It gives one sum for all lines. That sum is divided here in proportion to full value on the" in words
    )
    assert "only the sum is the award's" in words
    assert "Recorded as paid: $40.00; recorded as collected for distribution: $0.00." in shown
    (listed,) = tables("award", "show", book)["awards"]
    assert (listed["sum_cents"], listed["clock"]) == (100_00, "as the award states")


def test_the_settlement_of_2009_is_shown_with_its_sources_and_what_nobody_knows() -> None:
    shown = tables("settlement", "worked", "force-majeure-2009")
    assert [(row["claimed_cents"], row["settled_cents"]) for row in shown["outcomes"]][-1] == (
        63_000_000_00,
        20_790_000_00,
    )
    words = " ".join(done("settlement", "worked").split())
    assert "33% of $63,000,000.00 is $20,790,000.00; the report says about $21,000,000.00" in words
    assert "Not known: which companies stayed out" in words
    assert "no published settlement of that name" in refused("settlement", "worked", "force-majeure-2010")


def test_who_is_liable_is_shown_with_the_rule(book: Path, tmp_path: Path) -> None:
    file = tmp_path / "assumption.csv"
    file.write_text(
        "title_id,territory,from_on,from_company_id,to_company_id,kind,security_interest\n"
        "T1,us_ca,2009-01-01,C1,C1,distributor,yes\n",
        encoding="utf-8",
    )
    done("import", book, file, "--said-by", "wga", "--learned-on", "2009-10-07")
    rows = tables("collection", "liable", book, "T1", "--market", "download", "--as-of", "2009-08-31")
    assert [(row["company"], row["liable"], row["security_interest"]) for row in rows["liable"]] == [
        ("C1", "yes", ""),
        ("C1", "yes", "given"),
    ]
    assert "does not release the producer" in rows["liable"][0]["why"]
