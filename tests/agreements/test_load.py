"""Agreements loaded: what the files say is what the clauses hold, and nothing is added in silence."""

import gc
import shutil
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest
from tests.agreements.writing import HEADER, load_clause, load_clauses, write_agreement

from arrears.agreements.load import SHIPPED, clause_named, load_agreement, load_library
from arrears.agreements.model import Agreement, Clause
from arrears.agreements.readings import to_formula
from arrears.agreements.rewrite import walk
from arrears.findings import Refused
from arrears.formula.asks import dispatch_words
from arrears.formula.clause import Credits, Gives, Holds, Pays, PaysToDate, Rounding, Waterfall
from arrears.formula.explain import RecordFacts
from arrears.formula.nodes import (
    AllOf,
    AnyOf,
    Bands,
    Compare,
    Day,
    Fact,
    Lookup,
    Named,
    Owed,
    Rounded,
    Span,
    Word,
)
from arrears.formula.outcome import outcome

LIBRARY = Path(__file__).parent / "library"
PACT = LIBRARY / "guild" / "pact-2008"


@pytest.fixture(scope="module")
def pact() -> Agreement:
    return load_agreement(PACT)


def clause(pact: Agreement, name: str) -> Clause:
    found = clause_named(pact, name)
    assert found is not None, name
    return found


def refused(folder: Path) -> list[str]:
    with pytest.raises(Refused) as refusal:
        load_agreement(folder)
    return [finding.text() for finding in refusal.value.findings]


def test_the_header_is_what_the_file_says(pact: Agreement) -> None:
    assert (pact.address, pact.title) == ("guild/pact-2008", "An invented pact")
    assert (pact.covers_from, pact.covers_until) == (date(2008, 2, 13), date(2011, 5, 1))
    assert [article.name for article in pact.articles] == ["downloads", "reruns"]
    assert pact.citation.status == "derived"


def test_a_due_rule_keeps_the_count_and_the_printed_days(pact: Agreement) -> None:
    due = clause(pact, "downloads/download-television").due
    assert due is not None
    assert (due.rule_id, due.after, due.count, due.unit) == (
        "guild/pact-2008/quarterly",
        "period_to",
        60,
        "days",
    )
    assert due.printed == {(3, 31): (5, 31), (9, 30): (11, 30)}


def test_a_late_rule_is_found_under_the_name_that_clauses_carry(pact: Agreement) -> None:
    late = clause(pact, "downloads/download-television").late
    assert late == "guild/pact-2008/residuals"
    rule = pact.late_rules[late]
    assert rule.charges[0].rate == Fraction(3, 200)
    assert (rule.ends, rule.counts, rule.part_month) == (
        "received_by_guild_on",
        ("simple", "compound"),
        ("whole months", "days"),
    )
    assert not rule.pauses_while_disputed
    assert rule.citation.status == "unverified"


def test_credit_shares_and_columns_are_exact(pact: Agreement) -> None:
    (shares,) = pact.credit_shares
    assert shares.cases == (
        {"written_by": Fraction(1)},
        {"story_by": Fraction(1, 4), "teleplay_by": Fraction(3, 4)},
    )
    assert shares.unpaid_roles == ("created_by",)
    (columns,) = pact.credit_columns
    assert columns.columns == {"story_by": "story", "teleplay_by": "teleplay", "written_by": "both"}


def test_the_dates_of_the_version_are_joined_to_when(pact: Agreement) -> None:
    when = clause(pact, "downloads/download-fallback").when
    assert isinstance(when, AllOf)
    first, last = when.parts[-2:]
    assert first == Compare(
        ">=",
        Fact("received_on", first.left.kind, 0),  # type: ignore[union-attr]
        Day(date(2008, 2, 13), "covers_from", "guild/pact-2008/covers/from"),
    )
    assert isinstance(last, Compare)
    assert (last.sign, last.right) == (
        "<=",
        Day(date(2011, 5, 1), "covers_until", "guild/pact-2008/covers/until"),
    )
    assert clause(pact, "downloads/download-fallback").governed_by == ("received_on",)


def test_the_words_that_dispatch_a_clause_stay_at_the_top_of_when(pact: Agreement) -> None:
    words, _ = dispatch_words(clause(pact, "downloads/download-television").when)
    assert words == {"market": frozenset({"download"}), "work": frozenset({"television"})}


def test_a_kind_of_work_that_the_clause_rules_out_asks_for_no_date(pact: Agreement) -> None:
    bonus = clause(pact, "reruns/rerun-bonus")
    assert bonus.governed_by == ("employed_on",)
    rerun = clause(pact, "reruns/rerun")
    assert rerun.governed_by == ("photographed_on", "employed_on", "written_on")
    assert isinstance(rerun.when, AllOf)
    choice = rerun.when.parts[-1]
    assert isinstance(choice, AnyOf)
    assert [part.parts[0].right for part in choice.parts] == [  # type: ignore[union-attr]
        Word("theatrical"),
        Word("television"),
        Word("new_media"),
    ]


def test_two_kinds_of_work_under_one_date_need_no_choice(tmp_path: Path) -> None:
    header = HEADER.replace("television: employed_on", "television: photographed_on")
    when = "work in ('theatrical', 'television')"
    body = f'- {{id: one, for: run, when: "{when}", terms: {{rate: $5}}, pays: rate}}\n'
    one = load_clauses(tmp_path, body, header=header).clauses()[0]
    assert one.governed_by == ("photographed_on",)
    assert not any(isinstance(node, AnyOf) for node in walk(one.when))


@pytest.mark.parametrize(
    ("facts", "state"),
    [
        ({"received_on": date(2008, 2, 12)}, "does not apply"),
        ({"received_on": date(2008, 2, 13)}, "amount"),
        ({"received_on": date(2011, 5, 1)}, "amount"),
        ({"received_on": date(2011, 5, 2)}, "does not apply"),
        ({"received_on": None}, "cannot tell"),
    ],
)
def test_a_version_governs_from_its_first_to_its_last_day(
    tmp_path: Path, facts: dict[str, date | None], state: str
) -> None:
    one = load_clause(tmp_path, "when: market = 'rental'\npays: gross\n")
    found = outcome(to_formula(one), RecordFacts({"market": "rental", "gross": Fraction(100), **facts}))
    assert found.state == state


def test_every_figure_has_an_address_and_a_citation(pact: Agreement) -> None:
    terms = {term.address: term for one in pact.clauses() for term in one.terms}
    grid = "guild/pact-2008/reruns/rerun"
    assert terms[f"{grid}/base/up to 15/from 2008-02-13"].written == "$8,922"
    assert terms[f"{grid}/share/3..5"].citation.status == "derived"
    assert terms[f"{grid}/share/thereafter"].citation.status == "unverified"
    assert terms["guild/pact-2008/downloads/download-television/rate/first 100,000 copies"].written == "0.36%"
    assert terms["guild/pact-2008/downloads/download-fallback/rate"].citation.note == "only remembered"
    assert terms["guild/pact-2008/downloads/shared/library_after"].citation.source == "invented"


def test_the_status_of_a_clause_is_its_weakest(pact: Agreement) -> None:
    assert clause(pact, "downloads/download-fallback").status == "unverified"
    assert clause(pact, "downloads/download-fallback").citation.status == "derived"


def test_an_empty_cell_is_a_hole_and_no_figure(pact: Agreement) -> None:
    tables = [
        node.table for node in walk(clause(pact, "reruns/rerun").result.amount) if isinstance(node, Lookup)
    ]  # type: ignore[union-attr]
    (base,) = (table for table in tables if table.name == "base")
    assert [row.value for row in base.rows] == [892200, 919000, 1634200]


def test_owed_names_a_clause_by_its_lineage(pact: Agreement) -> None:
    result = clause(pact, "reruns/rerun-bonus").result
    assert isinstance(result, Pays)
    assert [node.clause for node in walk(result.amount) if isinstance(node, Owed)] == ["reruns/rerun"]


def test_a_clause_that_is_replaced_applies_where_the_other_does_not(tmp_path: Path) -> None:
    agreement = load_clauses(
        tmp_path,
        "- {id: all, for: statement_line, governed_by: received_on, when: market = 'rental', pays: gross}\n"
        "- id: small\n  for: statement_line\n  governed_by: received_on\n  replaces: all\n"
        "  when: market = 'rental' and gross < floor\n  terms: {floor: $1, none: $0}\n  pays: none\n",
    )
    states = []
    for cents in (99, 100):
        facts = {"market": "rental", "gross": Fraction(cents), "received_on": date(2009, 1, 1)}
        states.append([outcome(to_formula(one), RecordFacts(facts)).state for one in agreement.clauses()])
    assert states == [["does not apply", "amount"], ["amount", "does not apply"]]
    unknown = {"market": "rental", "gross": None, "received_on": date(2009, 1, 1)}
    assert [outcome(to_formula(one), RecordFacts(unknown)).state for one in agreement.clauses()] == [
        "cannot tell",
        "cannot tell",
    ]


def test_a_raised_term_compounds_from_the_rounded_figure_and_the_printed_one_wins(tmp_path: Path) -> None:
    # 42,701 x 1.03 = 43,982.03; 43,982 x 1.03 = 45,301.46; printed 45,302 differs from 45,301
    one = load_clause(
        tmp_path,
        "when: market = 'rental'\n"
        "terms: {minimum: {starts: {2014-07-01: '$42,701'}, raises: {2015-07-01: 3%, 2016-07-01: 3%},\n"
        "        to: $1, dated_by: received_on, printed: {2016-07-01: '$45,302'}}}\n"
        "pays: minimum\n",
    )
    (table,) = (node.table for node in walk(one.result.amount) if isinstance(node, Lookup))  # type: ignore[union-attr]
    assert [(row.keys, row.value, row.status) for row in table.rows] == [
        ((Span(date(2014, 7, 1), True, date(2015, 7, 1), False),), 4270100, "derived"),
        ((Span(date(2015, 7, 1), True, date(2016, 7, 1), False),), 4398200, "derived"),
        ((Span(date(2016, 7, 1), True, None, False),), 4530200, "derived"),
    ]
    (conflict,) = one.conflicts
    assert [says for says, _ in conflict.says] == ["$45,301", "$45,302"]
    assert conflict.address == "guild/pact-2008/article/one/minimum/2016-07-01"


def test_what_sources_print_differently_is_kept_with_both_places(tmp_path: Path) -> None:
    one = load_clause(
        tmp_path,
        "when: market = 'rental'\nterms:\n  rate:\n    is: 1.2%\n    conflicts:\n"
        "    - {says: 1.2%, cite: p. 40}\n    - {says: 1.5%, cite: p. 41, status: primary}\n"
        "pays: gross * rate\n",
    )
    (conflict,) = one.conflicts
    assert [(says, citation.source, citation.status) for says, citation in conflict.says] == [
        ("1.2%", "p. 40", "derived"),
        ("1.5%", "p. 41", "primary"),
    ]


def test_steps_round_where_they_say_so_and_nowhere_else(tmp_path: Path) -> None:
    one = load_clause(
        tmp_path,
        "when: market = 'rental'\nsteps: {part: {is: gross, to: $1, rounds: half down}}\n"
        "pays: part\nrounds: $0.10 up\n",
    )
    assert isinstance(one.result, Pays)
    assert isinstance(one.result.amount, Named)
    rounded = one.result.amount.body
    assert isinstance(rounded, Rounded)
    assert (rounded.unit, rounded.mode) == (100, "half_down")
    assert one.rounding == Rounding(Fraction(10), "up")


def test_names_may_stand_in_any_order(tmp_path: Path) -> None:
    one = load_clause(
        tmp_path,
        "pays: last\nsteps: {last: middle * rate, middle: first, first: gross}\nterms: {rate: 2%}\n"
        "when: market = 'rental'\n",
    )
    assert [node.name for node in walk(one.result.amount) if isinstance(node, Named)] == [  # type: ignore[union-attr]
        "last", "middle", "first",
    ]  # fmt: skip


def test_the_other_results_are_read(tmp_path: Path) -> None:
    head = "for: statement_line, governed_by: received_on, when: market = 'rental'"
    agreement = load_clauses(
        tmp_path,
        f"- {{id: to-date, {head}, pays_to_date: gross, per: [company, title]}}\n"
        f"- {{id: fund, {head}, credits: {{fund: gross, line: gross, order: received_on}}, per: title}}\n"
        f"- {{id: pot, {head}, waterfall: gross, fill: [{{to: plan, up_to: gross}}, {{to: rest}}]}}\n"
        f"- {{id: right, {head}, gives: {{right: may leave, when: copies > 0}}}}\n"
        f"- {{id: held, {head}, holds: {{amount: gross, until: gross}}, per: [company, title]}}\n",
    )
    results = [one.result for one in agreement.clauses()]
    assert [type(result) for result in results] == [PaysToDate, Credits, Waterfall, Gives, Holds]
    assert results[0].per == results[4].per == ("company", "title")  # type: ignore[union-attr]
    assert [step.to for step in results[2].steps] == ["plan", "rest"]  # type: ignore[union-attr]


def test_periods_are_cut_between_dates(tmp_path: Path) -> None:
    one = load_clauses(
        tmp_path,
        "- id: streams\n  for: availability\n"
        "  each: {name: half_year, lasts: 26 weeks, from: free_until, until: last_day_online, at_most: 2,\n"
        "         part: counts whole}\n"
        "  when: market = 'ad_supported_streaming' and work = 'television' and half_year <= most\n"
        "  terms: {window: 24 days, fee: $5, most: 2}\n  steps: {free_until: first_day_online + window}\n"
        "  pays: fee\n",
    ).clauses()[0]
    assert one.each is not None
    assert (one.each.name, one.each.days, one.each.at_most, one.each.part) == (
        "half_year",
        182,
        2,
        "counts whole",
    )


def test_counters_keep_their_bands(pact: Agreement) -> None:
    (bands,) = (
        node
        for node in walk(clause(pact, "downloads/download-television").result.amount)  # type: ignore[union-attr]
        if isinstance(node, Bands)
    )
    assert (bands.per, [(band.rate, band.up_to) for band in bands.bands]) == (
        ("title",),
        [(Fraction(36, 10_000), Fraction(100_000)), (Fraction(7, 1000), None)],
    )


def test_the_digest_changes_with_any_byte_and_with_nothing_else(tmp_path: Path) -> None:
    copy = shutil.copytree(LIBRARY, tmp_path / "copy") / "guild" / "pact-2008"
    assert load_agreement(copy).digest == load_agreement(PACT).digest
    with (copy / "reruns.yaml").open("a", encoding="utf-8") as file:
        file.write("# one more word\n")
    assert load_agreement(copy).digest != load_agreement(PACT).digest


def test_articles_stand_in_the_order_of_the_header(tmp_path: Path) -> None:
    copy = shutil.copytree(LIBRARY, tmp_path / "copy") / "guild" / "pact-2008"
    with (copy / "agreement.yaml").open("a", encoding="utf-8") as file:
        file.write("articles: [reruns, downloads]\n")
    assert [article.name for article in load_agreement(copy).articles] == ["reruns", "downloads"]


def test_faults_of_every_file_are_told_at_once(tmp_path: Path) -> None:
    copy = shutil.copytree(LIBRARY, tmp_path / "copy") / "guild" / "pact-2008"
    for name, old, new in [
        ("agreement.yaml", "60 days", "60 hours"),
        ("downloads.yaml", "gross * rate", "gross * rat"),
        ("reruns.yaml", "owed('rerun') * bonus", "owed('rerun') + bonus"),
    ]:
        path = copy / name
        path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    places = [text.split(": ")[0].rpartition("/")[2] for text in refused(copy)]
    assert [place.split(":")[0] for place in places] == [
        "agreement.yaml",
        "downloads.yaml",
        "downloads.yaml",
        "downloads.yaml",
        "downloads.yaml",
        "reruns.yaml",
    ]


def test_a_library_loads_all_agreements_or_those_named(pact: Agreement) -> None:
    assert load_library(LIBRARY) == (pact,)
    assert load_library(LIBRARY, ["guild/pact-2008", "guild/pact-2008"]) == (pact,)
    with pytest.raises(Refused) as refusal:
        load_library(LIBRARY, ["guild/pact-2009"])
    assert [finding.text() for finding in refusal.value.findings] == [
        "guild/pact-2009: there is no agreement 'guild/pact-2009'.\n"
        "  expected an agreement of the library, found none\n  Try: write 'guild/pact-2008'"
    ]


def test_a_folder_without_a_header_is_refused(tmp_path: Path) -> None:
    (tmp_path / "guild" / "pact-2008").mkdir(parents=True)
    assert refused(tmp_path / "guild" / "pact-2008") == [
        "guild/pact-2008/agreement.yaml: the file cannot be read.\n"
        "  expected a readable YAML file, found no such file or directory\n"
        "  Try: check the name and the permissions"
    ]


def test_an_article_without_clauses_is_no_fault(tmp_path: Path) -> None:
    pact = write_agreement(tmp_path, "")
    (pact / "article.yaml").write_text("article: article\ntitle: Nothing to figure here\n", encoding="utf-8")
    assert load_agreement(pact).clauses() == ()


def test_the_shipped_agreements_load() -> None:
    folders = {f"{path.parent.parent.name}/{path.parent.name}" for path in SHIPPED.glob("*/*/agreement.yaml")}
    addresses = [agreement.address for agreement in load_library()]
    assert addresses == sorted(folders)
    assert {"wga/mba-2008", "wga/mba-2023"} <= folders


def test_waste_is_collected_again_after_a_load_and_after_a_refusal() -> None:
    load_library(LIBRARY)
    assert gc.isenabled()
    with pytest.raises(Refused):
        load_library(LIBRARY, ["guild/pact-2009"])
    assert gc.isenabled()
    gc.disable()
    try:
        load_library(LIBRARY)
        assert not gc.isenabled()
    finally:
        gc.enable()
