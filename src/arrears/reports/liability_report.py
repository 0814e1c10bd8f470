"""Builds the page of who is liable for a title: everybody in the chain, with what binds or relieved them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from arrears.claims.liability import CITE, Liable, Rights
from arrears.reports.settlement_report import HeadingFacts
from arrears.reports.tables import Column, Report, Section, Table

SECURITY = {True: "given", False: "none", None: ""}


def build_liability(
    rights: Rights, chain: Sequence[Liable], facts: HeadingFacts, names: Mapping[str, str]
) -> Report:
    """The chain of a title in a market and territory on a day."""
    columns = (
        Column("company", "company"),
        Column("name", "name"),
        Column("liable", "liable"),
        Column("since", "since", "date"),
        Column("relieved_on", "relieved", "date"),
        Column("security_interest", "security interest"),
        Column("why", "why"),
    )
    rows = tuple(
        (
            each.company_id,
            names.get(each.company_id, each.company_id),
            "yes" if each.is_liable else "no",
            each.since,
            each.relieved_on,
            SECURITY[each.security_interest],
            each.why,
        )
        for each in chain
    )
    bound = ", ".join(each.company_id for each in chain if each.is_liable)
    where = f"{rights.title_id}, {rights.market.replace('_', ' ')}, {rights.territory}, on {rights.on}"
    said = (
        f"{where}: liable as far as the records show {bound}.",
        f"The rules are those of the {CITE}; under other agreements they were not read and may differ. While"
        " residuals are paid in time, the union uses no security interest against who took over (p. 77).",
    )
    return Report("Who is liable", facts, (Section("", said, (Table("liable", "", columns, rows),)),))
