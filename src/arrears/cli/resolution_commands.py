"""The blocking list: what stands between the sides of two offers and a deal, with numbers and sources."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from arrears.cli.offer_price_command import AssumptionFiles, BaseYearOption, Positions, Scenarios
from arrears.cli.options import AsOf, BookFolder, KnownBy, Library, OneTable, Rows, RowsFormat, read_day
from arrears.cli.output import show_report, tell_progress
from arrears.cli.path_commands import Done, Facts, Units, Votes, supposed_votes, told_record

if TYPE_CHECKING:
    from arrears.agreements.model import Agreement
    from arrears.audit.audit_run import AuditRun
    from arrears.bargaining.assumptions import Assumption, Assumptions
    from arrears.bargaining.blocking_gaps import Count
    from arrears.bargaining.blocking_list import BlockingList, FromBook, Threat
    from arrears.bargaining.critical_path import Record
    from arrears.bargaining.offer import Offer
    from arrears.bargaining.paths import PathRules
    from arrears.bargaining.resolution_facts import ResolutionFacts
    from arrears.bargaining.separated import Separation
    from arrears.bargaining.tradable_claims import ClaimWorth
    from arrears.book.ledger import Book
    from arrears.reports.tables import Report, Section

FirstOffer = Annotated[Path, typer.Option("--offer", metavar="OFFER", help="The one side's offer.")]
OtherOffer = Annotated[Path, typer.Option("--against", metavar="OFFER", help="The other side's offer.")]
Established = Annotated[
    Path | None,
    typer.Option("--facts", metavar="FILE", help="Who can move what, costly days, what belongs to what."),
]
Threats = Annotated[
    list[str] | None,
    typer.Option("--threat", metavar="PARTY=RULES:GOAL", help="What a side could do; may be repeated."),
]
Chances = Annotated[
    str,
    typer.Option(
        "--chances", metavar="FILE", help="Counsel's assumptions about claims, or valuation/2000001."
    ),
]
Talks = Annotated[str, typer.Option("--talks", metavar="TALKS", help="These talks; others set precedents.")]
ListDay = Annotated[
    date | None,
    typer.Option(
        "--on", parser=read_day, metavar="DAY", help="The day the list is for. Default: that of the records."
    ),
]
StoppageList = Annotated[
    Path | None, typer.Option("--stoppages", metavar="FILE", help="Base rates from this list, beside it.")
]
NewPage = Annotated[
    Path | None, typer.Option("--out", metavar="FILE", help="Write it with charts to NAME.html or NAME.pdf.")
]


@dataclass(frozen=True)
class Audited:
    """The audit that gaps are priced on, the agreements of it, and the library of the offers."""

    run: AuditRun
    agreements: Sequence[Agreement]
    library: Path


def resolution(
    book: BookFolder,
    offer: FirstOffer,
    against: OtherOffer,
    assumptions: AssumptionFiles = None,
    scenario: Scenarios = None,
    position: Positions = None,
    base_year: BaseYearOption = None,
    facts: Established = None,
    threat: Threats = None,
    fact: Facts = None,
    done: Done = None,
    vote: Votes = None,
    unit: Units = None,
    talks: Talks = "",
    chances: Chances = "",
    stoppages: StoppageList = None,
    on: ListDay = None,
    as_of: AsOf = None,
    known_by: KnownBy = None,
    library: Library = None,
    out: NewPage = None,
    form: Rows = RowsFormat.TABLE,
    table: OneTable = "",
) -> None:
    """Show what stands between two offers and a deal: a checklist with numbers, by dollars and days.

    Each open issue with the gap by each side's count, who can move it, each side's next costly day, claims
    that could be traded, deals set elsewhere and evidence that is waited for; threats held against thresholds
    and time. It predicts nobody.

    \b
    Examples:
      arrears resolution autumn-2008 --offer guild-counter.yaml --against companies-last.yaml
        --assumptions assumptions.yaml --scenario guild --scenario companies --facts established.yaml
      arrears resolution autumn-2008 --offer guild-counter.yaml --against companies-last.yaml
        --assumptions assumptions.yaml --threat "Lantern Writers' Guild=lantern.yaml:strike"
        --fact expiry=2008-10-31 --vote strike-authorization=900:100 --format csv
    """
    from arrears.bargaining.blocking_gaps import open_gaps
    from arrears.bargaining.blocking_list import blocking_list
    from arrears.cli.audiences import open_book

    _check_page(out)
    opened = open_book(book)
    offers = _both_offers(opened, (offer, against), library)
    established = _established(facts)
    day = on or as_of or _last_day(opened, known_by)
    audited = _audited(opened, as_of, known_by, library)
    counts, rests_on = _counts(offers, audited, _read(assumptions, scenario), (base_year, position or []))
    found = _from_book(opened, audited, (day, known_by, talks), _worths(opened, chances, day))
    threats = _threats(threat, (fact, done), (vote, unit))
    listed = blocking_list(offers, open_gaps(*offers, counts), threats, (established, found), day)
    _tell(_report(opened, listed, (counts, rests_on), stoppages), listed, out, (form, table))


def _established(facts: Path | None) -> ResolutionFacts:
    """Who can move what and which days cost, where a file says so."""
    from arrears.bargaining.resolution_facts import NO_FACTS, read_resolution

    return read_resolution(facts) if facts else NO_FACTS


def _check_page(out: Path | None) -> None:
    """Refuse a name that cannot be a new page before anything is figured."""
    from arrears.cli.new_files import refuse_ending, refuse_existing

    if out is not None:
        refuse_ending(out, (".html", ".pdf"))
        refuse_existing(out)


def _tell(report: Report, listed: BlockingList, out: Path | None, shown: tuple[RowsFormat, str]) -> None:
    """Print the list, and write it as a page of its own where one is asked for."""
    show_report(report, *shown, "issues")
    if out is not None:
        from arrears.cli.new_files import write_whole
        from arrears.reports.resolution_pages import resolution_html, resolution_pdf

        draw = resolution_pdf if out.suffix == ".pdf" else resolution_html
        write_whole(out, draw(report, listed))
        tell_progress(f"wrote {out}")


def _report(
    book: Book,
    listed: BlockingList,
    priced: tuple[Sequence[Count], tuple[Sequence[Assumption], Sequence[Separation]]],
    stoppages: Path | None,
) -> Report:
    """The list drawn, with what it rests on."""
    from arrears.cli.act_options import book_facts
    from arrears.reports.resolution_report import build_resolution

    counts, rests_on = priced
    beside = _base_rates(stoppages) if stoppages else ()
    return build_resolution(listed, rests_on, (*book_facts(book), *_base_facts(counts)), beside)


def _both_offers(book: Book, files: tuple[Path, Path], library: Path | None) -> tuple[Offer, Offer]:
    """The two offers, of one version, whose talks no blackout runs over."""
    from arrears.agreements.load import SHIPPED
    from arrears.bargaining.embargo import refuse_under_blackout
    from arrears.bargaining.read_offer import read_offer
    from arrears.bargaining.separated import refuse_other_base

    offers = read_offer(files[0], library or SHIPPED), read_offer(files[1], library or SHIPPED)
    refuse_other_base(*offers)
    for one in offers:
        refuse_under_blackout(book, (one.made_by, one.made_to), "resolution")
    return offers


def _audited(book: Book, as_of: date | None, known_by: date | None, library: Path | None) -> Audited:
    """The audit that the gaps are priced on."""
    from arrears.agreements.load import SHIPPED
    from arrears.audit.audit_run import AuditRequest, run_audit
    from arrears.cli.libraries import asked_of_book

    agreements, asked = asked_of_book(book, AuditRequest(as_of=as_of, known_by=known_by), library)
    return Audited(run_audit(book, agreements, asked, tell_progress), agreements, library or SHIPPED)


def _last_day(book: Book, known_by: date | None) -> date:
    """The last day on which something was learned."""
    from arrears.audit.audit_run import latest_day
    from arrears.book.snapshot import snapshot

    return latest_day(snapshot(book, known_by=known_by))


def _read(files: Sequence[Path] | None, names: Sequence[str] | None) -> list[Assumptions]:
    """The assumptions read for each scenario asked for; for what all share where none is."""
    from arrears.bargaining.assumptions import NO_ASSUMPTIONS, joined, read_assumptions

    together = joined([read_assumptions(path) for path in files]) if files else NO_ASSUMPTIONS
    return [together.of(name) for name in dict.fromkeys(names or [""])]


def _counts(
    offers: tuple[Offer, Offer],
    audited: Audited,
    scenarios: Sequence[Assumptions],
    how: tuple[int | None, Sequence[str]],
) -> tuple[list[Count], tuple[list[Assumption], list[Separation]]]:
    """Both offers priced by each scenario on each position, kept apart; and what the counts rest on.

    With two scenarios also the assumptions on which they differ, on the first position.
    """
    from arrears.audit.run_tables import open_run
    from arrears.bargaining.base_year import own_positions
    from arrears.bargaining.blocking_gaps import Count
    from arrears.bargaining.price import price_offer
    from arrears.bargaining.price_on_book import PricedRun, reprice
    from arrears.bargaining.separated import separations

    base_year, named = how
    run = PricedRun(audited.run.folder, audited.agreements, audited.library)
    counts: list[Count] = []
    used: dict[tuple[str, str], Assumption] = {}
    apart: list[Separation] = []
    for position in own_positions(open_run(run.folder), named):
        tell_progress(f"figuring the base year again, read {position}")
        base = run.base_year(base_year, position)
        repriced = [reprice(one, base, run, tell_progress) for one in offers]
        for scenario in scenarios:
            ours, theirs = (price_offer(one, each, scenario) for one, each in zip(offers, repriced))
            by = f"{scenario.scenario or 'what all share'}, read {position}"
            counts.append(Count(by, ours, theirs))
            used |= {(one.scenario, one.name): one for one in (*ours.assumptions, *theirs.assumptions)}
        if len(scenarios) == 2 and not apart:
            apart.extend(separations(offers[0], repriced[0], *scenarios))
    return counts, (list(used.values()), apart)


def _base_facts(counts: Sequence[Count]) -> tuple[tuple[str, str], ...]:
    """The base year that the counts rest on, and up to when its records speak."""
    bases = dict.fromkeys((one.ours.base_year, one.ours.run_id, one.ours.held_to) for one in counts)
    return tuple(
        ("base year", f"{year}, run {run_id}, records held to {held_to}") for year, run_id, held_to in bases
    )


def _threats(
    threats: Sequence[str] | None,
    told: tuple[list[str] | None, list[str] | None],
    votes: tuple[list[str] | None, list[str] | None],
) -> list[Threat]:
    """The threats with their paths. Each path takes the facts, steps and votes that its rules know.

    Findings: raises `Refused` for a name that no path knows, and those of `find_path`.
    """
    from arrears.bargaining.blocking_list import Threat
    from arrears.bargaining.critical_path import find_path
    from arrears.bargaining.read_path import read_path

    record = told_record(*told, None, is_open=False)
    named = []
    for word in threats or ():
        party, _, rest = word.partition("=")
        name, _, goal = rest.rpartition(":")
        if not party.strip() or not name or not goal:
            problem = f"'{word}' is no threat; write \"Lantern Writers' Guild=sag-2008:strike\""
            raise typer.BadParameter(problem, param_hint="--threat")
        named.append((party.strip(), read_path(name), goal))
    _refuse_unused(record, [rules for _, rules, _ in named])
    _refuse_unused_votes(votes, [rules for _, rules, _ in named])
    found = []
    for party, rules, goal in named:
        facts = {one.name for one in rules.facts}
        steps = {one.step_id for one in rules.steps}
        mine = replace(
            record,
            facts={name: day for name, day in record.facts.items() if name in facts},
            done={name: day for name, day in record.done.items() if name in steps},
        )
        known = {one.name for one in rules.votes}
        supposed = [[word for word in each or () if word.partition("=")[0] in known] for each in votes]
        outcomes = supposed_votes(rules, *supposed)
        found.append(Threat(party, find_path(rules, goal, mine), tuple(outcomes)))
    return found


def _refuse_unused(record: Record, rules: Sequence[PathRules]) -> None:
    """A fact or step that no threat's rules have is a slip of the pen. Findings: path-part."""
    facts = {one.name for each in rules for one in each.facts}
    steps = {one.step_id for each in rules for one in each.steps}
    wrong = [(name, facts) for name in record.facts if name not in facts]
    wrong += [(name, steps) for name in record.done if name not in steps]
    _refuse_names(wrong)


def _refuse_unused_votes(
    votes: tuple[list[str] | None, list[str] | None], rules: Sequence[PathRules]
) -> None:
    known = {one.name for each in rules for one in each.votes}
    words = [word.partition("=")[0] for each in votes for word in each or ()]
    _refuse_names([(name, known) for name in words if name not in known])


def _refuse_names(wrong: Sequence[tuple[str, set[str]]]) -> None:
    from arrears.findings import Finding, Refused, suggest

    problem = "this names nothing that the rules of a threat have."
    faults = [
        Finding(
            "path-part",
            "--threat",
            problem,
            "a name of the rules",
            name,
            suggest(name, known) if known else "",
        )
        for name, known in wrong
    ]
    if faults:
        raise Refused(faults)


def _worths(book: Book, chances: str, day: date) -> tuple[ClaimWorth, ...]:
    """What each pending claim is worth, for counsel only. Findings: those of `value_claims`."""
    if not chances:
        return ()
    from arrears.bargaining.assumptions import read_assumptions
    from arrears.bargaining.counsel_papers import VALUATION, refuse_others
    from arrears.bargaining.tradable_claims import Valuing, value_claims
    from arrears.claims.claim import read_claims
    from arrears.cli.package_commands import paper_path

    refuse_others(book.audience)
    with paper_path(book, VALUATION, chances) as path:
        held = read_assumptions(path)
    pending = [one.claim_id for one in read_claims(book).values() if one.is_open and one.opened_on <= day]
    return value_claims(book, pending, Valuing(day, held, "simple"))


def _from_book(
    book: Book,
    audited: Audited,
    asked: tuple[date, date | None, str],
    worths: tuple[ClaimWorth, ...],
) -> FromBook:
    from arrears.agreements.procedure_load import find_procedure
    from arrears.audit.explainer import open_for_explaining
    from arrears.bargaining.blocking_book import evidence_wanted, pending_claims, precedents_elsewhere
    from arrears.bargaining.blocking_list import FromBook
    from arrears.claims.deadlines import Asked, read_deadlines
    from arrears.claims.missing_facts import missing_money

    day, known_by, talks = asked
    deadlines = read_deadlines(
        book, Asked(day, known_by), lambda address: find_procedure(address, audited.library)
    )
    missing = missing_money(open_for_explaining(book, audited.run.folder, audited.agreements))
    return FromBook(
        pending_claims(book, day, known_by=known_by, deadlines=deadlines, worths=worths),
        precedents_elsewhere(book, talks, day, known_by=known_by),
        evidence_wanted(book, day, missing, known_by=known_by),
    )


def _base_rates(path: Path) -> tuple[Section, ...]:
    from arrears.bargaining.base_rates import USUAL, base_rates, read_stoppages
    from arrears.reports.base_rates_report import build_base_rates

    stoppages = read_stoppages(path)
    rates = [base_rates(stoppages, chosen) for chosen in USUAL]
    return build_base_rates(path, stoppages, rates).sections


def add_to(app: typer.Typer) -> None:
    """Add `arrears resolution`."""
    app.command("resolution")(resolution)
