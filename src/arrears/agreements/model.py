"""What was agreed, as values: agreements, articles, clauses, questions, due and late rules, credit shares.

An agreement declares and never computes. `load` builds these from YAML; `patch` gives a new agreement,
nothing is changed in place.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Literal

from arrears.formula.clause import Division, Each, Result, Rounding, Split
from arrears.formula.nodes import Node

Status = Literal["primary", "secondary", "derived", "unverified"]


@dataclass(frozen=True)
class Citation:
    """Where a figure or a rule was read: document and place, and how far it can be trusted."""

    source: str
    status: Status
    note: str = ""
    near: tuple[str, ...] = ()  # row or heading words near which the figure is printed
    as_printed: str = ""  # where the page does not print the figure in these digits
    text: str = ""  # the code of the text whose pages `source` names; see `texts`


@dataclass(frozen=True)
class TermRecord:
    """One figure of the agreement with its address, for lint, words, diffs and reports."""

    address: str
    written: str  # as the file writes it
    citation: Citation


@dataclass(frozen=True)
class Conflict:
    """One figure or rule that the sources print differently: every version is kept and shown, none is
    preferred.
    """

    address: str
    says: tuple[tuple[str, Citation], ...]


@dataclass(frozen=True)
class Noted:
    """A term that is known and not figured: nobody can bill it, or it is only remembered."""

    address: str
    says: str
    citation: Citation
    conflicts: tuple[Conflict, ...] = ()


@dataclass(frozen=True)
class LeftOut:
    """A part of the text that is not encoded, and why."""

    part: str
    because: str


@dataclass(frozen=True)
class Answer:
    """One side's answer to an open question.

    side: who reads it so, a word such as `guild`. by: the party named. is_own_words: False when somebody else
    reports the position; such an answer is priced and never defines what is undisputed.
    """

    side: str
    by: str
    node: Node
    because: str
    is_own_words: bool = True
    citation: Citation | None = None


@dataclass(frozen=True)
class Question:
    """A step whose words are disputed: one answer per side."""

    name: str
    address: str
    answers: tuple[Answer, ...]


@dataclass(frozen=True)
class Link:
    """A rate that follows the rates of other agreements: raised as they are raised, and never lowered.

    starts, starts_on: the figure that is linked, and from which day. follows: addresses of the followed rates
    with `*` for any one part, each with where it is said. raised: for each side ('' where nobody disputes it)
    the node that gives the figure from the facts `starts`, `was` and `now`. unfollowed: what nothing in the
    library answers to.
    """

    name: str
    address: str
    starts: Fraction
    starts_on: date
    follows: tuple[tuple[str, Citation], ...]
    raised: tuple[tuple[str, Node], ...]
    citation: Citation
    unfollowed: tuple[str, ...]


@dataclass(frozen=True)
class DueRule:
    """When an amount falls due: a count from an anchor date, or a printed table that wins over the count.

    after: the fact the count starts from. count, unit: 60 days, 4 months. printed: month-day of the anchor to
    month-day of the due date, (9, 30) -> (11, 30); the due date is the first such day after the anchor.
    unless: rules that hold instead, the first whose condition is yes. at_latest: the due date is the earlier
    of the two. Of these rules only count, printed and after are read.
    """

    rule_id: str
    after: str
    count: int
    unit: Literal["days", "months"]
    printed: Mapping[tuple[int, int], tuple[int, int]] = field(default_factory=dict)
    citation: Citation | None = None
    unless: tuple[DueArm, ...] = ()
    at_latest: DueRule | None = None


@dataclass(frozen=True)
class DueArm:
    """A rule that takes the place of another where a condition of the record holds."""

    when: Node
    rule: DueRule


@dataclass(frozen=True)
class LateCharge:
    """One charge of a late rule: a rate of the unpaid amount or a fixed sum, per day, business day or month.

    start: `due`, `notice`, or when the days after it are over. most_units: at most so many periods.
    most_share: at most this share of the amount owed. only_after_notice_days: it runs only if unpaid so many
    days after a notice, counted in notice_unit.
    """

    per: Literal["day", "business day", "month"]
    rate: Fraction | None = None
    fixed_cents: int | None = None
    start: Literal["due", "notice", "notice_end"] = "due"
    most_units: int | None = None
    most_share: Fraction | None = None
    only_after_notice_days: int | None = None
    notice_unit: Literal["day", "business day"] = "day"


@dataclass(frozen=True)
class LateRule:
    """What lateness costs. Questions (simple or compound, whole months or days) stay open: both are shown.

    ends: the payment date that ends lateness, `received_by_guild_on` where delivery to the guild is payment.
    resumes_after_business_days: after a dispute is settled the charges stand still so much longer.
    """

    rule_id: str
    charges: tuple[LateCharge, ...]
    ends: Literal["received_by_guild_on", "paid_on"]
    counts: tuple[Literal["simple", "compound"], ...]
    part_month: tuple[Literal["whole months", "days"], ...]
    pauses_while_disputed: bool
    citation: Citation
    resumes_after_business_days: int = 0
    not_for: tuple[str, ...] = ()  # classes of payor to whom it does not apply, keys of PAYOR_STATUSES


@dataclass(frozen=True)
class CreditShares:
    """Shares of a percentage residual by credit, for one kind of work.

    Each case names the roles that must be present together; the first case whose roles are exactly the paying
    roles of the title gives the shares. Teams count as one writer; inside a role writers share equally, then
    inside a team.
    """

    work: str
    cases: tuple[Mapping[str, Fraction], ...]
    unpaid_roles: tuple[str, ...]
    citation: Citation


@dataclass(frozen=True)
class CreditColumns:
    """Which credit takes which column of a fixed-amount table, for one kind of work: role -> story, teleplay,
    both.
    """

    work: str
    columns: Mapping[str, str]
    citation: Citation


@dataclass(frozen=True)
class AfterEnd:
    """What the text says becomes of a clause after the agreement's end: it lives on for what was made under
    it, or it expires.
    """

    lives_on: bool
    citation: Citation


@dataclass(frozen=True)
class Clause:
    """One clause as agreed, all readings together.

    name: lineage without version, `new-media/download-television`. entitlement: two clauses of one family and
    one entitlement never govern one line. A question is referred to in the nodes as `Named(name=question,
    body=<first answer>)`; `readings.read_as` puts the chosen answer in its place.
    """

    name: str
    place: str  # file:line
    record_kind: str
    entitlement: str
    citation: Citation
    when: Node
    result: Result
    rounding: Rounding
    due: DueRule | None
    late: str | None
    governed_by: tuple[str, ...]  # date facts, by work where the agreement says so; see Agreement.governing
    questions: tuple[Question, ...] = ()
    each: Each | None = None
    split: Split | None = None
    to: str = ""
    replaces: tuple[str, ...] = ()
    terms: tuple[TermRecord, ...] = ()
    words: str = ""  # a sentence of our own on what the clause is for
    conflicts: tuple[Conflict, ...] = ()
    sentences: tuple[TermRecord, ...] = ()  # its expressions as the file writes them, by address
    division: Division | None = None
    links: tuple[Link, ...] = ()
    after_end: AfterEnd | None = None  # None: the text does not say, or nobody has read it there

    @property
    def status(self) -> Status:
        """The weakest status among the clause and its terms."""
        order: tuple[Status, ...] = ("primary", "secondary", "derived", "unverified")
        statuses = [self.citation.status, *(term.citation.status for term in self.terms)]
        return max(statuses, key=order.index)


@dataclass(frozen=True)
class Article:
    """One file of an agreement: its clauses in the document's order.

    subject: what a claim over them is about, a key of `vocabulary.CLAIM_SUBJECTS`; '' where the file leaves
    it to the records that each clause is for (`agreements.subjects`).
    """

    name: str
    title: str
    place: str
    clauses: tuple[Clause, ...]
    subject: str = ""
    conflicts: tuple[Conflict, ...] = ()
    noted: tuple[Noted, ...] = ()
    left_out: tuple[LeftOut, ...] = ()


@dataclass(frozen=True)
class Edit:
    """One edit of a patch: what stood at an address, what stands there now, and where that was agreed.

    address: without family and version. was, now: as written, or `not there`. item: the memorandum's, '' for
    a new name.
    """

    verb: Literal["at", "add", "remove", "rename"]
    address: str
    item: str
    was: str
    now: str
    citation: Citation | None
    place: str


@dataclass(frozen=True)
class ItemLeft:
    """An item of a memorandum that no edit stands for, and why."""

    item: str
    says: str
    because: str
    citation: Citation


@dataclass(frozen=True)
class Patch:
    """How one version was made of another: `address` is `of` with these edits."""

    address: str
    of: str
    title: str
    edits: tuple[Edit, ...]
    items_left: tuple[ItemLeft, ...]


@dataclass(frozen=True)
class Agreement:
    """One version of one family's agreement.

    address: `wga/mba-2008`. covers_from, covers_until: first and last day on which its key dates fall.
    patches: how it came from the version that is written whole, oldest first; none for that one.
    """

    family: str
    version: str
    title: str
    covers_from: date
    covers_until: date
    articles: tuple[Article, ...]
    late_rules: Mapping[str, LateRule]
    credit_shares: tuple[CreditShares, ...]
    credit_columns: tuple[CreditColumns, ...]
    citation: Citation
    digest: str  # SHA-256 over the files it was read from
    noted: tuple[Noted, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    patches: tuple[Patch, ...] = ()

    @property
    def address(self) -> str:
        return f"{self.family}/{self.version}"

    def clauses(self) -> tuple[Clause, ...]:
        """Every clause in the document's order."""
        return tuple(clause for article in self.articles for clause in article.clauses)
