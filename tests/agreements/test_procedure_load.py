"""Procedures as files: what is said is read, what is wrong is told with its line, the rest is inherited."""

from pathlib import Path

import pytest

from arrears.agreements.load import SHIPPED, load_agreement
from arrears.agreements.procedure import Length, procedure_figures
from arrears.agreements.procedure_load import find_procedure, load_procedure, procedures
from arrears.findings import Refused

HEADER = """\
agreement: guild/pact-2008
title: An invented pact
covers: {from: 2008-02-13, until: 2011-05-01}
cite: invented
status: derived
governed_by: {theatrical: photographed_on, television: employed_on}
"""
NEWER = """\
agreement: guild/pact-2011
title: A newer pact
patch: {of: guild/pact-2008}
covers: {from: 2011-05-02, until: 2014-05-01}
cite: invented
status: derived
"""
SOUND = """\
procedure: guild/pact-2008
title: Disputes of the pact
cite: invented
status: derived
forums:
  talks:
    name: talks
    sort: conciliation
    brought_by: [guild]
    says: the sides talk
    extension: in writing
    waiver: by consent
steps:
- {step: filed, forums: [talks], by: [guild], says: a claim is filed}
clocks:
  file:
    title: file
    forum: talks
    step: filed
    who: [guild]
    later_of:
      occurrence: {after: occurrence, lasts: 6 months}
      knowledge: {after: knowledge, lasts: 1 year}
    cap: {after: occurrence, lasts: 2 years}
    if_missed: waived
  answer:
    title: answer
    forum: talks
    step: replied
    who: [company]
    only: {after: filed, lasts: [15 working days, 5 working days]}
    extension: by letter
    if_missed: nothing is said
"""


def write(folder: Path, procedure: str = SOUND, newer: str = "") -> Path:
    """A library of one version with a procedure, and of a patch of it whose own procedure may be given."""
    pact = folder / "guild" / "pact-2008"
    pact.mkdir(parents=True, exist_ok=True)
    (pact / "agreement.yaml").write_text(HEADER, encoding="utf-8")
    if procedure:
        (pact / "procedure.yaml").write_text(procedure, encoding="utf-8")
    after = folder / "guild" / "pact-2011"
    after.mkdir(exist_ok=True)
    (after / "agreement.yaml").write_text(NEWER, encoding="utf-8")
    if newer:
        (after / "procedure.yaml").write_text(newer, encoding="utf-8")
    return folder


def refusal(folder: Path, procedure: str, newer: str = "", address: str = "guild/pact-2008") -> str:
    with pytest.raises(Refused) as refused:
        load_procedure(address, write(folder, procedure, newer))
    return str(refused.value)


def changed(old: str, new: str) -> str:
    assert SOUND.count(old) == 1, old
    return SOUND.replace(old, new)


def test_a_file_gives_forums_steps_and_clocks(tmp_path: Path) -> None:
    read = load_procedure("guild-pact-2008", write(tmp_path))
    assert [forum.forum_id for forum in read.forums] == ["talks"]
    assert read.rule_for("filed").says == "a claim is filed"
    clock = read.clock("file")
    assert (clock.joined, [limb.trigger for limb in clock.limbs]) == (
        "later of",
        ["occurrence", "knowledge"],
    )
    assert clock.cap is not None
    assert clock.cap.length == (Length(2, "years"),)
    assert read.clock("answer").limbs[0].length == (Length(15, "working days"), Length(5, "working days"))
    assert read.calendar == "us-federal"


def test_a_clock_is_moved_as_its_forum_says_unless_it_says_so_itself(tmp_path: Path) -> None:
    read = load_procedure("guild/pact-2008", write(tmp_path))
    assert (read.clock("file").extension, read.clock("file").waiver) == ("in writing", "by consent")
    assert read.clock("answer").extension == "by letter"


def test_a_patched_version_without_a_file_has_its_predecessors_procedure(tmp_path: Path) -> None:
    read = load_procedure("guild/pact-2011", write(tmp_path))
    assert (read.address, read.inherited_from) == ("guild/pact-2011", "guild/pact-2008")
    assert read.clocks == load_procedure("guild/pact-2008", tmp_path).clocks


CHANGE = """\
procedure: guild/pact-2011
of: guild/pact-2008
title: Disputes of the newer pact
cite: invented
status: derived
removes: [answer]
closed_days: [good friday]
clocks:
  file:
    title: file sooner
    forum: talks
    step: filed
    who: [guild]
    only: {after: occurrence, lasts: 30 days}
    if_missed: waived
"""


def test_a_file_that_changes_another_takes_its_place_by_name(tmp_path: Path) -> None:
    read = load_procedure("guild/pact-2011", write(tmp_path, newer=CHANGE))
    assert [clock.clock_id for clock in read.clocks] == ["file"]
    assert read.clock("file").limbs[0].length == (Length(30, "days"),)
    assert read.forum("talks").says == "the sides talk"
    assert read.rule_for("filed").step == "filed"
    assert read.closed_days == ("good friday",)
    assert read.inherited_from == ""


def test_a_procedure_is_no_article_and_no_figure_of_an_audit(tmp_path: Path) -> None:
    without = load_agreement(write(tmp_path / "a", "") / "guild" / "pact-2008")
    with_one = load_agreement(write(tmp_path / "b") / "guild" / "pact-2008")
    assert with_one == without


def test_the_digest_moves_with_every_file_that_a_procedure_is_read_from(tmp_path: Path) -> None:
    base = load_procedure("guild/pact-2011", write(tmp_path / "a", newer=CHANGE))
    other = SOUND.replace("by letter", "by post")
    moved = load_procedure("guild/pact-2011", write(tmp_path / "b", other, newer=CHANGE))
    assert base.digest != moved.digest


def test_every_figure_of_a_procedure_has_an_address_and_its_unit(tmp_path: Path) -> None:
    figures = procedure_figures(load_procedure("guild/pact-2008", write(tmp_path)))
    assert [(figure.address, figure.written) for figure in figures] == [
        ("guild/pact-2008/procedure/clocks/file/occurrence", "6 months"),
        ("guild/pact-2008/procedure/clocks/file/knowledge", "1 year"),
        ("guild/pact-2008/procedure/clocks/file/cap", "2 years"),
        ("guild/pact-2008/procedure/clocks/answer/only/1", "15 working days"),
        ("guild/pact-2008/procedure/clocks/answer/only/2", "5 working days"),
    ]


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("lasts: 6 months", "lasts: 6 moons", "22:46: this is no length of a clock."),
        ("lasts: 6 months", "lasts: 900 months", "22:46: this is no length of a clock."),
        ("lasts: 6 months", "lasts: unknown", "an unknown length does not say where to find it."),
        ("after: filed, ", "after: fild, ", "this names nothing that is declared."),
        ("after: filed, ", "after: filed, before: met, ", "a count starts from exactly one day."),
        ("forums: [talks]", "forums: [court]", "this names nothing that is declared."),
        ("step: replied", "step: sneezed", "this names nothing that is declared."),
        ("  talks:\n", "  Talks!:\n", "this cannot name a forum or a clock."),
        (
            "    cap: ",
            "    only: {after: filed, lasts: 1 day}\n    cap: ",
            "a clock counts in exactly one way.",
        ),
        (
            "      knowledge: {after: knowledge, lasts: 1 year}\n",
            "",
            "'later_of' holds fewer than two counts.",
        ),
        ("lasts: 6 months", "starts: 02-30, lasts: 6 months", "this is no day of every year."),
        (
            "procedure: guild/pact-2008",
            "procedure: guild/pact-2011",
            "the file names another agreement than the folder that it stands in.",
        ),
        ("cite: invented\n", "", "the procedure has no citation."),
        ("title: Disputes of the pact\n", "calendar: us-tx\ntitle: x\n", "this names no calendar."),
        ("title: Disputes of the pact\n", "closed_days: [someday]\ntitle: x\n", "this is no rule of a day."),
        ("who: [company]", "who: [martian]", "'martian' is not a word that belongs here."),
        ("    says: the sides talk\n", "", "the key 'says' is missing in a forum."),
    ],
)
def test_a_fault_of_a_file_is_told_with_its_line(tmp_path: Path, old: str, new: str, told: str) -> None:
    text = refusal(tmp_path, changed(old, new))
    assert told in text
    assert text.startswith("guild/pact-2008/procedure.yaml:")


@pytest.mark.parametrize(
    ("ceiling", "told"),
    [
        ("{name: most, is: 250, per: claim, says: no more}", "a ceiling is an amount of money."),
        ("{name: most, is: $1.005, per: claim, says: no more}", "a ceiling is an amount of whole cents"),
    ],
)
def test_a_ceiling_is_whole_cents(tmp_path: Path, ceiling: str, told: str) -> None:
    added = f"    says: the sides talk\n    ceilings:\n    - {ceiling}\n"
    assert told in refusal(tmp_path, changed("    says: the sides talk\n", added))


def test_a_condition_has_a_name_that_answers_can_use(tmp_path: Path) -> None:
    added = "    says: the sides talk\n    conditions:\n    - {name: All agree, says: they agree}\n"
    assert "this cannot name a condition." in refusal(tmp_path, changed("    says: the sides talk\n", added))


def test_all_faults_of_a_file_are_told_at_once(tmp_path: Path) -> None:
    text = refusal(tmp_path, changed("lasts: 6 months", "lasts: 6 moons").replace("2 years", "2 eons"))
    assert text.count("this is no length of a clock.") == 2


def test_an_agreement_without_a_procedure_says_so(tmp_path: Path) -> None:
    text = refusal(tmp_path, "")
    assert "no procedure is known of this agreement: no forum, step or clock." in text
    assert find_procedure("guild/pact-2008", tmp_path) is None


def test_an_agreement_that_is_not_there_is_told_with_the_nearest(tmp_path: Path) -> None:
    text = refusal(tmp_path, SOUND, address="guild/pact-2009")
    assert "there is no agreement 'guild/pact-2009'." in text
    assert "write 'guild/pact-2008'" in text


def test_a_procedure_that_changes_nothing_known_is_refused(tmp_path: Path) -> None:
    newer = CHANGE.replace("of: guild/pact-2008", "of: guild/pact-1999")
    text = refusal(tmp_path, SOUND, newer, "guild/pact-2011")
    assert "this procedure changes one that is not here." in text


def test_procedures_that_rest_on_each_other_are_refused(tmp_path: Path) -> None:
    older = SOUND.replace("title: Disputes of the pact", "of: guild/pact-2011\ntitle: Disputes")
    text = refusal(tmp_path, older, CHANGE)
    assert "procedures rest on each other in a loop." in text


def test_what_is_removed_must_be_there(tmp_path: Path) -> None:
    newer = CHANGE.replace("removes: [answer]", "removes: [answers]")
    text = refusal(tmp_path, SOUND, newer, "guild/pact-2011")
    assert "what is removed is not in the procedure that this one changes." in text


def test_a_procedure_alone_has_a_clock(tmp_path: Path) -> None:
    text = refusal(tmp_path, SOUND[: SOUND.index("clocks:")])
    assert "a procedure that stands alone has a forum and a clock at least." in text


def test_every_fault_of_every_file_of_a_library_is_told(tmp_path: Path) -> None:
    folder = write(
        tmp_path, changed("lasts: 6 months", "lasts: 6 moons"), CHANGE.replace("30 days", "30 eons")
    )
    with pytest.raises(Refused) as refused:
        procedures(folder)
    assert [finding.place.split(":")[0] for finding in refused.value.findings] == [
        "guild/pact-2008/procedure.yaml"
    ], "what rests on a faulty file is no fault of its own"


def test_a_file_outside_the_library_is_not_read(tmp_path: Path) -> None:
    folder = write(tmp_path / "library", "")
    (tmp_path / "elsewhere.yaml").write_text(SOUND, encoding="utf-8")
    (folder / "guild" / "pact-2008" / "procedure.yaml").symlink_to(tmp_path / "elsewhere.yaml")
    with pytest.raises(Refused, match="the file lies outside the folder of the library"):
        load_procedure("guild/pact-2008", folder)


def test_the_shipped_procedures_load() -> None:
    read = {one.address: one for one in procedures()}
    assert {"sag/tv-2014", "sag/network-code-2014", "iatse/basic-2015", "wga/mba-2008", "dga/ba-2008"} <= set(
        read
    )
    assert read["iatse/basic-2021"].inherited_from == "iatse/basic-2015"
    assert (SHIPPED / "iatse" / "basic-2024" / "procedure.yaml").is_file()


def test_the_memorandum_of_2024_raises_the_ceiling_of_expedited_cases() -> None:
    ceilings = [
        load_procedure(f"iatse/basic-{year}").forum("expedited").ceilings[0].cents
        for year in (2015, 2018, 2021, 2024)
    ]
    assert ceilings == [15_000_00, 15_000_00, 15_000_00, 25_000_00]


def test_no_clock_of_the_writers_or_directors_has_a_guessed_length() -> None:
    unseen = ("wga/mba-2008", "wga/mba-2023", "dga/ba-2008", "dga/ba-2023", "sag/tv-2005", "sag/tv-2011")
    for address in (*unseen, "iatse/basic-2009", "iatse/basic-2012"):
        limbs = [limb for clock in load_procedure(address).clocks for limb in clock.parts()]
        assert limbs
        assert all(not limb.length and limb.find_at for limb in limbs), address
