"""Writing credits as printed on screen or in an episode list, read into roles, teams and separate writers.

`&` joins a team, `and` and the comma part separate writers, and the two are paid differently; a list that
writes one mark for both says nothing about shares. Refuses to guess: what cannot be read is a finding.

>>> [len(team.writers) for team in parse_writing_credit("A. Lee and B. Roy & C. Fox")[0].teams]
[1, 2]
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from arrears.findings import Finding, Refused, suggest
from arrears.vocabulary import CREDIT_ROLES

WRITING_ROLES = (
    "written_by",
    "story_by",
    "television_story_by",
    "screen_story_by",
    "teleplay_by",
    "screenplay_by",
    "adaptation_by",
)
_LABELS = {CREDIT_ROLES[role].lower(): role for role in WRITING_ROLES}
# The longest label first, or `Television Story by` would be read as a name before `Story by`. A label may
# follow a name without a space, as lists run lines together.
_LABEL = re.compile(
    "("
    + "|".join(re.escape(CREDIT_ROLES[role]) for role in sorted(WRITING_ROLES, key=len, reverse=True))
    + ")"
    r"(?:\s*:|(?=\s))"
)
_OTHER_LABEL = re.compile(r"([A-Za-z][\w' -]*? [Bb]y)\s*:")
_SUFFIX = re.compile(r",\s+(Jr\.?|Sr\.?|II|III|IV|M\.?D\.?|Ph\.?D\.?)(?=\s*(?:,|&|$| and ))")
_SEPARATE = re.compile(r"\s*,\s+and\s+|\s+and\s+|\s*,\s*")
# `A, B & C` with no `and` after the comma: the ampersand closes the enumeration.
_ENDED_LIST = re.compile(r",(?:(?!\band\b|:).)*&(?!.*(?:,|\band\b))")
_FOREIGN_MARKS = re.compile(r"[;/|+\[\]()\"]|\bwith\b|\bvs\b|\s-\s")
_MOST_WORDS = 3
_DIGITS = re.compile(r"\d")
# Small letter, then a capital, inside one word: two names run together, unless it is a known beginning.
_INNER_CAPITAL = re.compile(r"[a-zà-ÿ][A-ZÀ-Þ]")
_KNOWN_BEGINNING = re.compile(r"(?:Mc|Mac|De|Di|Du|Da|La|Le|Lo|Van|Von|Fitz|St)[A-ZÀ-Þ][a-zà-ÿ]+\.?")


@dataclass(frozen=True)
class Team:
    """Writers who are paid as one; a writer alone is a team of one."""

    writers: tuple[str, ...]


@dataclass(frozen=True)
class WritingCredit:
    """One role as credited: its teams and separate writers in the printed order, and the words read."""

    role: str
    teams: tuple[Team, ...]
    credited_as: str


@dataclass(frozen=True)
class CreditPosition:
    """A place in the credits without a name: the role, which writer or team of how many, and its share.

    share: of what the role is paid; writers and teams share the role equally, members a team equally.
    """

    role: str
    team_no: int
    teams: int
    member_no: int
    members: int
    share: Fraction

    def text(self) -> str:
        """The position in words, as a sheet prints it."""
        place = "" if self.teams == 1 else f", {self.team_no} of {self.teams}"
        if self.members == 1:
            return f"writer alone{place}" if self.teams == 1 else f"separate writer{place}"
        return f"team of {self.members}{place}, member {self.member_no}"


@dataclass(frozen=True)
class CreditMarks:
    """Which marks a whole list uses, out of which one knows whether its silence means anything."""

    roles: bool
    team: bool
    separate: bool
    team_ends_lists: bool

    @property
    def tell_shares(self) -> bool:
        """True when the list tells roles apart and writes both `&` and `and`, each in its own meaning.

        A list that writes `A, B & C` uses `&` as its last comma, so none of its `&` is known to be a team.
        """
        return self.roles and self.team and self.separate and not self.team_ends_lists


def parse_writing_credit(printed: str, place: str = "credit") -> tuple[WritingCredit, ...]:
    """The writing credits of one title as printed; a plain name or names without a role is Written by.

    Findings: raises `Refused` with everything that keeps the words from being read; see `read_credit_list`
    for a whole list.
    """
    text = " ".join(printed.replace("\u00a0", " ").split())
    if not text:
        raise Refused([_fault("credit-empty", place, "no writing credit is given.", "a name", "nothing")])
    parts, findings = _roles_and_names(text, place)
    credits = []
    for role, names in parts:
        teams, faults = _teams(names, f"{place}:{role}")
        findings.extend(faults)
        credits.append(WritingCredit(role, teams, names))
    if findings:
        raise Refused(findings)
    return tuple(credits)


def read_credit_list(
    printed: Iterable[tuple[str, str]],
) -> tuple[dict[str, tuple[WritingCredit, ...]], list[Finding]]:
    """The credits of a list of (place, words): what could be read by place, and what could not be, listed.

    Rows: nothing is left out; each place is in the one or in the other.
    Missing: a list whose marks do not tell shares (see `credit_marks`) gives one finding for the whole list,
    `credit-marks`, and no credits: whether its `&` is a team cannot be known.
    """
    rows = list(printed)
    marks = credit_marks([words for _, words in rows])
    if not marks.tell_shares:
        return {}, [_marks_finding(marks, rows)]
    read: dict[str, tuple[WritingCredit, ...]] = {}
    findings: list[Finding] = []
    for place, words in rows:
        try:
            read[place] = parse_writing_credit(words, place)
        except Refused as refused:
            findings.extend(refused.findings)
    return read, findings


def credit_marks(printed: Sequence[str]) -> CreditMarks:
    """Which of the three marks of writing credits (roles, teams, separate writers) a list uses anywhere."""
    texts = [" ".join(words.split()) for words in printed]
    return CreditMarks(
        roles=any(_LABEL.search(text) for text in texts),
        team=any("&" in text for text in texts),
        separate=any(re.search(r"\sand\s", text) for text in texts),
        team_ends_lists=any(_ENDED_LIST.search(_SUFFIX.sub("", text)) for text in texts),
    )


def credit_positions(credits: Iterable[WritingCredit]) -> tuple[CreditPosition, ...]:
    """The positions of a title's credits, in printed order, without names.

    Rows: one per writer and role. Columns: share of the role, exact; those of one role add up to one.
    """
    return tuple(
        CreditPosition(
            role=credit.role,
            team_no=team_no,
            teams=len(credit.teams),
            member_no=member_no,
            members=len(team.writers),
            share=Fraction(1, len(credit.teams) * len(team.writers)),
        )
        for credit in credits
        for team_no, team in enumerate(credit.teams, start=1)
        for member_no, _ in enumerate(team.writers, start=1)
    )


def _roles_and_names(text: str, place: str) -> tuple[list[tuple[str, str]], list[Finding]]:
    """The text cut at its role words; without any, all of it is Written by."""
    findings = [
        _fault(
            "credit-role-unknown",
            place,
            f"'{found.group(1)}' is not a writing credit.",
            f"one of {', '.join(CREDIT_ROLES[role] for role in WRITING_ROLES)}",
            text,
            suggest(found.group(1).lower(), _LABELS),
        )
        for found in _OTHER_LABEL.finditer(_LABEL.sub("\n", text))
    ]
    labels = list(_LABEL.finditer(text))
    if not labels:
        return ([] if findings else [("written_by", text)]), findings
    before = text[: labels[0].start()].strip(" :")
    if before:
        problem = "words stand before the first role; whose they are is not said."
        findings.append(_fault("credit-before-role", place, problem, "a role first", before))
    ends = [*(label.start() for label in labels[1:]), len(text)]
    parts = [
        (_LABELS[label.group(1).lower()], text[label.end() : end].strip(" ;"))
        for label, end in zip(labels, ends, strict=True)
    ]
    roles = [role for role, _ in parts]
    for role in sorted({role for role in roles if roles.count(role) > 1}):
        problem = "a role is credited twice; one of them may belong to another title."
        findings.append(_fault("credit-role-twice", place, problem, "each role once", CREDIT_ROLES[role]))
    return parts, findings


def _teams(names: str, place: str) -> tuple[tuple[Team, ...], list[Finding]]:
    findings: list[Finding] = []
    foreign = _FOREIGN_MARKS.search(names)
    if foreign:
        problem = f"'{foreign.group().strip()}' between names does not say who is a team."
        findings.append(_fault("credit-separator", place, problem, "'&' for a team, 'and' or a comma", names))
        return (), findings
    if _ENDED_LIST.search(_SUFFIX.sub("", names)):
        problem = "'&' after a comma may join a team or close the list."
        findings.append(
            _fault("credit-ampersand", place, problem, "'and' before the last writer or team", names)
        )
        return (), findings
    held = _SUFFIX.sub(lambda found: f"\x00{found.group(1)}", names)
    teams = tuple(
        Team(tuple(name.strip().replace("\x00", ", ") for name in group.split("&")))
        for group in _SEPARATE.split(held)
    )
    written = [name for team in teams for name in team.writers]
    for name in written:
        findings.extend(_name_faults(name, names, place))
    for name in sorted({name for name in written if name and written.count(name) > 1}):
        problem = "a name stands twice in one role."
        findings.append(_fault("credit-name-twice", place, problem, "each writer once in a role", name))
    return teams, findings


def _name_faults(name: str, names: str, place: str) -> list[Finding]:
    if not name:
        problem = "a name is missing beside a separator or after a role."
        return [_fault("credit-name-empty", place, problem, "a name", names or "nothing")]
    if _DIGITS.search(name) or ":" in name or "@" in name:
        return [_fault("credit-name", place, "this does not read as a name.", "a name", name)]
    if _runs_together(name):
        problem = "two names seem to run together; where one ends is not said."
        return [_fault("credit-run-together", place, problem, "a separator between names", name)]
    return []


def _runs_together(name: str) -> bool:
    """True for more words than a name has, or a capital inside one; initials and particles do not count."""
    words = [word for word in name.split() if not word.islower() and not re.fullmatch(r"\w\.|[JS]r\.?", word)]
    parts = [part for word in words for part in re.split(r"[-'’]", word)]
    glued = any(_INNER_CAPITAL.search(part) and not _KNOWN_BEGINNING.fullmatch(part) for part in parts)
    return glued or len(words) > _MOST_WORDS


def _marks_finding(marks: CreditMarks, rows: Sequence[tuple[str, str]]) -> Finding:
    lacking = [
        words
        for is_there, words in (
            (marks.roles, "roles such as 'Story by:'"),
            (marks.team, "'&'"),
            (marks.separate, "'and'"),
        )
        if not is_there
    ]
    found = f"none of its {len(rows)} rows has {' or '.join(lacking)}"
    if not lacking:
        found = "it writes 'A, B & C', so its '&' also stands for the last comma"
    return _fault(
        "credit-marks",
        rows[0][0].rpartition(":")[0] or rows[0][0] if rows else "credits",
        "this list lacks marks without which credits cannot be read into shares.",
        "roles, '&' for teams alone, and 'and' for separate writers",
        found,
        "take the credits from the guild's determination or from the screen",
    )


def _fault(code: str, place: str, problem: str, *sides: str) -> Finding:
    """A fault of one credit: what was expected, what was found, and a remedy if it is not the usual one."""
    expected, found, remedy = (*sides, "correct the credit, or enter it by hand")[:3]
    return Finding(code, place, problem, expected, found, remedy)
