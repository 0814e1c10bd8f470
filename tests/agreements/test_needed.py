"""An audit reads the agreements whose terms its records fall in, and says which families it leaves out."""

from datetime import date
from pathlib import Path

import pytest

from arrears.agreements.load import SHIPPED
from arrears.agreements.needed import needed_agreements
from arrears.findings import Refused

AUTUMN = (date(2008, 2, 13), date(2009, 8, 31))


def test_only_the_versions_in_force_on_a_recorded_day_are_read() -> None:
    assert needed_agreements(SHIPPED, AUTUMN).addresses == ("wga/mba-2008",)
    earlier = needed_agreements(SHIPPED, (date(2007, 10, 31), date(2009, 8, 31)))
    assert earlier.addresses == ("wga/mba-2004", "wga/mba-2008")


def test_a_book_without_any_day_needs_every_version() -> None:
    versions = sorted(path.name for path in (SHIPPED / "wga").iterdir())
    assert needed_agreements(SHIPPED, None).addresses == tuple(f"wga/{name}" for name in versions)


def test_families_whose_payees_no_record_names_are_left_out_and_said_so() -> None:
    (sentence,) = needed_agreements(SHIPPED, AUTUMN).left_out
    assert sentence.startswith("Nothing is computed under agreements of afm, dga, iatse, sag:")


def test_a_family_that_is_asked_for_is_read_although_it_pays_nobody() -> None:
    asked = needed_agreements(SHIPPED, AUTUMN, ["dga"])
    assert asked.addresses == ("dga/ba-2008",)
    assert "dga" not in asked.left_out[0]


def test_naming_the_family_that_is_read_anyhow_changes_nothing() -> None:
    assert needed_agreements(SHIPPED, AUTUMN, ["wga"]) == needed_agreements(SHIPPED, AUTUMN)


def test_a_family_that_is_not_there_is_refused_with_those_that_are() -> None:
    with pytest.raises(Refused) as refused:
        needed_agreements(SHIPPED, AUTUMN, ["ufo"])
    (finding,) = refused.value.findings
    assert finding.problem == "there is no agreement of this guild."
    assert (finding.expected, finding.found) == ("afm, dga, iatse, sag, wga", "ufo")


def test_a_family_in_force_on_no_recorded_day_is_refused_with_the_days() -> None:
    with pytest.raises(Refused) as refused:
        needed_agreements(SHIPPED, AUTUMN, ["afm"])
    (finding,) = refused.value.findings
    assert finding.problem == "no agreement of afm is in force on a day of these records."
    assert finding.found == "records from 2008-02-13 to 2009-08-31"


def test_a_library_of_paying_families_alone_leaves_nothing_out(tmp_path: Path) -> None:
    folder = tmp_path / "own" / "pact-1"
    folder.mkdir(parents=True)
    header = "agreement: own/pact-1\ncovers: {from: 2008-01-01, until: 2008-12-31}\ncredit_shares: [x]\n"
    (folder / "agreement.yaml").write_text(header)
    assert needed_agreements(tmp_path, AUTUMN).addresses == ("own/pact-1",)
    assert needed_agreements(tmp_path, AUTUMN).left_out == ()
    assert needed_agreements(tmp_path, (date(2009, 1, 1), date(2009, 2, 1))).addresses == ()


def test_a_book_with_stoppages_says_how_to_ask_for_those_who_pay_for_them() -> None:
    stoppage = (date(2007, 11, 5), date(2008, 6, 30))
    (sentence,) = needed_agreements(SHIPPED, stoppage, has_stoppages=True).left_out
    assert sentence == (
        "Nothing is computed under agreements of afm, dga, iatse, sag, and the book records stoppages that"
        " some of them pay for: ask for one with --guild."
    )
    asked = needed_agreements(SHIPPED, stoppage, ["sag"], has_stoppages=True)
    assert asked.addresses == ("sag/tv-2005",)
    assert "stoppages" not in asked.left_out[0]


def test_a_book_with_casts_says_how_to_ask_for_those_who_pay_performers() -> None:
    (sentence,) = needed_agreements(SHIPPED, AUTUMN, has_casts=True).left_out
    assert "the book records casts that some of them pay for: ask for one with --guild." in sentence
    (both,) = needed_agreements(SHIPPED, AUTUMN, has_stoppages=True, has_casts=True).left_out
    assert "the book records stoppages and casts that" in both


PAYING = "agreement: own/pact-1\ncovers: {from: 2008-01-01, until: 2008-12-31}\ncredit_shares: [x]\n"
HEADERS = {"own/pact-1": PAYING, "other/pact-9": "agreement: [other/pact-9\n"}


def write_headers(folder: Path) -> None:
    for address, header in HEADERS.items():
        (folder / address).mkdir(parents=True)
        (folder / address / "agreement.yaml").write_text(header)


def test_a_header_on_which_the_answer_does_not_rest_is_not_read(tmp_path: Path) -> None:
    write_headers(tmp_path)
    needed = needed_agreements(tmp_path, AUTUMN)
    assert needed.addresses == ("own/pact-1",)
    assert needed.left_out[0].startswith("Nothing is computed under agreements of other: ")


def test_a_header_of_a_family_that_is_asked_for_is_read_and_its_faults_are_told(tmp_path: Path) -> None:
    write_headers(tmp_path)
    with pytest.raises(Refused, match="this is not YAML as it stands") as refused:
        needed_agreements(tmp_path, AUTUMN, ["other"])
    assert refused.value.findings[0].place.startswith("other/pact-9/agreement.yaml:")


def test_a_word_of_a_header_is_no_key_of_it(tmp_path: Path) -> None:
    write_headers(tmp_path)
    said = PAYING.replace("own/pact-1", "other/pact-9").replace(
        "credit_shares: [x]", "title: no credit_shares"
    )
    (tmp_path / "other" / "pact-9" / "agreement.yaml").write_text(said)
    assert needed_agreements(tmp_path, AUTUMN).addresses == ("own/pact-1",)
