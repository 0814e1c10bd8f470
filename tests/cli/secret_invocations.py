"""One invocation of every command that takes a book, as somebody who may not see a secret would ask it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from .secret_talks import TALKS_INVOCATIONS

REF = "wga/new-media/download-television:C1:T1:download:us_ca:2008Q3:P1:usd"
AS_OF = ("--as-of", "2009-03-31")
ACT = ("--on", "2009-02-01", "--by", "attorney")
Words = Sequence[str]
RESOLUTION = ("--offer", "PLACE/resolution/first.yaml", "--against", "PLACE/resolution/second.yaml")
INVOCATIONS: Mapping[str, Sequence[Words]] = {
    "verify": (("BOOK",), ("BOOK", "--format", "json")),
    "tidy": (("BOOK",),),
    "audit": (
        ("BOOK",),
        ("BOOK", *AS_OF, "--format", "json"),
        ("BOOK", *AS_OF, "--known-by", "2008-12-31"),
        ("BOOK", *AS_OF, "--out", "OUT/audit"),
    ),
    "owed": (("BOOK",), ("BOOK", "--as-of", "2008-11-21", "--format", "csv")),
    "statement": (("BOOK", "P1", *AS_OF), ("BOOK", "P2", *AS_OF), ("BOOK", "P9")),
    "explain": (("BOOK", REF, *AS_OF), ("BOOK", REF, *AS_OF, "--format", "json"), ("BOOK", "x")),
    "dispute": (("BOOK", "new-media/download-television", *AS_OF),),
    "changes": (
        ("BOOK", "--from", "1", "--to", "2"),
        ("BOOK", "--from", "1", "--to", "9"),
        ("BOOK", "--from", "2008-11-21", "--to", "2013-01-01"),
    ),
    "uses windows": (("BOOK", *AS_OF), ("BOOK", *AS_OF, "--format", "json")),
    "request make": (("BOOK", "statements", "--of", "C1", "--missing", "--due", "2009-03-01", *ACT),),
    "request answer": (
        ("BOOK", "1", "refused", "--with", "no", *ACT),
        ("BOOK", "9", "refused", "--with", "no", *ACT),
    ),
    "request list": (("BOOK", *AS_OF), ("BOOK", "--format", "json")),
    "request missing": (("BOOK", *AS_OF),),
    "uses conflicts": (("BOOK", *AS_OF),),
    "uses money": (("BOOK", *AS_OF, "--format", "json"),),
    "standing": (("BOOK", *AS_OF), ("BOOK", "--company", "C1", *AS_OF, "--out", "OUT/standing")),
    "import": (
        ("BOOK", "PLACE/more.csv", "--as", "title", "--said-by", "wga", "--learned-on", "2009-01-06",
         "--access", "public"),
        ("BOOK", "PLACE/more.csv", "--as", "title", "--said-by", "wga", "--learned-on", "2009-01-06",
         "--access", "public"),
        ("BOOK", "PLACE/more.csv", "--as", "title", "--said-by", "wga", "--learned-on", "2009-01-06",
         "--access", "counsel_only"),
        ("BOOK", "PLACE/paper.txt", "--as", "receipt", "--said-by", "wga", "--learned-on", "2009-01-06"),
    ),
    "claim open": (
        ("BOOK", "Unpaid downloads", "--reason", "amount", "--only", "company=C1", *AS_OF, *ACT,
         "--notice", "P1,2009-02-01,letter"),
    ),
    "claim open-by-hand": (
        ("BOOK", "By hand", "--reason", "amount", "--agreement", "wga/mba-2008", "--subject", "other",
         "--respondent", "C1", *ACT, "--no-notice", "no member named"),
    ),
    "claim add-lines": (("BOOK", "2", "--line", REF, *AS_OF, *ACT),),
    "claim list": (("BOOK",), ("BOOK", "--format", "json")),
    "claim show": (("BOOK", "1"), ("BOOK", "2", "--format", "json"), ("BOOK", "7")),
    "claim step": (
        ("BOOK", "1", "forum-chosen", "--forum", "arbitration", *ACT),
        ("BOOK", "1", "filed", *ACT),
        ("BOOK", "1", "demanded", *ACT),
        ("BOOK", "1", "arbitrator-selected", *ACT),
        ("BOOK", "1", "hearing-opened", *ACT),
    ),
    "claim decide": (("BOOK", "1", "hold", "--reason", "cost", "--no-notice", "later", *ACT),),
    "claim person": (("BOOK", "1", "P1", "--role", "witness", *ACT),),
    "claim withdraw-lines": (("BOOK", "2", "--line", REF, "--why", "paid", *ACT),),
    "claim pattern": (("BOOK", REF, *AS_OF),),
    "claim amounts": (("BOOK", "1", *AS_OF),),
    "claim bundle": (
        ("BOOK", "1", "--out", "OUT/claim.zip", "--seed", "PLACE/more.csv", *ACT),
        ("BOOK", "1", "--out", "OUT/copy.zip", "--for", "arbitrator", "--release", "guild_only", *ACT),
    ),
    "evidence add": (
        ("BOOK", "PLACE/paper.txt", "--claim", "1", "--source", "P1", "--received", "2009-02-01",
         "--by", "clerk"),
        ("BOOK", "PLACE/paper.txt", "--source", "P1", "--received", "2009-02-01", "--by", "clerk",
         "--access", "public", "--duty", "a promise"),
        ("BOOK", "PLACE/paper.txt", "--source", "P1", "--received", "2009-02-01", "--by", "clerk",
         "--access", "settlement"),
    ),
    "evidence list": (("BOOK",), ("BOOK", "--claim", "1")),
    "evidence show": (("BOOK", "1", "--save-to", "OUT/paper.txt"), ("BOOK", "2000001"), ("BOOK", "7000001")),
    "evidence destroy": (
        ("BOOK", "7000001", *ACT, "--why", "the promise"),
        ("BOOK", "1", *ACT),
        ("BOOK", "4000002", *ACT),
    ),
    "settlement propose": (
        ("BOOK", "1", "--title", "Downloads", "--pays", "33%", "--opt-out", "--undisputed", "included",
         *AS_OF, *ACT),
    ),
    "settlement tell": (("BOOK", "proposal/1", "P1", "--how", "letter", *ACT),),
    "settlement consent": (("BOOK", "proposal/1", "guild", "--how", "board", *ACT),),
    "settlement opt-out": (("BOOK", "proposal/1", "C9", "--how", "letter", *ACT),),
    "settlement effective": (("BOOK", "proposal/1", *ACT),),
    "settlement show": (("BOOK",), ("BOOK", "proposal/1"), ("BOOK", "settlement/1", "--format", "json")),
    "settlement withdraw": (("BOOK", "proposal/1", *ACT),),
    "award record": (
        ("BOOK", "1", "--award-on", "2009-02-01", "--made-by", "arbitrator", "--paid-within", "30",
         "--interest", "1%", "--clock-at", "p. 3", *ACT),
        ("BOOK", "1", "--award-on", "2009-02-01", "--made-by", "another", "--needs-calculation", *ACT),
    ),
    "award pay": (
        ("BOOK", "award/1", "$10.00", "--paid-on", "2009-02-01", "--payer", "C1", "--reference", "W1", *ACT),
    ),
    "award calculate": (("BOOK", "award/2", "--told-on", "2009-02-01", "--sum", "$50.00", *ACT),),
    "award excuse": (("BOOK", "award/2", "--why", "the base", *ACT),),
    "award show": (("BOOK",), ("BOOK", "award/1", *AS_OF), ("BOOK", "award/9")),
    "collection record": (
        ("BOOK", "$10.00", "--under", "award/1", "--collected-on", "2009-02-01", "--payer", "C1", *ACT),
        ("BOOK", "$10.00", "--under", "settlement/1", "--collected-on", "2009-02-01", "--payer", "C1", *ACT),
    ),
    "collection distribute": (("BOOK", "1", "--hold", "P2=no address", *ACT),),
    "collection return": (("BOOK", "1", "1", "--why", "moved", *ACT),),
    "collection send-again": (("BOOK", "1", "2", "--why", "found", *ACT),),
    "collection show": (("BOOK",), ("BOOK", "1", "--format", "json")),
    "collection liable": (("BOOK", "T1", "--market", "download"), ("BOOK", "T9", "--market", "download")),
    "totals release": (
        ("BOOK", "hours", "us", "--from", "2008-07-01", "--to", "2008-09-30", *ACT),
        ("BOOK", "hours", "us", "--from", "2008-07-01", "--to", "2008-09-30", *ACT, "--why", "again"),
    ),
    "totals list": (("BOOK",),),
    "deadlines": (("BOOK", *AS_OF), ("BOOK", *AS_OF, "--all", "--ical", "OUT/deadlines.ics")),
    "agency-lines": (("BOOK", "A1", *AS_OF), ("BOOK", "A1", "--person", "P2", *AS_OF)),
    "agency-letter": (
        ("BOOK", "A1", "--person", "P1", "--to", "C1", "--out", "OUT/agency.docx",
         "--reply-by", "2009-05-01", *ACT),
    ),
    "agency-send": (("BOOK", "A1", "PLACE/stub.txt", "--person", "P1", "--kind", "stub", *ACT),),
    "delay priced": (
        ("BOOK", "--offer", "PLACE/the-deal.yaml", "--on", "2009-02-01", "--base-year", "2008",
         "--priced-with", "PLACE/packet-assumptions.yaml", "--format", "json"),
    ),
    "delay strike": (
        ("PLACE/stakes/stakes.yaml", "--days", "10", "--assumptions", "PLACE/stakes/assumed.yaml",
         "--people", "PLACE/people.csv", "--book", "BOOK", "--hoped-for", "PLACE/the-deal.yaml",
         "--priced-with", "PLACE/packet-assumptions.yaml", "--base-year", "2008", "--each",
         "--format", "json"),
    ),
    "delay signed-on": (
        ("BOOK", "PLACE/signed.yaml", "--on", "2008-07-01", *AS_OF),
        ("BOOK", "PLACE/signed.yaml", "--on", "2008-12-01", "--format", "json", *AS_OF),
    ),
    "joint": (("BOOK", "C1:T1:download:2008Q3", *AS_OF),),
    "joint-finding": (
        ("BOOK", "C1:T1:download:2008Q3", "agreed", "--guild", "dga", "--answer", "yes", *ACT, "--why", "x"),
    ),
    "claim forums": (("BOOK", "1"),),
    "claim open-class": (
        ("BOOK", "A class", REF, "--reason", "pattern", "--alone", "--cause", "1", *AS_OF, *ACT,
         "--no-notice", "no member named"),
    ),
    "claim file": (("BOOK", "1", "--out", "OUT/claim.pdf", *AS_OF, *ACT),),
    "claim changes": (("BOOK", "1"),),
    "claim restate": (("BOOK", "1", "--why", "later records", *ACT),),
    "letter write": (
        ("BOOK", "demand", "--claim", "1", "--to", "C1", "--out", "OUT/demand.docx", *AS_OF,
         "--reply-by", "2009-05-01", *ACT),
    ),
    "letter sent": (("BOOK", "1", "--how", "post", *ACT),),
    "letter received": (("BOOK", "1", "--how", "receipt", *ACT),),
    "letter list": (("BOOK",),),
    "offer pattern": (
        ("PLACE/the-deal.yaml", "--book", "BOOK", "--base-year", "2008", "--assumptions",
         "PLACE/packet-assumptions.yaml"),
    ),
    "offer price": (
        ("PLACE/the-deal.yaml", "--against", "PLACE/ask.yaml", "--book", "BOOK", "--base-year", "2008",
         "--assumptions", "PLACE/packet-assumptions.yaml", "--format", "json", *AS_OF),
        ("PLACE/signed.yaml", "--book", "BOOK", *AS_OF),
    ),
    "packet": (
        ("BOOK", "--offer", "PLACE/the-deal.yaml", "--earlier", "PLACE/ask.yaml", "--on", "2009-02-01",
         "--base-year", "2008", "--assumptions", "PLACE/packet-assumptions.yaml",
         "--statements", "PLACE/statements", "--out", "OUT/packet.html"),
    ),
    "package keep": (("BOOK", "PLACE/packages.yaml", *ACT),),
    "package list": (("BOOK",),),
    "package show": (("BOOK", "packages/2000001"), ("BOOK", "PLACE/packages.yaml")),
    "package efficient": (("BOOK", "packages/2000001", "--format", "json"), ("BOOK", "packages/2000009")),
    "package swaps": (("BOOK", "packages/2000001", "--judged-by", "weights"),),
    "trade keep": (("BOOK", "PLACE/chances.yaml", *ACT), ("BOOK", "PLACE/none.yaml", *ACT)),
    "trade list": (("BOOK",), ("BOOK", "--format", "json")),
    "trade worth": (
        ("BOOK", "1", "--assumptions", "valuation/2000001", "--for", "2009-03-31"),
        ("BOOK", "7", "--assumptions", "PLACE/chances.yaml", "--for", "2009-03-31"),
    ),
    "trade exchange": (
        ("BOOK", "1", "--assumptions", "PLACE/chances.yaml", "--for", "2009-03-31",
         "--offer", "PLACE/none.yaml"),
    ),
    "resolution": (
        ("BOOK", *RESOLUTION, "--assumptions", "PLACE/resolution/assumed.yaml", "--scenario", "guild",
         "--base-year", "2008", "--facts", "PLACE/resolution/established.yaml", "--on", "2009-03-02", *AS_OF,
         "--format", "json"),
        ("BOOK", *RESOLUTION, "--chances", "PLACE/chances.yaml", *AS_OF),
    ),
    "trade given-up": (("BOOK", "1", "--assumptions", "PLACE/chances.yaml", "--for", "2009-03-31"),),
    **TALKS_INVOCATIONS,
}  # fmt: skip
# Later invocations rest on what earlier ones appended.
ORDER = (
    "verify", "import", "claim open", "claim open-by-hand", "claim add-lines", "evidence add",
    *(name for name in INVOCATIONS if name not in (
        "verify", "import", "claim open", "claim open-by-hand", "claim add-lines", "evidence add")),
    "verify",
)  # fmt: skip
