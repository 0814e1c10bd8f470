"""One amount explained in full: a download line that crosses the break, shared 25/75 with a tie of odd cents.

Names are invented. By hand: 90,000 copies before and 20,000 on this line, so 10,000 at 0.36% and 10,000 at
0.70%, blended 0.53%; $30,000.00 x 0.53% = $159.00; shares 1/4, 3/8 and 3/8 give 39.75, 59.625 and 59.625, and
the odd cent goes to the earlier of the two.
"""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from pathlib import Path

from arrears.formula.clause import ClauseFormula, Pays
from arrears.formula.kinds import MONEY, WORD, counts
from arrears.formula.ledger import LedgerRecord, explain_ledger
from arrears.formula.nodes import Arithmetic, Band, Bands, Compare, Fact, Word
from arrears.obligations.explained_steps import step_of
from arrears.obligations.explanation_model import (
    AgreementUsed,
    AskedOf,
    Cited,
    ClauseShown,
    DueShown,
    Explanation,
    FactShown,
    FactSource,
    LateShown,
    OtherReading,
    Party,
    PaymentShown,
    Replayable,
    ReplayRecord,
    RivalValue,
    SplitShown,
    StandingShown,
    Value,
)
from arrears.obligations.formula_json import encode_formula

DOCUMENT = Path(__file__).parent / "download.explanation.json"
RATE = "wga/mba-2008/new-media/download-television/rate"
COPIES = Fact("copies", counts("copies"), 10**12)
BANDS = Bands(
    COPIES,
    ("title",),
    (Band(Fraction(36, 10_000), Fraction(100_000)), Band(Fraction(70, 10_000), None)),
    name="rate",
    address=RATE,
)
DOWNLOAD = ClauseFormula(
    "new-media/download-television",
    "statement_line",
    Pays(Arithmetic("*", Fact("gross", MONEY), BANDS, MONEY)),
    when=Compare("=", Fact("market", WORD), Word("download")),
)
CITED = Cited(
    "wga/mba-2008/new-media/download-television", "", "2008 MBA sideletter, press summary", "secondary"
)
RATE_CITED = Cited(
    f"{RATE}/thereafter", "0.70%", "2008 MBA sideletter, press summary", "unverified", "one source"
)
SAID = FactSource("brindlemoor", "2008-11-20", 3, "receipt", 12884901888, "receipts-2008Q3.csv", 17)


def replay_record(number: int, quarter_end: str, gross: str, copies: str) -> ReplayRecord:
    """One statement line of the title, as the replay holds it."""
    facts = {
        "gross": Value("number", gross, "money"),
        "copies": Value("number", copies, "copies"),
        "market": Value("word", "download"),
    }
    return ReplayRecord(facts, {"title": "T1"}, quarter_end, number, {})


def steps() -> tuple[object, ...]:
    """The interpreter's steps of the explained line."""
    ledger = [
        LedgerRecord(1, date(2008, 6, 30), line(9_000_000, 90_000), {"title": "T1"}),
        LedgerRecord(2, date(2008, 9, 30), line(3_000_000, 20_000), {"title": "T1"}),
    ]
    outcome = explain_ledger(DOWNLOAD, ledger)[1]
    assert outcome.amount is not None
    assert outcome.applies is not None
    statuses = {RATE: "unverified"}
    return (step_of(outcome.applies, statuses), step_of(outcome.amount, statuses))


def line(gross: int, copies: int) -> dict[str, Fraction | str]:
    """The facts of one statement line."""
    return {"gross": Fraction(gross), "copies": Fraction(copies), "market": "download"}


def download_explanation() -> Explanation:
    """The whole explanation."""
    return Explanation(
        ref="wga/new-media/download-television@guild:CO1:T1:download:us:2008Q3:P3:usd",
        asked_of=AskedOf(
            "2009-08-31", "2009-08-30", 12, "ab" * 32, "9f3e01",
            (AgreementUsed("wga/mba-2008", "cd" * 32),), "",
        ),
        company=Party("CO1", "Brindlemoor Pictures"),
        payee=Party("P3", "Cleo Harrowgate"),
        title=Party("T1", "The Lantern Tally"),
        market="download",
        territory="us",
        occasion="2008Q3",
        currency="usd",
        clause=ClauseShown(
            CITED.address,
            "a share of the distributor's gross for each permanent download: 0.36% of the first 100,000"
            " copies of a title, 0.70% after",
            CITED,
            "unverified",
            "guild",
            "WGA",
            "every proposal covered library product",
            (OtherReading("companies", "AMPTP", "only what was first released in new media", True, 38_00),),
        ),
        terms=(RATE_CITED,),
        facts=(
            FactShown("gross", Value("number", "3000000", "money"), "sum of 1 row", (SAID,)),
            FactShown(
                "copies",
                Value("number", "20000", "copies"),
                "sum of 1 row",
                (SAID,),
                (RivalValue("wga", Value("number", "21000", "copies")),),
            ),
        ),
        outcome="amount",
        steps=steps(),  # type: ignore[arg-type]
        rounding="to $0.01, half up",
        clause_cents=159_00,
        split=SplitShown(
            "percentage", "largest_remainder", 159_00, ("1/4", "3/8", "3/8"), 2, "Teleplay by two writers."
        ),
        amount_cents=59_62,
        low_cents=None,
        high_cents=None,
        missing=(),
        due=DueShown("2008-11-30", "wga/mba-2008/receipts-quarterly", "60 days after the quarter", CITED),
        payments=(
            PaymentShown(
                "PAY7", 1, 21_46, "2008-11-28", "2008-11-29", "2008-12-10", Party("P3", "Cleo Harrowgate"),
                "all_keys", "title, market, quarter and payee agree",
            ),
        ),
        standing=StandingShown("short", 21_46, 0, 38_16, 274, "paid at the first rate only"),
        late_charges=(
            LateShown(
                "wga/mba-2008/residuals", "1.5% a month on what is open", 9, 274, 5_15, 5_47, 5_16, False,
                CITED,
            ),
        ),
        left_out=("contributions to the plans: no clause of them is encoded",),
        replay=Replayable(
            encode_formula(DOWNLOAD),
            (
                replay_record(1, "2008-06-30", "9000000", "90000"),
                replay_record(2, "2008-09-30", "3000000", "20000"),
            ),
            1,
        ),
    )  # fmt: skip
