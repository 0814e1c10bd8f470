"""What a packet of the small shared book rests on, all invented: deal, ask, statements, assumptions."""

from pathlib import Path

from tests.bargaining.packet_worlds import write

RENTAL_EDIT = "new-media/rental/rate, was: 1.2%"
DOWNLOAD_EDIT = '"new-media/download-television/rate/first 100,000 copies", was: 0.36%'
ASSUMED = (
    ("growth/download", "0%"), ("mix/download", "1"), ("growth/wages", "0%"),
    ("pay-base/wages", "$1,000,000"), ("plans/wages", "0%"), ("plans/residuals", "0%"),
    ("delay/interest", "5%"),
    ("base/dga/ba-2008/new-media/download-television/rate/first-100-000-copies", "$10,000"),
)  # fmt: skip


def write_packet_files(place: Path) -> None:
    """Below `place`: `the-deal.yaml`, `ask.yaml`, `statements/`, `packet-assumptions.yaml`."""
    write(place, "the-deal", "1.5%", raises=True, status="tentative")
    write(place, "ask", "2.5%", by="Lantern Guild", to="Lantern Producers", side="payees")
    for name in ("the-deal.yaml", "ask.yaml"):
        text = (place / name).read_text(encoding="utf-8")
        (place / name).write_text(text.replace(RENTAL_EDIT, DOWNLOAD_EDIT), encoding="utf-8")
    (place / "statements").mkdir()
    (place / "statements" / "pro.txt").write_text("side: pro\nby: A committee\n\nTake it.\n")
    said = "by: an economist, on: 2009-01-01, source: invented, status: unverified"
    lines = [f'- {{name: {name}, value: "{value}", {said}}}\n' for name, value in ASSUMED]
    (place / "packet-assumptions.yaml").write_text("assumptions:\n" + "".join(lines))
