"""Commands that read a folder of agreements of the user's own."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from tests.command_line import run_here

from arrears.agreements.load import SHIPPED
from arrears.agreements.skeleton import new_agreement
from arrears.agreements.stranger import VERSIONS_LIMIT

ARREARS = Path(sys.executable).parent / "arrears"


def run(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([str(ARREARS), *words], capture_output=True, text=True, check=False)


def test_an_agreement_that_shadows_a_shipped_one_is_said_on_stderr(tmp_path: Path) -> None:
    folder = shutil.copytree(
        SHIPPED / "afm" / "secondary-markets-fund", tmp_path / "afm" / "secondary-markets-fund"
    )
    (folder / "agreement.yaml").open("a", encoding="utf-8").write("# another\n")
    listed = run("agreements", "list", "--library", str(tmp_path), "--format", "csv")
    assert listed.returncode == 0
    assert listed.stdout.splitlines()[1].startswith("afm/secondary-markets-fund,")
    assert "has the name of one that ships with Arrears" in listed.stderr


def test_a_folder_without_agreements_is_refused(tmp_path: Path) -> None:
    listed = run("agreements", "lint", "--library", str(tmp_path))
    assert listed.returncode == 1
    assert "there is no agreement in this folder." in listed.stderr


RENTAL = ("--facts", "work=theatrical", "--facts", "gross=1000.00")
ASKED = {
    "fidelity": ("agreements", "fidelity"),
    "rate": ("rate", "--agreement", "league", "--market", "rental", "--date", "2024-05-01", *RENTAL),
    "compare": ("agreements", "compare", "--facts", "market=rental", "--facts", "received_on=2024-05-01",
                *RENTAL),
}  # fmt: skip


@pytest.fixture
def league(tmp_path: Path) -> Path:
    """A folder with one agreement of one's own, of a family that does not ship."""
    new_agreement(tmp_path / "own", "league/pact-2024")
    return tmp_path / "own"


def test_the_ledger_of_a_folder_counts_its_figures_and_no_shipped_ones(league: Path) -> None:
    done = run_here("agreements", "fidelity", "--library", league, "--format", "json")
    assert done.returncode == 0, done.stderr
    rows = json.loads(done.stdout)["totals"]
    told = {(row["agreement"], row["clauses"], row["terms"], row["derived"]) for row in rows}
    assert ("league/pact-2024", 1, 2, 2) in told  # the rate, and the days to pay in
    assert not any(address.startswith("wga/") for address, *_ in told)


@pytest.mark.parametrize("agreement", ["league", "league/pact-2024"])
def test_a_rate_is_told_of_an_agreement_of_the_folder(league: Path, agreement: str) -> None:
    words = [agreement if word == "league" else word for word in ASKED["rate"]]
    done = run_here(*words, "--library", league, "--format", "json")
    assert done.returncode == 0, done.stderr
    (row,) = json.loads(done.stdout)["rates"]
    assert (row["clause"], row["amount_cents"]) == ("league/pact-2024/rentals/rental", 1200)


def test_a_rate_of_a_shipped_family_is_not_told_of_a_folder_that_has_none(league: Path) -> None:
    words = ["wga" if word == "league" else word for word in ASKED["rate"]]
    done = run_here(*words, "--library", league)
    assert done.returncode == 1
    assert "there is no agreement 'wga'" in done.stderr


def test_a_folder_is_compared_guild_by_guild(league: Path) -> None:
    new_agreement(league, "union/pact-2024")
    done = run_here(*ASKED["compare"], "--library", league, "--format", "json")
    assert done.returncode == 0, done.stderr
    rows = json.loads(done.stdout)["compared"]
    assert [(row["guild"], row["amount_cents"]) for row in rows] == [("league", 1200), ("union", 1200)]
    one = run_here(*ASKED["compare"], "--library", league, "--guild", "union", "--format", "json")
    assert [row["guild"] for row in json.loads(one.stdout)["compared"]] == ["union"]


@pytest.mark.parametrize("command", ASKED)
def test_every_question_refuses_a_folder_that_is_too_large(tmp_path: Path, command: str) -> None:
    for number in range(VERSIONS_LIMIT + 1):
        folder = tmp_path / "league" / f"v{number}"
        folder.mkdir(parents=True)
        (folder / "agreement.yaml").touch()
    done = run_here(*ASKED[command], "--library", tmp_path)
    assert done.returncode == 1
    assert "the folder of agreements is too large." in done.stderr


@pytest.mark.parametrize("command", ASKED)
def test_every_question_says_that_a_folder_shadows_a_shipped_agreement(league: Path, command: str) -> None:
    name = "afm/secondary-markets-fund"
    folder = shutil.copytree(SHIPPED / name, league / name)
    (folder / "agreement.yaml").open("a", encoding="utf-8").write("# another\n")
    done = run_here(*ASKED[command], "--library", league)
    assert done.returncode == 0, done.stderr
    assert f"{name}: this agreement has the name of one that ships with Arrears" in done.stderr
