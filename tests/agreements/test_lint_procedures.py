"""What is legal to write in a procedure and still worth a look."""

from pathlib import Path

from tests.agreements.test_procedure_load import SOUND, write

from arrears.agreements.lint_procedures import lint_procedures
from arrears.agreements.procedure_load import load_procedure, procedures


def told(folder: Path, text: str) -> list[tuple[str, str]]:
    found = lint_procedures([load_procedure("guild/pact-2008", write(folder, text))])
    return [(finding.code, finding.problem) for finding in found]


def test_an_unknown_length_is_told_with_where_to_find_it(tmp_path: Path) -> None:
    text = SOUND.replace("lasts: 6 months", "lasts: unknown, find_at: Article 9")
    [finding, *_] = lint_procedures([load_procedure("guild/pact-2008", write(tmp_path, text))])
    assert (finding.code, finding.problem) == ("lint-unknown", "the length of this clock is unknown.")
    assert "read Article 9" in finding.remedy


def test_an_unverified_length_is_told(tmp_path: Path) -> None:
    text = SOUND.replace("lasts: 6 months", "lasts: 6 months, cite: a memory, status: unverified")
    assert ("lint-unverified", "6 months rests on a source that nobody verified.") in told(tmp_path, text)


def test_claims_that_no_forum_or_clock_is_for_are_told(tmp_path: Path) -> None:
    text = SOUND.replace("    brought_by: [guild]\n", "    brought_by: [guild]\n    hears: [residuals]\n", 1)
    text = text.replace("    later_of:", "    claims: [residuals]\n    later_of:")
    problems = [problem for code, problem in told(tmp_path, text) if code == "lint-subject"]
    assert "no forum hears claims of the subject 'other'." in problems
    assert "no clock says by when a claim of the subject 'other' is filed." in problems
    assert not any("residuals" in problem for problem in problems)


def test_two_clocks_of_one_step_are_told(tmp_path: Path) -> None:
    clock = SOUND[SOUND.index("  file:\n") : SOUND.index("  answer:\n")]
    text = SOUND + clock.replace("  file:", "  file-again:").replace("6 months", "7 months")
    [problem] = [problem for code, problem in told(tmp_path, text) if code == "lint-clocks"]
    assert problem == (
        "this clock and guild/pact-2008/procedure/clocks/file are of one step and can give different days."
    )


def test_a_clock_of_a_step_without_a_rule_is_told(tmp_path: Path) -> None:
    assert ("lint-step", "no rule says when the step 'replied' may be taken.") in told(tmp_path, SOUND)


def test_the_shipped_procedures_lack_only_what_nobody_has_read() -> None:
    found = lint_procedures(procedures())
    assert {finding.code for finding in found} <= {"lint-unknown", "lint-clocks", "lint-subject"}
    clocks = [finding.place for finding in found if finding.code == "lint-clocks"]
    # Two time limits of Article 11, of which nobody has read which is for which work.
    assert clocks == ["wga/mba-2008/procedure/clocks/claim-theatrical"]
    assert all(
        finding.place.startswith(("wga/", "dga/", "sag/tv-2005/", "iatse/basic-2009/"))
        for finding in found
        if finding.code == "lint-unknown"
    )


def test_what_a_version_inherits_is_told_once() -> None:
    found = lint_procedures(procedures())
    assert len(found) == len(set(found))
    assert not any(finding.place.startswith("wga/mba-2011") for finding in found)
