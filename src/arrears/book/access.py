"""Who may see what: the access classes of files and events, the audiences that ask, and the order between.

An audience is the set of classes that it may read. A result made from several inputs needs every class of
them, so the audiences form a lattice of sets and not a line: a mediator reads settlement talks and no
counsel's notes, and neither of the two classes includes the other. Nothing here proves who somebody is: who
holds the book's folder reads all that is not encrypted.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from arrears.findings import Finding, Refused, suggest
from arrears.vocabulary import ACCESS_CLASSES

DEFAULT_ACCESS = "guild_only"
# What enters no claim file, bundle, packet, export or log, whoever asks for one.
NEVER_FILED = frozenset(("counsel_only", "settlement", "embargoed"))
# The class of what is said of the talks while a news blackout runs. Acts about these subjects alone may have
# it: records, evidence, claims and amounts owed are never embargoed.
EMBARGOED = "embargoed"
TALKS = "talks"
# Books of format 1 held no classes; their counts of an audience are read as this one, all else as the
# default.
OLD_TABLE_ACCESS: Mapping[str, str] = {"audience": "outside_auditor"}
# Every class numbers its files in a range of its own, so that the numbers that an audience sees do not tell
# how many files it does not see. Ranges are only ever added.
FILES_A_CLASS = 1 << 24
NUMBER_RANGES: Mapping[str, int] = {
    DEFAULT_ACCESS: 0,
    "member_identified": 1,
    "counsel_only": 2,
    "settlement": 3,
    "outside_auditor": 4,
    "aggregates_only": 5,
    "parties": 6,
    "public": 7,
    EMBARGOED: 8,
}
IDENTIFIER = re.compile(r"[A-Za-z0-9._-]{1,40}")


@dataclass(frozen=True)
class Audience:
    """Somebody who asks: a name, the classes that may be read, and whose lines where it is not everybody's.

    person_id, agency_id: only this member's lines, or those of this agency's clients, are told; company_id:
    rows about other companies are left out before anything is computed.
    """

    name: str
    classes: frozenset[str]
    person_id: str = ""
    agency_id: str = ""
    company_id: str = ""

    @property
    def sees_own_lines_only(self) -> bool:
        """Whether answers are limited to lines of one member, or of one agency's clients."""
        return bool(self.person_id or self.agency_id)


_TO_ALL_MEMBERS = frozenset(("public", "parties", "guild_only", "member_identified"))
KEEPER = Audience("keeper", frozenset(ACCESS_CLASSES))
GUILD = Audience("guild", _TO_ALL_MEMBERS | {"aggregates_only"})
COMMITTEE = Audience("committee", GUILD.classes | {EMBARGOED})
COUNSEL = Audience("counsel", GUILD.classes | {"counsel_only", "settlement", EMBARGOED})
OUTSIDE_AUDITOR = Audience("outside_auditor", frozenset(("public", "outside_auditor", "aggregates_only")))
ARBITRATOR = Audience("arbitrator", frozenset(("public", "parties")))
MEDIATOR = Audience("mediator", frozenset(("public", "parties", "settlement")))
PUBLIC = Audience("public", frozenset(("public",)))
NAMED: Mapping[str, Audience] = {
    audience.name: audience
    for audience in (GUILD, COMMITTEE, COUNSEL, OUTSIDE_AUDITOR, ARBITRATOR, MEDIATOR, PUBLIC, KEEPER)
}
# Written `member:P0001`, `agency:A1`, `company:C1`.
OWN_LINES = _TO_ALL_MEMBERS
PARTY = ARBITRATOR.classes


def allowed(audience: Audience, classes: Iterable[str]) -> bool:
    """Whether a result made from inputs of these classes may be shown: every one of them must be readable."""
    return frozenset(classes) <= audience.classes


def read_audience(text: str) -> Audience:
    """An audience as users write it: `guild`, `counsel`, …, or `member:P0001`, `agency:A1`, `company:C1`.

    Findings: `audience-unknown`.
    """
    if text in NAMED:
        return NAMED[text]
    kind, sign, name = text.partition(":")
    if sign and IDENTIFIER.fullmatch(name):
        match kind:
            case "member":
                return Audience(text, OWN_LINES, person_id=name)
            case "agency":
                return Audience(text, OWN_LINES, agency_id=name)
            case "company":
                return Audience(text, PARTY, company_id=name)
    known = (*NAMED, "member:ID", "agency:ID", "company:ID")
    problem, expected = "there is no such audience", "an audience that may ask"
    raise Refused([Finding("audience-unknown", "--audience", problem, expected, text, suggest(text, known))])


def for_export(audience: Audience) -> Audience:
    """The same audience without what enters no claim file, bundle, packet, export or log."""
    return replace(audience, classes=audience.classes - NEVER_FILED)


def for_guild(audience: Audience) -> Audience:
    """The same audience with no more than the guild's staff may read: for what is kept for the staff."""
    return replace(audience, classes=audience.classes & GUILD.classes)


def compared_with(access: str) -> frozenset[str]:
    """The classes whose rows a new row of a class may be compared with: those that all its readers may read.

    A row of the class could otherwise be dropped, or take another's place, because of a row that some of its
    readers may not see.
    """
    readers = [each.classes for each in (*NAMED.values(), *_OWN_KINDS) if access in each.classes]
    return frozenset.intersection(*readers)


_OWN_KINDS = (Audience("member", OWN_LINES), Audience("company", PARTY))


def refuse_unreadable(audience: Audience, access: str, subject: str = "") -> None:
    """Refuse to add material of a class that the audience which adds it may not read, or that it cannot have.

    What an import says (equal rows, rows that refer to nothing) would else be a way to ask for hidden values.
    subject: what an act is about, such as `talks/3`; empty for records and evidence.
    Findings: `access-unknown`, `access-embargo`, `access-not-readable`.
    """
    if access not in ACCESS_CLASSES:
        problem, remedy = "there is no such access class", suggest(access, ACCESS_CLASSES)
        raise Refused([Finding("access-unknown", "--access", problem, "an access class", access, remedy)])
    if access == EMBARGOED and subject.partition("/")[0] != TALKS:
        problem = "only entries of the docket of talks are embargoed; nothing was appended"
        expected = "a class of records, evidence and claims, which no blackout hides"
        remedy = "leave --access out, or record what was said at the talks with `arrears docket add`"
        raise Refused([Finding("access-embargo", subject or "--access", problem, expected, access, remedy)])
    if access in audience.classes:
        return
    readers = sorted(name for name, each in NAMED.items() if access in each.classes)
    raise Refused(
        [
            Finding(
                "access-not-readable",
                "--access",
                "material of a class is added only by an audience that may read it; nothing was appended",
                f"a class that {audience.name} reads: {', '.join(sorted(audience.classes))}",
                access,
                f"add it with --audience {' or --audience '.join(readers)}",
            )
        ]
    )


def file_range(access: str) -> int:
    """The number before the first file number of a class."""
    return NUMBER_RANGES[access] * FILES_A_CLASS


def access_of_number(file_no: int) -> str:
    """The class whose range holds a file number; empty for a number that no class may use."""
    ranges = {number: access for access, number in NUMBER_RANGES.items()}
    return ranges.get(file_no // FILES_A_CLASS, "")
