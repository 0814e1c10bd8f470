"""The name of an obligation, which people copy, write into letters and ask about.

It names the clause's lineage, never version, amount or run, so letters and claims keep pointing at it. Reads
a name into its parts and writes the parts as a name; looks nothing up.

>>> parse_ref("wga/reruns/network-prime-time:CO5:T12:network_prime_time:us:run:4.both:P7:usd").occasion
'run:4'
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from arrears.findings import Finding, Refused
from arrears.vocabulary import CREDIT_COLUMNS, OF_PERSON

REF_FORM = (
    "family/article/clause[@reading]:company:title:market:territory:occasion[.credit column or of_person]"
    ":payee:currency[#n]"
)
LONGEST_REF = 2_000
ID = r"[A-Za-z0-9._-]{1,40}"
WORD = r"[a-z0-9_]{1,40}"
NAME = r"[A-Za-z0-9._-]{1,80}"
# A service's name may hold any sign, so the occasion takes what the closed parts before and after leave.
REF = re.compile(
    rf"(?P<family>{NAME})/(?P<article>{NAME})/(?P<clause>{NAME})(?:@(?P<reading>[^:@#]{{1,200}}))?"
    rf":(?P<company>{ID}):(?P<title>{ID}):(?P<market>{WORD}):(?P<territory>{WORD})"
    rf":(?P<occasion>[^\x00-\x1f]+?)(?:\.(?P<column>{'|'.join(CREDIT_COLUMNS)}|{OF_PERSON}{ID}))?"
    rf":(?P<payee>(?:{ID})?):(?P<currency>[a-z]{{0,3}})(?:#(?P<choice>[1-9][0-9]{{0,5}}))?"
)


@dataclass(frozen=True)
class ObligationRef:
    """A name of an obligation in its parts.

    payee_id and currency empty = not known. credit_column: `of_` and a person where a plan is owed a
    contribution on that person's pay. choice: which of several obligations of one name, from 1; null
    where the name alone is meant.
    """

    family: str
    article: str
    clause: str
    reading: str
    company_id: str
    title_id: str
    market: str
    territory: str
    occasion: str
    credit_column: str
    payee_id: str
    currency: str
    choice: int | None = None


def parse_ref(text: str) -> ObligationRef:
    """The parts of a name.

    Findings: `ref-not-well-formed`.
    """
    found = REF.fullmatch(text) if len(text) <= LONGEST_REF else None
    if found is None:
        problem = "this is not the name of an obligation"
        remedy = "copy the name from `arrears audit BOOK --table obligations_in_arrears`"
        raise Refused([Finding("ref-not-well-formed", text[:200], problem, REF_FORM, text[:200], remedy)])
    choice = found["choice"]
    return ObligationRef(
        family=found["family"],
        article=found["article"],
        clause=found["clause"],
        reading=found["reading"] or "",
        company_id=found["company"],
        title_id=found["title"],
        market=found["market"],
        territory=found["territory"],
        occasion=found["occasion"],
        credit_column=found["column"] or "",
        payee_id=found["payee"],
        currency=found["currency"],
        choice=int(choice) if choice else None,
    )


def ref_text(ref: ObligationRef) -> str:
    """The parts as a name; `parse_ref` reads it back."""
    reading = f"@{ref.reading}" if ref.reading else ""
    column = f".{ref.credit_column}" if ref.credit_column else ""
    choice = f"#{ref.choice}" if ref.choice is not None else ""
    return (
        f"{ref.family}/{ref.article}/{ref.clause}{reading}:{ref.company_id}:{ref.title_id}:{ref.market}"
        f":{ref.territory}:{ref.occasion}{column}:{ref.payee_id}:{ref.currency}{choice}"
    )
