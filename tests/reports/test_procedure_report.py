"""The procedure of an agreement as a member reads it."""

from arrears.agreements.procedure_load import load_procedure
from arrears.reports.markdown import as_markdown
from arrears.reports.page import as_html
from arrears.reports.plain import as_text
from arrears.reports.procedure_report import build_procedure_report, clock_text, moved_text


def test_the_page_names_forums_ceilings_steps_and_clocks() -> None:
    text = as_text(build_procedure_report(load_procedure("sag/tv-2014")))
    flat = " ".join(text.split())
    assert "arbitration before one arbitrator" in flat
    assert "ceiling $250,000.00 · per performer, project and dispute" in flat
    assert "per exception · whose dispute the guild or union · claims for money for reuse" in flat
    assert "reform a contract (50(f)(7))" in flat
    assert "the later of 1 year after occurrence and 1 year after knowledge" in flat
    assert "perhaps: The sentence on discussions with the agent" in flat
    assert "A claim is not split to come below it." in flat


def test_what_nobody_has_read_is_listed_with_where_to_find_it() -> None:
    report = build_procedure_report(load_procedure("wga/mba-2023"))
    unknown = next(table for table in report.tables() if table.name == "unknown")
    assert ("court", "unknown after occurrence", "Article 12 of the basic agreement") in unknown.rows


def test_an_inherited_procedure_says_whose_it_is() -> None:
    facts = dict(build_procedure_report(load_procedure("iatse/basic-2021")).heading_facts)
    assert facts["procedure of"] == "iatse/basic-2015; this version says nothing else"


def test_the_page_is_drawn_in_every_form() -> None:
    report = build_procedure_report(load_procedure("iatse/basic-2024"))
    assert "$25,000.00" in as_html(report)
    assert "$25,000.00" in as_markdown(report)


def test_a_clock_is_told_in_words_with_its_cap_and_how_it_is_moved() -> None:
    clock = load_procedure("iatse/basic-2015").clock("file-other")
    told = "no later than the later of 60 days after occurrence and 60 days after knowledge"
    assert clock_text(clock).startswith(f"{told}, and never past 365 days after occurrence")
    assert moved_text(clock) == ["extended by mutual written consent of the parties (p. 99)"]
    holiday = load_procedure("iatse/basic-2015").clock("file-holiday-pay")
    assert "365 days after day 03-15 of the year after earned" in clock_text(holiday)
