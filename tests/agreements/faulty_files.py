"""The faulty files of tests/errors/agreements: each stands in for one file of a small sound agreement."""

import shutil
from pathlib import Path

from arrears.agreements.cases import read_cases
from arrears.agreements.load import load_agreement
from arrears.findings import Refused

ERRORS = Path(__file__).resolve().parents[1] / "errors" / "agreements"


def faulty_files() -> list[str]:
    return sorted(path.stem for path in ERRORS.glob("*.yaml"))


def refusal_of(name: str, folder: Path) -> str:
    """What the user reads when the faulty file takes the place of the header, the article or its cases."""
    pact = folder / "guild" / "pact-2008"
    shutil.copytree(ERRORS / "base", folder, dirs_exist_ok=True)
    part = name.partition("-")[0]
    target = {"header": "agreement.yaml", "cases": "article.cases.yaml"}.get(part, "article.yaml")
    shutil.copyfile(ERRORS / f"{name}.yaml", pact / target)
    try:
        agreement = load_agreement(pact)
        if target == "article.cases.yaml":
            read_cases(pact / target, agreement)
    except Refused as refused:
        return "\n".join(finding.text() for finding in refused.findings) + "\n"
    return ""
