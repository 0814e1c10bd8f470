"""An agency sees its own clients' lines, on a dated authorisation, and nobody else's."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from arrears.agreements.load import load_library
from arrears.claims.agency import authorisations, client_lines, clients_on, commission_rules
from arrears.claims.agency_letters import agency_values, letter_lines
from arrears.claims.letter_template import merge, shipped_template
from arrears.findings import Refused
from arrears.records.importing import FileToImport, import_files
from arrears.reports.agency_report import build_agency_lines
from arrears.reports.tables import Money

FILE = """person_id,agency_id,from_on,scope,until_on
P1,A1,2009-01-15,residuals,2009-06-30
P1,A1,2009-08-01,residuals,
P2,A2,2009-01-15,residuals,
"""


@pytest.fixture
def authorised(book, tmp_path):
    path = tmp_path / "authorisation.csv"
    path.write_text(FILE)
    given = [FileToImport(path, "authorisation", {}, None)]
    import_files(book, given, said_by="agency", learned_on=date(2009, 1, 20))
    return book


@pytest.mark.parametrize(
    ("day", "holds"),
    [
        ("2009-01-14", False),
        ("2009-01-15", True),
        ("2009-06-30", True),
        ("2009-07-01", False),
        ("2009-08-01", True),
    ],
)
def test_an_authorisation_holds_from_its_first_day_to_its_last(authorised, day, holds):
    held = authorisations(authorised, "A1")
    if holds:
        assert [one.person_id for one in clients_on(held, date.fromisoformat(day))] == ["P1"]
        return
    with pytest.raises(Refused) as refused:
        clients_on(held, date.fromisoformat(day))
    (finding,) = refused.value.findings
    assert finding.problem == "no client's authorisation of this agency holds on that day"
    assert "2009-01-15 to 2009-06-30" in finding.found


def test_an_agency_has_no_lines_of_another_agencys_client(authorised):
    with pytest.raises(Refused) as refused:
        clients_on(authorisations(authorised, "A1"), date(2009, 8, 31), "P2")
    assert refused.value.findings[0].found == "none recorded"


def test_what_was_learned_later_authorises_nothing_before(authorised):
    assert authorisations(authorised, "A1", known_by=date(2009, 1, 19)) == ()


def test_a_client_sees_the_share_and_never_the_co_payees_money(audited):
    lines = client_lines(audited.run, ("P1",))
    assert {line.person_id for line in lines} == {"P1"}
    assert {(line.use, line.share, line.amount_cents, line.open_cents) for line in lines} == {
        ("download, 2008Q2", "1/2", 8_100, 0),
        ("download, 2008Q3", "1/2", 7_950, 7_950),
    }


def test_sums_are_by_client_company_and_reading(authorised, audited):
    lines = client_lines(audited.run, ("P1",))
    clients = clients_on(authorisations(authorised, "A1"), date(2009, 8, 31))
    rules = commission_rules(load_library(addresses=["wga/mba-2008"]))
    report = build_agency_lines(clients, lines, rules, (), 100)
    tables = {table.name: table for table in report.tables()}
    assert tables["sums"].rows == (
        ("P1", "Brindlemoor Pictures (invented)", "as agreed", Money(7_950, "usd"), 1, 0),
    )
    assert "not commissionable" in tables["commission"].rows[0][1]
    assert "W23" in tables["commission"].rows[0][2] or "2023" in tables["commission"].rows[0][2]
    words = str([table.rows for table in report.tables()])
    assert "P2" not in words
    assert "Thistlewhit" not in words


def test_an_agreement_that_is_silent_on_commission_says_so():
    (rule,) = commission_rules(load_library(addresses=["iatse/basic-2009"]))
    assert (rule.says, rule.citation) == ("", None)


def test_a_clients_letter_has_what_is_open_on_any_reading(authorised, audited):
    positions = tuple(position.name for position in audited.run.heading.positions)
    told = letter_lines(client_lines(audited.run, ("P1",)), positions)
    assert [(line.use, line.open_cents) for line in told] == [("download, 2008Q3", (7_950,))]
    (client,) = clients_on(authorisations(authorised, "A1"), date(2009, 8, 31))
    values = {
        **agency_values(audited.run, client, "C1", "wga"),
        "sender_name": "agent",
        "reply_by": "2009-10-01",
    }
    letter = merge(shipped_template("agency_to_payor"), values)
    text = " ".join(part.text for part in letter.parts)
    assert "Brindlemoor Pictures (invented)" in text
    assert "Ada Quillfeather" in text
    assert "2009-08-01" in text


def test_an_amount_whose_currency_is_not_known_is_shown_so_and_in_no_sum(audited):
    lines = tuple(replace(line, currency="") for line in client_lines(audited.run, ("P1",)))
    report = build_agency_lines((), lines, (), (), 100)
    tables = {table.name: table for table in report.tables()}
    (row,) = tables["sums"].rows
    assert row[3:5] == (Money(None, ""), 1)
    places = [place for place, column in enumerate(tables["lines"].columns) if column.kind == "money"]
    shown = [[str(row[place].text()) for place in places] for row in tables["lines"].rows]
    assert ["79.50 (currency not known)", "0.00 (currency not known)", "79.50 (currency not known)"] in shown
    (told,) = letter_lines(lines, ("as agreed",))
    assert (told.open_cents, told.currency) == ((7_950,), "")
