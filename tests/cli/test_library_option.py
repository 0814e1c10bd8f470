"""Commands that read a folder of agreements of the user's own."""

import shutil
import subprocess
import sys
from pathlib import Path

from arrears.agreements.load import SHIPPED

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
