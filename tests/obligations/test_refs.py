"""The name of an obligation: it is read back as it was written, and anything else is refused by name."""

from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from arrears.findings import Refused
from arrears.obligations.refs import REF, ObligationRef, parse_ref, ref_text
from arrears.vocabulary import CREDIT_COLUMNS, CURRENCIES, MARKETS, TERRITORIES

IDS = st.text(string.ascii_letters + string.digits + "._-", min_size=1, max_size=40)
NAMES = st.text(string.ascii_lowercase + string.digits + "-", min_size=1, max_size=30)
READINGS = st.just("") | st.lists(NAMES, min_size=1, max_size=3).map("+".join)
DAYS = st.dates().map(str)
OCCASIONS = (
    st.builds("{}Q{}".format, st.integers(1990, 2040), st.integers(1, 4))
    | st.builds("{}..{}".format, DAYS, DAYS)
    | st.builds("{}:{}".format, st.sampled_from(["run", "half_year", "year"]), st.integers(1, 999))
    | st.builds("{}-{}".format, st.text(st.characters(min_codepoint=32), min_size=1, max_size=30), DAYS)
)
REFS = st.builds(
    ObligationRef,
    family=NAMES,
    article=NAMES,
    clause=NAMES,
    reading=READINGS,
    company_id=IDS,
    title_id=IDS,
    market=st.sampled_from(sorted(MARKETS)),
    territory=st.sampled_from(sorted(TERRITORIES)),
    occasion=OCCASIONS,
    credit_column=st.sampled_from(["", *CREDIT_COLUMNS]),
    payee_id=IDS | st.just(""),
    currency=st.sampled_from(["", *CURRENCIES]),
    choice=st.none() | st.integers(1, 999),
)


@given(REFS)
def test_a_name_is_read_back_as_it_was_written(ref: ObligationRef) -> None:
    assert parse_ref(ref_text(ref)) == ref


@given(st.text(max_size=200) | st.text("abc:/@#.x1", max_size=60))
def test_any_text_is_a_name_or_is_refused(text: str) -> None:
    if REF.fullmatch(text):
        assert ref_text(parse_ref(text)) == text
        return
    with pytest.raises(Refused, match="not the name of an obligation"):
        parse_ref(text)


def test_a_name_of_the_guide_is_read() -> None:
    ref = parse_ref("wga/new-media/download-television@guild:CO5:T0123:download:us:2008Q3:P0456:usd")
    assert (ref.article, ref.clause, ref.reading) == ("new-media", "download-television", "guild")
    assert (ref.company_id, ref.title_id, ref.payee_id, ref.currency) == ("CO5", "T0123", "P0456", "usd")


def test_a_column_of_a_fixed_amount_is_no_part_of_the_occasion() -> None:
    ref = parse_ref("wga/reruns/network-prime-time:C1:T1:network_prime_time:us_ca:run:2.story:P1:usd")
    assert (ref.occasion, ref.credit_column) == ("run:2", "story")


def test_a_payee_that_is_not_known_is_an_empty_part() -> None:
    assert parse_ref("wga/new-media/rental:C1:T1:rental:us:2008Q3::usd").payee_id == ""


@pytest.mark.parametrize(
    "text",
    [
        "",
        "wga",
        "wga/new-media/rental:C1:T1",
        "wga/new-media/rental:C1:T1:rental:us:2008Q3:P1:usd#0",
        "x" * 3000,
    ],
)
def test_what_is_no_name_is_refused_with_the_form_expected(text: str) -> None:
    with pytest.raises(Refused) as caught:
        parse_ref(text)
    (finding,) = caught.value.findings
    assert finding.code == "ref-not-well-formed"
    assert "family/article/clause" in finding.expected
    assert len(finding.text()) < 1000


def test_a_contribution_names_the_plan_and_on_whose_pay_it_is() -> None:
    text = "sag/contributions/pension-and-health:CO:T1:none:none:pay:2015-08-14.of_P1.x:plans:usd"
    read = parse_ref(text)
    assert (read.occasion, read.credit_column, read.payee_id) == ("pay:2015-08-14", "of_P1.x", "plans")
    assert ref_text(read) == text
