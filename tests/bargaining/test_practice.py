"""The file that says what makes one agreement move when another does, and who said so."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from arrears.bargaining.practice import PRACTICE_FILE, read_practice
from arrears.findings import Refused

SOUND = """\
practices:
- id: one
  what: figures
  says: what one guild gets the other gets
  by: somebody
  on: 2008-01-17
  cite: invented
  status: unverified
  leads: dga
  follows: wga
  takes_up: at once
  ratio: 3
  pairs: [{of: dga/*/a/b/c, to: wga/*/a/b/c, ratio: 1/2}]
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "practice.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def refused(folder: Path, old: str, new: str) -> list[tuple[str, str]]:
    """Code and place of everything that a changed file is refused for."""
    assert old in SOUND
    with pytest.raises(Refused) as raised:
        read_practice(written(folder, SOUND.replace(old, new)))
    return [(finding.code, finding.place) for finding in raised.value.findings]


def test_every_shipped_bond_says_who_said_it_where_and_how_far_it_can_be_trusted() -> None:
    bonds = read_practice()
    said = [one.said for one in bonds.texts] + [one.said for one in bonds.practices]
    assert len(said) >= 7
    assert all(one.says and one.by and one.cite and one.status for one in said)
    assert all(one.status != "primary" for one in (practice.said for practice in bonds.practices))
    assert PRACTICE_FILE.is_file()


def test_a_sound_file_is_read_as_it_is_written(tmp_path: Path) -> None:
    (practice,) = read_practice(written(tmp_path, SOUND)).practices
    assert (practice.leads, practice.follows, practice.ratio, practice.takes_up) == (
        "dga",
        "wga",
        3,
        "at once",
    )
    assert practice.pairs[0].ratio is not None
    assert practice.pairs[0].ratio * 2 == 1


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("of: dga/*/a/b/c", "of: dga/*", "practice-address"),
        ("of: dga/*/a/b/c", "of: dga//a/b/c", "practice-address"),
        ("follows: wga", "follows: dga", "practice-family"),
        ("leads: dga", "leads: The Guild", "practice-family"),
        ("ratio: 3", "ratio: $3", "practice-ratio"),
        ("ratio: 3", "ratio: 0", "practice-ratio"),
        ("ratio: 3", "ratio: -3", "practice-ratio"),
        ("ratio: 3", "ratio: three of it!", "figure-not-read"),
        ("on: 2008-01-17", "on: 2008-02-30", "figure-not-read"),
        ("by: somebody", "", "agreement-missing"),
        ("what: figures", "what: figurs", "agreement-word"),
    ],
)
def test_each_fault_is_told_at_its_place(tmp_path: Path, old: str, new: str, code: str) -> None:
    found = refused(tmp_path, old, new)
    assert [one for one, _ in found] == [code]
    assert found[0][1].startswith("practice.yaml:")


def test_every_fault_is_told_at_once(tmp_path: Path) -> None:
    text = SOUND.replace("ratio: 3", "ratio: 0").replace("follows: wga", "follows: dga")
    with pytest.raises(Refused) as raised:
        read_practice(written(tmp_path, text))
    assert {finding.code for finding in raised.value.findings} == {"practice-ratio", "practice-family"}


def test_one_name_is_stated_once(tmp_path: Path) -> None:
    twice = SOUND + SOUND.removeprefix("practices:\n")
    with pytest.raises(Refused) as raised:
        read_practice(written(tmp_path, twice))
    assert [finding.code for finding in raised.value.findings] == ["practice-twice"]


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(SOUND.split()), st.text(max_size=12))
def test_whatever_a_file_says_it_is_read_or_refused(tmp_path: Path, old: str, new: str) -> None:
    path = tmp_path / "practice.yaml"
    path.write_bytes(SOUND.replace(old, new, 1).encode("utf-8", "surrogatepass"))
    found: tuple[object, ...] = ()
    try:
        found = read_practice(path).practices
    except Refused as refused_for:
        found = refused_for.findings
    assert found
