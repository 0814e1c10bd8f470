"""An agreement, an article, a clause or a figure as a page of text: in our words, with citation and status.

Nothing is figured here, and no sentence of an agreement is quoted.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from arrears.agreements.addresses import Addressed, addressed_parts, article_named, find_address
from arrears.agreements.after_end import after_end_words
from arrears.agreements.due_rules import rules_of, say_due
from arrears.agreements.load import clause_named
from arrears.agreements.model import Agreement, Article, Citation, Clause, Conflict, TermRecord
from arrears.agreements.readings import left_open
from arrears.formula.asks import clause_nodes
from arrears.formula.words import say, say_steps, say_terms

DOUBTFUL = "unverified"
# What a formula does not say of its clause, and of its tables and linked rates; shown as the file writes it.
UNSAID_KEYS = ("entitlement", "governed_by", "to", "due", "late", "credited", "replaces")
UNSAID_OF_NAMES = ("by", "follows", "raised")


def show_address(agreements: Sequence[Agreement], address: str) -> str:
    """What stands at an address, as text for people.

    Findings: raises `Refused` with the nearest known address when nothing stands there.
    """
    return show_part(*find_address(agreements, address))


def show_part(agreement: Agreement, part: Addressed) -> str:
    """One part of an agreement, as text for people."""
    if part.sort == "agreement":
        return "\n".join(_agreement_lines(agreement))
    name = part.address.removeprefix(f"{agreement.address}/")
    if part.sort == "article":
        article = article_named(agreement, name)
        return "\n".join(_article_lines(agreement, article)) if article is not None else part.written
    clause = clause_named(agreement, name)
    if clause is not None:
        return "\n".join(_clause_lines(agreement, clause))
    lines = [part.address, f"  {part.written}"]
    if part.citation is not None:
        lines.append(f"  {_cited(part.citation)}")
    return "\n".join(lines)


def _cited(citation: Citation) -> str:
    note = f"; {citation.note}" if citation.note else ""
    return f"[{citation.status}] {citation.source}{note}"


def _agreement_lines(agreement: Agreement) -> Iterator[str]:
    yield f"{agreement.address}: {agreement.title}"
    yield f"  covers {agreement.covers_from} to {agreement.covers_until}"
    yield f"  {_cited(agreement.citation)}"
    yield f"  digest {agreement.digest}"
    for article in agreement.articles:
        yield ""
        yield from _article_lines(agreement, article)
    yield ""
    yield "Rules"
    for part in addressed_parts(agreement).values():
        if part.sort == "rule":
            yield f"  {part.address.removeprefix(agreement.address + '/')}: {part.written}"
            if part.citation is not None:
                yield f"    {_cited(part.citation)}"


def _article_lines(agreement: Agreement, article: Article) -> Iterator[str]:
    yield f"{agreement.address}/{article.name}: {article.title}"
    if not article.clauses:
        yield "  nothing in this article is figured"
    for clause in article.clauses:
        yield f"  {clause.name.rpartition('/')[2]} [{clause.status}] {clause.words}".rstrip()
    yield from _conflict_lines(article.conflicts)
    for noted in article.noted:
        yield f"  noted {noted.address.rpartition('/')[2]}: {noted.says}"
        yield f"    {_cited(noted.citation)}"
        yield from _conflict_lines(noted.conflicts)
    for part in article.left_out:
        yield f"  not here: {part.part}, because {part.because}"


def _clause_lines(agreement: Agreement, clause: Clause) -> Iterator[str]:
    address = f"{agreement.address}/{clause.name}"
    yield address
    if clause.words:
        yield f"  {clause.words}"
    yield f"  {_cited(clause.citation)}"
    if clause.governed_by:
        dates = ", ".join(clause.governed_by)
        yield f"  governed by {dates}, {agreement.covers_from} to {agreement.covers_until}"
    for words, citation in after_end_words(agreement, clause):
        yield f"  {words}"
        if citation is not None:
            yield f"    {_cited(citation)}"
    open_clause = left_open(clause)
    for line in (*say_terms(open_clause), *say_steps(clause_nodes(open_clause), with_tables=False)):
        yield f"  {line}"
    for sentence in clause.sentences:
        below = _below(sentence.address, address)
        if below in UNSAID_KEYS or below.rpartition("/")[2] in UNSAID_OF_NAMES:
            yield f"  {below}: {sentence.written}"
    yield from _question_lines(clause)
    yield from _figure_lines(clause.terms, address, clause.citation)
    if clause.due is not None:
        said = say_due(clause.due, lambda one: f"{one.count} {one.unit} after {one.after}")
        yield f"  due {said}"
        cited = [rule.citation for rule in rules_of(clause.due) if rule.citation is not None]
        yield from (f"    {_cited(citation)}" for citation in dict.fromkeys(cited))
    yield from _conflict_lines(clause.conflicts)


def _below(address: str, above: str) -> str:
    """An address as it is called below another; shared names keep `shared/`."""
    if address.startswith(f"{above}/"):
        return address.removeprefix(f"{above}/")
    return address.removeprefix(f"{above.rpartition('/')[0]}/")


def _question_lines(clause: Clause) -> Iterator[str]:
    written = {sentence.address: sentence.written for sentence in clause.sentences}
    linked = {link.address for link in clause.links}
    for question in clause.questions:
        yield f"  question {question.name}"
        for answer in question.answers:
            by = f" ({answer.by})" if answer.by else ""
            report = "" if answer.is_own_words else ", as somebody else reports it"
            raised = written.get(f"{question.address}/{answer.side}", "")
            said = raised if question.address in linked else say(answer.node)
            yield f"    {answer.side}{by}{report}: {said}"
            for line in say_steps([answer.node], with_tables=False):
                yield f"      {line}"
            if answer.because:
                yield f"      because {answer.because}"
            if answer.citation is not None:
                yield f"      {_cited(answer.citation)}"


def _figure_lines(terms: Sequence[TermRecord], address: str, above: Citation) -> Iterator[str]:
    """The figures, each with its citation where that is another than the clause's."""
    if terms:
        yield "  figures"
    for term in terms:
        mark = f" [{term.citation.status}]" if term.citation.status == DOUBTFUL else ""
        yield f"    {_below(term.address, address)}: {term.written}{mark}"
        is_new = (term.citation.source, term.citation.note) != (above.source, above.note)
        if is_new and term.citation.source:
            yield f"      {_cited(term.citation)}"
        above = term.citation


def _conflict_lines(conflicts: Sequence[Conflict]) -> Iterator[str]:
    for conflict in conflicts:
        yield f"  the sources differ on {conflict.address}"
        for said, citation in conflict.says:
            yield f"    {said}: {_cited(citation)}"
