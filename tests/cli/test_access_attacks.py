"""The attacks that `docs/access.md` lists, each tried and each failing; the page and this file name the same.

A secret is asked for sideways: by comparing days, audiences, counts, sizes, errors, names and sums of answers
that may be seen. Three books differ in the secret only, and each attack must get the same from all three.
"""

from __future__ import annotations

import csv
import io
import re
import shutil
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import pypdf
import pytest

from arrears.book.access import COUNSEL, GUILD, KEEPER, MEDIATOR, read_audience
from arrears.book.ledger import open_book
from arrears.claims.acting import Acting
from arrears.claims.evidence import Given, add_evidence

from .secret_books import (
    LATER,
    Answer,
    add_secrets,
    ask,
    begun_book,
    import_one,
    same_chance,
    variant,
)
from .secret_invocations import ACT, AS_OF, REF

SECRETS = ("", "1234567", "7654321")
PAGE = Path(__file__).resolve().parents[2] / "docs" / "access.md"
NEVER_SEEN = ("counsel_only", "outside_auditor")  # by the guild's staff and by a mediator alike
GUESSES = ("1234567", "7654321", "3000000")

# Name of the attack -> who asks what. BOOK and PLACE stand for places.
ASKED: Mapping[str, Sequence[tuple[str, str, tuple[str, ...]]]] = {
    "two days": [
        ("guild", "audit", ("BOOK", "--as-of", "2009-03-31", "--known-by", "2011-12-31", "--format", "json")),
        ("guild", "audit", ("BOOK", "--as-of", "2012-06-30", "--known-by", "2012-06-30", "--format", "json")),
        ("guild", "changes", ("BOOK", "--from", "2011-12-31", "--to", "2012-01-01")),
    ],
    "no day given": [("guild", "owed", ("BOOK",)), ("guild", "audit", ("BOOK", "--format", "json"))],
    "two audiences": [
        ("guild", "audit", ("BOOK", "--as-of", "2009-03-31", "--format", "json")),
        ("mediator", "audit", ("BOOK", "--as-of", "2009-03-31", "--format", "json")),
        ("guild", "evidence list", ("BOOK",)),
        ("mediator", "evidence list", ("BOOK",)),
    ],
    "counts and numbers": [
        ("guild", "verify", ("BOOK",)),
        ("guild", "changes", ("BOOK", "--from", "3", "--to", "4")),
        ("guild", "explain", ("BOOK", REF, "--format", "json")),
        ("guild", "evidence add", ("BOOK", "PLACE/paper.txt", "--source", "P1", "--received", "2009-02-01",
                                   "--by", "clerk")),
        ("guild", "import", ("BOOK", "PLACE/more.csv", "--as", "title", "--said-by", "wga", "--learned-on",
                             "2009-02-02")),
    ],
    "sizes": [("guild", "evidence list", ("BOOK", "--format", "json"))],
    "error texts": [
        ("guild", "evidence show", ("BOOK", "4000001")),
        ("guild", "evidence show", ("BOOK", "4999999")),
        ("guild", "explain", ("BOOK", REF.replace("T1", "1234567"))),
        ("guild", "statement", ("BOOK", "1234567")),
        ("guild", "claim show", ("BOOK", "4567")),
        ("guild", "import", ("BOOK", "PLACE/refers.csv", "--as", "credit", "--said-by", "wga", "--learned-on",
                             "2009-02-02")),
    ],
    "guessing by import": [
        ("guild", "import", ("BOOK", f"PLACE/{word}.csv", "--as", "receipt", "--said-by", "wga",
                             "--learned-on", "2013-01-01", "--access", access))
        for word in GUESSES for access in ("guild_only", "outside_auditor")
    ],
    "names of runs": [("guild", "audit", ("BOOK", "--as-of", "2010-01-01", "--format", "json"))],
    "what is left over": [("guild", "tidy", ("BOOK",)), ("guild", "verify", ("BOOK", "--format", "json"))],
}  # fmt: skip


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return begun_book(tmp_path_factory.mktemp("begun"))


@pytest.fixture(scope="module")
def tried(begun: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[list[Answer]]]:
    """Every attack on every variant: by its name, what it got from each."""
    folder, found = tmp_path_factory.mktemp("attacks"), {name: [] for name in ASKED}
    for secret in SECRETS:
        place = variant(begun, folder / "place", GUILD, "")
        book = open_book(place / "book", audience=KEEPER)
        for access in NEVER_SEEN if secret else ():
            add_secrets(book, access, secret, folder)
        write_guesses(place)
        with same_chance():
            for name, asked in ASKED.items():
                found[name].append([ask(command, words, place, who) for who, command, words in asked])
    return found


def write_guesses(place: Path) -> None:
    header = (
        "company_id,title_id,market,territory,base_kind,period_from,period_to,statement_id,received_on,"
        "gross_cents,currency,units\n"
    )
    for word in GUESSES:
        row = f"C1,T1,download,us_ca,distributors_gross,2008-07-01,2008-09-30,S2,2008-11-01,{word},usd,20000"
        (place / f"{word}.csv").write_text(f"{header}{row}\n")
    (place / "refers.csv").write_text("title_id,person_id,role\n1234567,P1,written_by\n")


@pytest.mark.slow
@pytest.mark.parametrize("attack", list(ASKED))
def test_the_attack_gets_the_same_whatever_the_secret_is(
    tried: dict[str, list[list[Answer]]], attack: str
) -> None:
    without, *others = tried[attack]
    assert any(answer.out for answer in without) or attack in ("error texts",)
    for other in others:
        for one, two in zip(without, other, strict=True):
            assert (one.code, one.out, one.err) == (two.code, two.out, two.err), " ".join(one.words)


@pytest.mark.slow
def test_an_item_that_is_hidden_and_one_that_is_none_have_the_same_error(
    tried: dict[str, list[list[Answer]]],
) -> None:
    for answers in tried["error texts"]:
        hidden, absent = (answer.err.replace(answer.words[4], "N") for answer in answers[:2])
        assert hidden == absent


@pytest.mark.slow
def test_the_whole_is_the_sum_of_the_parts_that_are_shown(begun: Path, tmp_path: Path) -> None:
    place = variant(begun, tmp_path / "place", GUILD, "1234567")
    sums = []
    for table in ("by_company", "by_person", "obligations_in_arrears"):
        words = ("BOOK", "--as-of", "2009-03-31", "--format", "csv", "--table", table)
        rows = list(csv.DictReader(io.StringIO(ask("audit", words, place, "guild").out)))
        column = "open" if table == "obligations_in_arrears" else "arrears"
        sums.append(round(sum(float(row[column]) for row in rows), 2))
    assert sums == [159.0] * 3


@pytest.mark.slow
def test_what_another_audience_asked_before_shows_in_no_answer(begun: Path, tmp_path: Path) -> None:
    found = []
    for before in ((), ("keeper", "counsel")):
        place = variant(begun, tmp_path / "place", GUILD, "1234567")
        for audience in before:
            ask("audit", ("BOOK", "--as-of", "2009-03-31"), place, audience)
        found.append(ask("audit", ("BOOK", "--as-of", "2009-03-31"), place, "guild"))
    assert found[0] == found[1]


@pytest.mark.slow
@pytest.mark.parametrize("audience", ["arbitrator", "company:C1"])
def test_audiences_that_see_the_same_files_share_no_answer(
    begun: Path, tmp_path: Path, audience: str
) -> None:
    """The guild, an arbitrator and a company may see the same files, and not the same names and rows."""
    found = []
    for before in ((), ("guild", "mediator")):
        place = variant(begun, tmp_path / "place", read_audience("arbitrator"), "")
        (place / "other.csv").write_text("company_id,name\nC2,The Other Company\n")
        book = open_book(place / "book", audience=KEEPER)
        import_one(book, place / "other.csv", "company", LATER, "parties")
        for who in before:
            assert ask("audit", ("BOOK", "--as-of", "2009-03-31"), place, who).code == 0
        found.append(ask("audit", ("BOOK", "--as-of", "2009-03-31"), place, audience))
    assert (found[0].code, found[0].out) == (found[1].code, found[1].out)
    assert "$159.00" in found[0].out
    assert "Quillfeather" not in found[1].out + found[1].err


@pytest.mark.slow
def test_what_counsel_freezes_for_the_staff_holds_nothing_of_counsel(begun: Path, tmp_path: Path) -> None:
    found = []
    for secret in SECRETS:
        place = variant(begun, tmp_path / "place", GUILD, "")
        book = open_book(place / "book", audience=KEEPER)
        for access in ("counsel_only", "settlement") if secret else ():
            add_secrets(book, access, secret, tmp_path)
        words = ("BOOK", "Unpaid", "--reason", "amount", "--only", "company=C1", *AS_OF, *ACT)
        opened = ask("claim open", (*words, "--no-notice", "none yet"), place, "counsel")
        assert opened.code == 0, opened.err
        asked = [("claim show", ("BOOK", "1")), ("claim amounts", ("BOOK", "1", *AS_OF))]
        found.append([ask(command, words, place, "guild") for command, words in asked])
        assert [answer.code for answer in found[-1]] == [0, 0]
    assert found[0] == found[1] == found[2]


@pytest.mark.slow
@pytest.mark.parametrize("access", ["counsel_only", "settlement"])
def test_what_counsel_writes_to_a_file_holds_nothing_of_counsel_or_settlement(
    begun: Path, tmp_path: Path, access: str
) -> None:
    """On the screen counsel sees the figures with the own material; in what is written they are without."""
    place = variant(begun, tmp_path / "place", GUILD, "")
    shown = ask("audit", ("BOOK", "--as-of", "2009-03-31"), place, "counsel").out
    header = "company_id,name\n"
    (place / "company.csv").write_text(f"{header}C1,The Privileged Name\n")
    book = open_book(place / "book", audience=KEEPER)
    import_one(book, place / "company.csv", "company", LATER, access)
    screen = ask("audit", ("BOOK", "--as-of", "2009-03-31", "--trust", "wga"), place, "counsel")
    assert screen.code == 0
    written = ask("audit", ("BOOK", "--as-of", "2009-03-31", "--out", "OUT"), place, "counsel")
    assert written.code == 0
    files = [path for path in (place / "out").rglob("*") if path.is_file()]
    assert len(files) > 3
    assert all(b"Privileged" not in path.read_bytes() for path in files)
    assert "Privileged" not in written.out
    assert "Brindlemoor" in shown


@pytest.mark.slow
def test_no_file_that_counsel_makes_of_a_claim_names_what_is_privileged(begun: Path, tmp_path: Path) -> None:
    place = variant(begun, tmp_path / "place", GUILD, "")
    words = ("BOOK", "Unpaid", "--reason", "amount", "--only", "company=C1", *AS_OF, *ACT)
    assert ask("claim open", (*words, "--no-notice", "none yet"), place, "counsel").code == 0
    for access in ("counsel_only", "settlement"):
        (place / f"Privileged-{access}.txt").write_text(f"Privileged {access}")
        given = ("BOOK", f"PLACE/Privileged-{access}.txt", "--claim", "1", "--access", access)
        told = ("--source", "Privileged", "--received", "2009-02-01", "--by", "counsel")
        assert ask("evidence add", (*given, *told), place, "counsel").code == 0
    proposal = (
        "BOOK",
        "1",
        "--title",
        "Privileged",
        "--pays",
        "33%",
        "--undisputed",
        "included",
        *AS_OF,
        *ACT,
    )
    assert ask("settlement propose", proposal, place, "counsel").code == 0
    made = {
        "claim file": ("BOOK", "1", "--out", "OUT/claim.pdf", *AS_OF, *ACT),
        "claim bundle": ("BOOK", "1", "--out", "OUT/claim.zip", *ACT),
        "letter write": ("BOOK", "demand", "--claim", "1", "--to", "C1", "--out", "OUT/demand.docx", *AS_OF,
                         "--reply-by", "2009-05-01", *ACT),
        "deadlines": ("BOOK", *AS_OF, "--all", "--ical", "OUT/deadlines.ics"),
    }  # fmt: skip
    (place / "out").mkdir()
    for command, asked in made.items():
        answer = ask(command, asked, place, "counsel")
        assert answer.code == 0, answer.err
        assert "Privileged" not in answer.out + answer.err, command
    files = {path.name: text_of(path) for path in (place / "out").iterdir()}
    assert set(files) >= {"claim.pdf", "claim.zip", "demand.docx", "deadlines.ics"}
    for name, text in files.items():
        assert len(text) > 100, name
        assert "privileged" not in text.lower(), name
    listed = ask("evidence list", ("BOOK",), place, "counsel").out
    assert listed.count("Privileged-") == 2


def text_of(path: Path) -> str:
    """All text of a file, of the pages of a PDF, or of the parts of an archive."""
    if path.suffix == ".pdf":
        return "\n".join(page.extract_text() for page in pypdf.PdfReader(path).pages)
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            return "\n".join(archive.read(name).decode("utf-8", "replace") for name in archive.namelist())
    return path.read_text(errors="replace")


@pytest.mark.slow
def test_a_member_sees_nothing_that_only_records_about_others_change(begun: Path, tmp_path: Path) -> None:
    found = []
    for secret in ("", "8100", "4200"):
        place = variant(begun, tmp_path / "place", read_audience("member:P1"), "")
        book = open_book(place / "book", audience=KEEPER)
        if secret:
            rows = (
                "payment_id,line_no,payer_id,payee_id,paid_on,gross_cents,currency,title_id,market,period,"
                "kind\n"
                f"PAY9,1,C1,P2,2009-02-01,{secret},usd,T1,download,2008Q3,principal\n"
            )
            (place / "other.csv").write_text(rows)
            import_one(book, place / "other.csv", "payment_line", LATER, "member_identified")
        words = ("BOOK", "P1", "--as-of", "2009-03-31")
        found.append(ask("statement", words, place, "member:P1"))
        others = ask("statement", ("BOOK", "P2", *words[2:]), place, "member:P1")
        assert (others.code, others.out) == (1, "")
        assert "$" in found[-1].out
    assert found[0].out == found[1].out == found[2].out


def test_nothing_of_the_length_of_a_yes_or_no_is_told(tmp_path: Path) -> None:
    sizes = set()
    for number, word in enumerate(("yes", "no", "a longer answer")):
        place = tmp_path / str(number)
        begun = begun_book(place)
        book = open_book(begun, audience=KEEPER)
        (place / "answer.txt").write_text(word)
        deed = Acting(LATER, "auditor", LATER)
        given = Given(place / "answer.txt", "auditor", LATER, "outside_auditor", duty="a duty")
        add_evidence(book, given, deed)
        kept = [path for path in (begun / "originals" / "outside_auditor").rglob("*") if path.is_file()]
        sizes.add(tuple(path.stat().st_size for path in kept))
        shutil.rmtree(begun)
    assert len(sizes) == 1


def test_two_audiences_together_learn_what_either_may_read_and_no_more() -> None:
    together = GUILD.classes | MEDIATOR.classes
    assert "settlement" in together
    assert not together & set(NEVER_SEEN)
    assert not COUNSEL.classes & {"outside_auditor"}


def test_every_attack_of_the_page_is_tried_here_and_the_other_way_round() -> None:
    listed = set(re.findall(r"^\| ([a-z ]+) \| .* \| `test_[a-z_]+` \|$", PAGE.read_text(), re.MULTILINE))
    tests = set(re.findall(r"`(test_[a-z_]+)` \|$", PAGE.read_text(), re.MULTILINE))
    sources = "\n".join(path.read_text() for path in (PAGE.parents[1] / "tests").rglob("test_*.py"))
    assert set(ASKED) <= listed
    assert {name for name in tests if f"def {name}(" not in sources} == set()


def test_the_page_prints_the_matrix_of_the_code() -> None:
    from arrears.book.access import NAMED

    page = PAGE.read_text()
    for audience in (*NAMED.values(), read_audience("member:ID"), read_audience("company:ID")):
        classes = ", ".join(f"`{access}`" for access in sorted(audience.classes))
        assert f"| `{audience.name}` | {classes} |" in page, audience.name
