"""`python -m tools.demonstration OUT --seed 2008` writes the demonstration's tables and its truth.

With `--stoppage` it writes the tables of the invented stoppage of 2007-08 instead.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from tools.demonstration import FAULT_KINDS, LOOK_ALIKES, Sizes, generate, write
from tools.demonstration.stoppage import make_stoppage, write_stoppage


def read_arguments() -> argparse.Namespace:
    """What the command line asks for."""
    defaults = Sizes()
    parser = argparse.ArgumentParser(prog="python -m tools.demonstration", description=__doc__)
    parser.add_argument("out", type=Path, help="folder to write into; made when it is not there")
    parser.add_argument("--seed", type=int, default=2008)
    parser.add_argument("--companies", type=int, default=defaults.companies)
    parser.add_argument("--titles", type=int, default=defaults.titles, help="series come on top")
    parser.add_argument("--writers", type=int, default=defaults.writers)
    parser.add_argument("--faults", default=",".join(FAULT_KINDS), help="kinds to plant, `none` for none")
    parser.add_argument(
        "--alone", action="store_true", help="one fault of each kind, all on one title, and no look-alikes"
    )
    parser.add_argument("--stoppage", action="store_true", help="the stoppage, 20 series and 120 regulars")
    return parser.parse_args()


def main() -> None:
    """Make one world and write it."""
    asked = read_arguments()
    if asked.stoppage:
        stoppage = make_stoppage(asked.seed)
        write_stoppage(stoppage, asked.out)
        print(f"{asked.out}: {len(stoppage.regulars):,} regulars, {len(stoppage.paid):,} payment lines")
        return
    faults = [] if asked.faults == "none" else [kind.strip() for kind in asked.faults.split(",")]
    world = generate(
        asked.seed,
        faults=faults,
        look_alikes=() if asked.alone else LOOK_ALIKES,
        on_one_title=asked.alone,
        sizes=Sizes(asked.companies, asked.titles, asked.writers),
    )
    write(world, asked.out)
    print(f"{asked.out}: {len(world.owed):,} amounts owed, {len(world.payment_lines):,} payment lines")


if __name__ == "__main__":
    main()
