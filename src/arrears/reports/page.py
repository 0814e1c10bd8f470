"""Draws a report as one web page that needs nothing else: no script, no font, no picture from elsewhere.

Every text is escaped; amounts stand flush right; the page prints on A4 with table headings on every sheet.
"""

from __future__ import annotations

from collections.abc import Sequence

from arrears.reports.cells import html_text
from arrears.reports.charts import Chart
from arrears.reports.tables import (
    MARK_MEANINGS,
    Cell,
    Column,
    Money,
    Report,
    Section,
    Table,
    TreeLine,
    cell_text,
)

POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src 'none'"
STYLE = """
:root { color-scheme: light; --ink: #22262b; --soft: #5a636d; --line: #d9dde2; --band: #f5f7f9;
  --bar: #1f5a7a; --beside: #c98a2b; }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 70rem; padding: 2rem 1.5rem 4rem; color: var(--ink); background: #fff;
  font: 15px/1.5 "Liberation Sans", Arial, Helvetica, sans-serif; }
h1 { font-size: 1.75rem; line-height: 1.2; margin: 0 0 1rem; }
h2 { font-size: 1.2rem; margin: 2.6rem 0 .5rem; padding-top: .8rem; border-top: 2px solid var(--bar); }
h3 { font-size: 1.02rem; margin: 1.8rem 0 .3rem; padding-left: .6rem; border-left: 4px solid var(--bar); }
p { margin: .4rem 0 .8rem; max-width: 48rem; }
dl.from { display: grid; grid-template-columns: max-content 1fr; gap: .15rem 1.2rem; margin: 0 0 1rem;
  padding: .8rem 1rem; background: var(--band); font-size: .87rem; }
dl.from dt { color: var(--soft); }
dl.from dd { margin: 0; overflow-wrap: anywhere; }
nav { display: flex; flex-wrap: wrap; gap: .2rem 1.2rem; margin-bottom: 1rem; font-size: .87rem; }
nav a { color: var(--bar); }
.scroll { overflow-x: auto; margin: .6rem 0 1.2rem; }
table { border-collapse: collapse; font-size: .87rem; width: 100%; }
caption { text-align: left; font-weight: 700; padding: .3rem 0; }
th, td { padding: .32rem .6rem; text-align: left; vertical-align: top; border-bottom: 1px solid var(--line); }
th { color: var(--soft); font-weight: 600; border-bottom-color: var(--soft); }
td.figure, th.figure { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
td.day { white-space: nowrap; }
td.unknown { color: var(--soft); font-style: italic; }
td.ref > span { font-family: "Liberation Mono", Menlo, monospace; font-size: .8rem; overflow-wrap: anywhere; }
td.ref { min-width: 17rem; }
tbody tr:nth-child(even) { background: var(--band); }
.tiles { display: flex; flex-wrap: wrap; gap: 1rem; margin: 1rem 0; }
.tile { border: 1px solid var(--line); border-top: 4px solid var(--bar); padding: .7rem 1.1rem;
  min-width: 11rem; }
.tile b { display: block; font-size: 1.5rem; font-variant-numeric: tabular-nums; }
.tile span { color: var(--soft); }
.tile.beside { border-top-color: var(--beside); }
.charts { display: grid; grid-template-columns: repeat(auto-fit, minmax(26rem, 1fr)); gap: 1.2rem 2rem; }
figure { margin: 0; }
figcaption { font-weight: 700; margin-bottom: .3rem; }
figure svg { max-width: 100%; }
ol.tree { list-style: none; margin: .5rem 0 1rem; padding: 0; font-size: .9rem; }
ol.tree li { display: flex; justify-content: space-between; gap: 1.5rem; padding: .22rem .5rem;
  border-bottom: 1px solid var(--line); }
ol.tree li > b { font-variant-numeric: tabular-nums; white-space: nowrap; }
small { color: var(--soft); display: block; }
mark { background: none; color: #8a4b00; font-weight: 700; }
footer { margin-top: 2.5rem; padding-top: .8rem; border-top: 1px solid var(--line); font-size: .87rem; }
@media print {
  @page { size: A4; margin: 14mm; }
  body { max-width: none; padding: 0; font-size: 9pt; }
  nav { display: none; }
  .scroll { overflow: visible; }
  th, td { padding: .2rem .35rem; }
  td.ref { min-width: 11rem; }
  h2, h3, figure, .tile, tr { break-inside: avoid; }
  h2, h3 { break-after: avoid; }
  thead { display: table-header-group; }
  .charts { grid-template-columns: 1fr 1fr; }
}
"""


def as_html(report: Report, charts: Sequence[Chart] = (), charts_after: int = 1) -> str:
    """The report as one HTML file. Charts stand after the first section, or after so many."""
    facts = "".join(f"<dt>{html_text(n)}</dt><dd>{html_text(v)}</dd>" for n, v in report.heading_facts)
    parts = [_section(section, place) for place, section in enumerate(report.sections)]
    drawn = [*parts[:charts_after], _charts(charts), *parts[charts_after:]] if charts else parts
    notes = "".join(f"<p>{html_text(note)}</p>" for note in report.all_footnotes())
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{html_text(report.title)}</title>
<style>{STYLE}</style>
</head>
<body>
<header>
<h1>{_marked(report.title)}</h1>
<dl class="from">{facts}</dl>
{_contents(report)}</header>
<main>
{"".join(drawn)}</main>
<footer>{notes}</footer>
</body>
</html>
"""


def table_html(table: Table) -> str:
    """One table as HTML, with its heading, its note and how many rows were left off."""
    readers = [place for place, column in enumerate(table.columns) if column.for_readers]
    shown = [place for place in readers if not table.columns[place].is_beneath]
    beneath = [place for place in readers if table.columns[place].is_beneath]
    caption = f"<caption>{html_text(table.heading)}</caption>" if table.heading else ""
    heads = "".join(_heading_cell(table.columns[place]) for place in shown)
    rows = "".join(f"<tr>{_row(table, row, shown, beneath)}</tr>\n" for row in table.rows)
    body = rows or f'<tr><td colspan="{len(shown)}">none</td></tr>\n'
    left_off = f"<p>… and {table.left_off:,} more.</p>\n" if table.left_off else ""
    note = f"<p><small>{html_text(table.note)}</small></p>\n" if table.note else ""
    return (
        f'<div class="scroll"><table>{caption}<thead><tr>{heads}</tr></thead>\n'
        f"<tbody>\n{body}</tbody></table></div>\n{left_off}{note}"
    )


def _row(table: Table, row: Sequence[Cell], shown: Sequence[int], beneath: Sequence[int]) -> str:
    small = "".join(
        f"<small>{html_text(table.columns[k].heading)}: {html_text(cell_text(row[k]))}</small>"
        for k in beneath
        if row[k] not in (None, "")
    )
    first, *others = shown
    cells = "".join(_cell(table.columns[place], row[place]) for place in others)
    return _cell(table.columns[first], row[first], small) + cells


def _contents(report: Report) -> str:
    links = "".join(
        f'<a href="#part{place}">{html_text(section.heading)}</a>'
        for place, section in enumerate(report.sections)
        if section.heading and section.depth == 0
    )
    return f'<nav aria-label="Contents">{links}</nav>\n'


def _section(section: Section, place: int) -> str:
    level = "h2" if section.depth == 0 else "h3"
    head = f'<{level} id="part{place}">{html_text(section.heading)}</{level}>\n' if section.heading else ""
    sentences = "".join(f"<p>{_marked(sentence)}</p>\n" for sentence in section.sentences)
    lines = "".join(_tree_line(line) for line in section.tree)
    tree = f'<ol class="tree">{lines}</ol>\n' if lines else ""
    tables = "".join(_tiles(t) if t.name == "headline" else table_html(t) for t in section.tables)
    return f"<section>\n{head}{sentences}{tree}{tables}</section>\n"


def _tiles(table: Table) -> str:
    tiles = [
        f'<div class="tile{" beside" if column.name.startswith("late") else ""}">'
        f"<b>{_marked(cell_text(cell))}</b><span>{html_text(column.heading)}</span></div>"
        for row in table.rows
        for column, cell in zip(table.columns, row)
        if column.for_readers
    ]
    return f'<div class="tiles">{"".join(tiles)}</div>\n'


def _charts(charts: Sequence[Chart]) -> str:
    figures = "".join(
        f'<figure role="img" aria-label="{html_text(chart.description)}">'
        f"<figcaption>{html_text(chart.heading)}</figcaption>{chart.svg}</figure>\n"
        for chart in charts
    )
    return f'<section class="charts">\n{figures}</section>\n'


def _tree_line(line: TreeLine) -> str:
    notes = "".join(f"<small>{html_text(note)}</small>" for note in line.notes)
    indent = f' style="padding-left:{0.5 + 1.4 * line.depth:.1f}rem"'
    return f"<li{indent}><span>{html_text(line.label)}{notes}</span><b>{html_text(line.value)}</b></li>\n"


def _heading_cell(column: Column) -> str:
    figure = ' class="figure"' if column.kind in ("money", "count") else ""
    return f'<th scope="col"{figure}>{html_text(column.heading)}</th>'


def _cell(column: Column, cell: Cell, beneath: str = "") -> str:
    if isinstance(cell, Money) and cell.cents is None:
        return '<td class="figure unknown">not known</td>'
    text = _marked(cell_text(cell))
    if isinstance(cell, (Money, int)):
        return f'<td class="figure">{text}</td>'
    sort = ' class="day"' if column.kind == "date" else ' class="ref"' if column.name == "ref" else ""
    return f"<td{sort}><span>{text}</span>{beneath}</td>" if beneath else f"<td{sort}>{text}</td>"


def _marked(text: str) -> str:
    escaped = html_text(text)
    for mark, meaning in MARK_MEANINGS.items():
        escaped = escaped.replace(mark, f'<mark title="{html_text(meaning)}">{mark}</mark>')
    return escaped
