"""Patches that are refused, each in these words and with the place in the file that is wrong."""

from pathlib import Path

import pytest
from tests.agreements.test_patched_versions import HEAD, LIBRARY, write_patch

from arrears.agreements.load import load_agreement
from arrears.agreements.written_agreement import CHAIN_LIMIT
from arrears.findings import Refused

SOURCE = 'item: "1", cite: memo'
FILE = "guild/pact-2011/agreement.yaml"
# The edits of a patch of the invented pact, and what the user reads. SOURCE_ stands for item and cite.
REFUSED: list[tuple[list[str], str]] = [
    (
        [
            "at: reruns/rerun/shares/2, was: 50%, is: 60%, SOURCE_",
        ],
        (
            "FILE:8:8: nothing stands at this address.\n"
            "  expected an address of what is patched, found 'reruns/rerun/shares/2'\n"
            "  Try: write 'reruns/rerun/share/2'"
        ),
    ),
    (
        [
            "at: rerun/share, was: 50%, is: 60%, SOURCE_",
        ],
        (
            "FILE:8:8: nothing stands at this address.\n"
            "  expected an address of what is patched, found 'rerun/share'\n"
            "  Try: write 'reruns/share'"
        ),
    ),
    (
        [
            "at: reruns/rerun/share/2, was: 40%, is: 60%, SOURCE_",
        ],
        (
            "FILE:8:35: something else stands at 'reruns/rerun/share/2'.\n"
            "  expected 40%, found 50% (guild/pact-2008/reruns.yaml:14:32)\n"
            "  Try: the patch was made for another version, or `was` is a slip"
        ),
    ),
    (
        [
            "at: reruns/rerun/share/2, is: 60%, SOURCE_",
        ],
        (
            "FILE:8:8: the edit does not say what stood there before.\n"
            "  expected was, found no `was`, 50%\n"
            "  Try: write `was`, or `replaces: whole` for a table or a block"
        ),
    ),
    (
        [
            "at: reruns/rerun/share/2, was: 50%, is: $60, SOURCE_",
        ],
        (
            "FILE:8:44: the edit puts a figure of another unit there.\n"
            "  expected number, found $60 (money)\n"
            "  Try: remove what stands there and add the other, if the unit was meant to change"
        ),
    ),
    (
        [
            "at: reruns/rerun/seven, was: 7 episodes, is: 7 runs, SOURCE_",
        ],
        (
            "FILE:8:49: the edit puts a figure of another unit there.\n"
            "  expected episodes, found 7 runs (runs)\n"
            "  Try: remove what stands there and add the other, if the unit was meant to change"
        ),
    ),
    (
        [
            "at: reruns/rerun/share/2, was: 50%, is: 60%, SOURCE_",
            "at: reruns/rerun/share/2, was: 50%, is: 70%, SOURCE_",
        ],
        (
            "FILE:9:8: two edits change one place.\n"
            "  expected one edit of it, found also 'reruns/rerun/share/2' at FILE:8:8\n"
            "  Try: write them as one edit, or take one of them out"
        ),
    ),
    (
        [
            "remove: reruns/rerun-bonus, SOURCE_",
            "at: reruns/rerun-bonus/bonus, was: 10%, is: 12%, SOURCE_",
        ],
        (
            "FILE:9:8: two edits change one place.\n"
            "  expected one edit of it, found also 'reruns/rerun-bonus' at FILE:8:12\n"
            "  Try: write them as one edit, or take one of them out"
        ),
    ),
    (
        [
            "at: reruns/rerun/share/2, was: 50%, is: 60%, cite: memo",
        ],
        (
            "FILE:8:3: the edit names no item.\n"
            "  expected item and cite, found no item\n"
            "  Try: say which item of the memorandum it is, and where that is printed"
        ),
    ),
    (
        [
            'at: reruns/rerun/share/2, was: 50%, is: 60%, item: "1"',
        ],
        (
            "FILE:8:3: the edit names no cite.\n"
            "  expected item and cite, found no cite\n"
            "  Try: say which item of the memorandum it is, and where that is printed"
        ),
    ),
    (
        [
            "remove: reruns/rerun-bonus",
        ],
        (
            "FILE:8:3: the edit names no item and no cite.\n"
            "  expected item and cite, found neither\n"
            "  Try: say which item of the memorandum it is, and where that is printed"
        ),
    ),
    (
        [
            "at: reruns/rerun/share/2, wass: 50%, is: 60%, SOURCE_",
        ],
        (
            "FILE:8:8: the edit does not say what stood there before.\n"
            "  expected was, found no `was`, 50%\n"
            "  Try: write `was`, or `replaces: whole` for a table or a block\n"
            "FILE:8:30: the key 'wass' is not known in an edit.\n"
            "  expected a known key, found 'wass'\n"
            "  Try: write 'was'"
        ),
    ),
    (
        [
            "at: reruns/rerun/share/2, add: reruns/rerun/share/8, is: 60%, SOURCE_",
        ],
        (
            "FILE:8:3: an edit states exactly one of at, add, remove, rename.\n"
            "  expected one of them, found at and add"
        ),
    ),
    (
        [
            "is: 60%, SOURCE_",
        ],
        (
            "FILE:8:3: an edit states exactly one of at, add, remove, rename.\n"
            "  expected one of them, found none"
        ),
    ),
    (
        [
            "at: reruns/rerun/share/2, was: 50%, SOURCE_",
        ],
        ("FILE:8:3: an edit with `at` states another thing.\n  expected `is`, found nothing"),
    ),
    (
        [
            "remove: reruns/rerun-bonus, is: 1%, SOURCE_",
        ],
        ("FILE:8:3: an edit with `remove` states another thing.\n  expected nothing, found is"),
    ),
    (
        [
            "add: reruns/rerun/share/2, is: 60%, SOURCE_",
        ],
        (
            "FILE:8:9: something stands at this address already.\n"
            "  expected a new address, found 50%\n"
            "  Try: change it with `at`, or choose another name"
        ),
    ),
    (
        [
            "add: reruns/rerun/share/2/3, is: 60%, SOURCE_",
        ],
        (
            "FILE:8:9: nothing can be added here.\n"
            "  expected an address below a clause, a table or a rule, found 'reruns/rerun/share/2/3'"
        ),
    ),
    (
        [
            "add: reruns/rerum/rate, is: 60%, SOURCE_",
        ],
        (
            "FILE:8:9: nothing stands above this address.\n"
            "  expected an address that is there, found 'reruns/rerum/rate'\n"
            "  Try: write 'reruns/rerun/rate'"
        ),
    ),
    (
        [
            "add: replays/one, SOURCE_, clause: {for: run, pays: gross}",
        ],
        (
            "FILE:8:9: a clause is added below an article that is there.\n"
            "  expected article/clause, found 'replays/one'\n"
            "  Try: use one of: downloads, reruns"
        ),
    ),
    (
        [
            "add: reruns/one, SOURCE_, clause: {id: two, for: run, pays: gross}",
        ],
        ("FILE:8:57: what is added is named otherwise than its address.\n  expected one, found 'two'"),
    ),
    (
        [
            "add: reruns/one, SOURCE_, after: rerum, clause: {for: run, pays: gross}",
        ],
        (
            "FILE:8:51: the clause that a new one follows is not there.\n"
            "  expected a clause of this article, found 'rerum'\n"
            "  Try: write 'rerun'"
        ),
    ),
    (
        [
            "add: reruns/one, SOURCE_, clause: none",
        ],
        ("FILE:8:9: a new clause or article is written as keys.\n  expected keys, found text"),
    ),
    (
        [
            "add: replays/more, SOURCE_, article: {title: More}",
        ],
        (
            "FILE:8:9: an article is added at an address of one word.\n"
            "  expected the article's name, found 'replays/more'"
        ),
    ),
    (
        [
            "add: reruns/rerun/for/one, SOURCE_, is: 1%",
        ],
        (
            "FILE:8:9: nothing can be added here.\n"
            "  expected an address below a clause, a table or a rule, found 'reruns/rerun/for/one'"
        ),
    ),
    (
        [
            "remove: reruns/rerun/base/up to 15/from 2008-02-13, SOURCE_",
        ],
        (
            "FILE:8:12: one figure of a printed row cannot go; write `is: none`.\n"
            "  expected nothing, found 'reruns/rerun/base/up to 15/from 2008-02-13'"
        ),
    ),
    (
        [
            "rename: reruns/rerun/share/2, to: second",
        ],
        (
            "FILE:8:12: only an article, a clause or a name of a clause can get another name.\n"
            "  expected an article, a clause or a name, found 'reruns/rerun/share/2'"
        ),
    ),
    (
        [
            "rename: reruns/rerum, to: second",
        ],
        (
            "FILE:8:12: nothing stands at this address.\n"
            "  expected an address of what is patched, found 'reruns/rerum'\n"
            "  Try: write 'reruns/rerun'"
        ),
    ),
    (
        [
            "at: reruns/rerun/share/2, was: 50%, is: 6O%, SOURCE_",
        ],
        (
            "FILE:8:44: not a figure\n"
            "  expected a figure such as $1,302, 0.36%, 100,000 copies, 5/6, 60 minutes per hour, "
            "2024-07-01, or a word, found 6O%"
        ),
    ),
    (
        [
            "at: reruns/rerun/when, was: market = 'free_television' and run > 1, is: run > three, SOURCE_",
        ],
        (
            "FILE:8:76: unknown name 'three'\n"
            "  expected a fact, term, table, step or question, found three\n"
            "  Try: write 'share'"
        ),
    ),
]


def told(folder: Path) -> str:
    with pytest.raises(Refused) as refused:
        load_agreement(folder)
    return "\n".join(finding.text() for finding in refused.value.findings)


def of_edits(folder: Path, *edits: str) -> str:
    return told(write_patch(folder, "edits:\n" + "".join(f"- {{{edit}}}\n" for edit in edits)))


@pytest.mark.parametrize(("edits", "text"), REFUSED)
def test_a_faulty_edit_is_refused_in_these_words(edits: list[str], text: str, tmp_path: Path) -> None:
    assert of_edits(tmp_path, *(edit.replace("SOURCE_", SOURCE) for edit in edits)) == text.replace(
        "FILE", FILE
    )


def of_base(folder: Path, of: str) -> str:
    return told(write_patch(folder, "", head=HEAD.replace("guild/pact-2008", of)))


@pytest.mark.parametrize(
    "of", ["guild/pact-2009", "../guild/pact-2008", "guild/../guild/pact-2008", "/etc/passwd"]
)
def test_a_patch_of_an_agreement_that_is_not_here_is_refused(of: str, tmp_path: Path) -> None:
    text = of_base(tmp_path, of).splitlines()
    assert text[0] == f"{FILE}:3:13: the patch is of an agreement that is not here."
    assert text[1] == f"  expected an agreement of the same library, found '{of}'"


def test_an_unknown_base_is_told_with_the_nearest(tmp_path: Path) -> None:
    assert of_base(tmp_path, "guild/pact-2009").endswith("Try: write 'guild/pact-2008'")


def test_versions_that_patch_each_other_are_refused(tmp_path: Path) -> None:
    head = HEAD.replace("guild/pact-2008", "guild/pact-2012")
    folder = write_patch(tmp_path, "", head=head)
    other = HEAD.replace("pact-2011", "pact-2012").replace("pact-2008", "pact-2011")
    write_patch(tmp_path, "", head=other, version="pact-2012")
    assert told(folder) == (
        "guild/pact-2012/agreement.yaml:3:13: versions patch each other in a loop.\n"
        "  expected a version written whole, found guild/pact-2011 → guild/pact-2012 → guild/pact-2011"
    )


def test_a_patch_of_itself_is_refused(tmp_path: Path) -> None:
    assert "versions patch each other in a loop." in of_base(tmp_path, "guild/pact-2011")


def test_a_chain_of_patches_without_measure_is_refused(tmp_path: Path) -> None:
    folder = tmp_path
    for number in range(CHAIN_LIMIT + 1):
        of = "pact-2008" if number == 0 else f"pact-{number}"
        head = HEAD.replace("pact-2008", of).replace("pact-2011", f"pact-{number + 1}")
        folder = write_patch(tmp_path, "", head=head, version=f"pact-{number + 1}")
    assert "too many versions are patches of patches." in told(folder)
    assert load_agreement(folder.with_name(f"pact-{CHAIN_LIMIT}")).clauses() != ()


def test_too_many_edits_are_refused(tmp_path: Path) -> None:
    edits = [f"add: reruns/rerun/share/{number}, is: 1%, {SOURCE}" for number in range(20, 2_021)]
    assert of_edits(tmp_path, *edits) == (
        f"{FILE}:1:1: the patch has too many edits.\n  expected at most 2,000, found 2,001\n"
        "  Try: write the version as an agreement of its own"
    )


def test_an_article_file_of_a_patch_does_not_replace_an_article(tmp_path: Path) -> None:
    folder = write_patch(tmp_path, "")
    (folder / "reruns.yaml").write_bytes((LIBRARY / "guild" / "pact-2008" / "reruns.yaml").read_bytes())
    assert told(folder) == (
        "guild/pact-2011/reruns.yaml:1:1: the article 'reruns' is there already.\n"
        "  expected a new article, found one in what is patched\n"
        "  Try: write what changes as edits, or take the old article out with `remove`"
    )


def test_shapes_that_an_edit_spoils_are_told_in_the_patch(tmp_path: Path) -> None:
    text = of_edits(tmp_path, f"add: reruns/rerun/share/colums, is: [2], {SOURCE}")
    assert text.startswith(f"{FILE}:8:")
    text = of_edits(
        tmp_path, f"at: reruns/rerun/share, replaces: whole, is: {{bi: run, rows: {{2: 1%}}}}, {SOURCE}"
    )
    assert f"{FILE}:8:50: the key 'bi' is not known in a table." in text
