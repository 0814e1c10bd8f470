"""Names that one load has read, so that the same declaration over the same nodes is read once.

Clauses of an article share names, and most declarations of a version are those of its predecessor. A reading
is given again only where every word that it rests on stands for the same node, or for that node moved.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from arrears.agreements.lower_names import Read
from arrears.agreements.moved import Move, moved
from arrears.agreements.names import Declared, expressions_of, words_of
from arrears.agreements.rewrite import Sizes
from arrears.formula.nodes import Node
from arrears.formula.read import Trees


@dataclass(frozen=True)
class NameRead:
    """One declaration as it was read without a fault. rests_on: what its words stood for."""

    declared: Declared
    rests_on: Mapping[str, Node | None]
    read: Read


@dataclass(frozen=True)
class NamesRead:
    """The names that one load has read, by what is written of them, and its moves between versions.

    trees: the expressions that it has parsed, by their texts. sizes: how large the nodes are written out.
    """

    found: dict[int, list[NameRead]] = field(default_factory=dict)  # a value keeps its block, and so the id
    moves: dict[tuple[str, str], Move] = field(default_factory=dict)
    trees: Trees = field(default_factory=dict)
    sizes: Sizes = field(default_factory=dict)

    def keep(self, declared: Declared, names: Mapping[str, Node], read: Read) -> None:
        """Keep a name that was read without a fault."""
        rests_on = {
            word: names.get(word) for text in expressions_of(declared) for word in words_of(text.text)
        }
        self.found.setdefault(id(declared.written), []).append(NameRead(declared, rests_on, read))

    def known(self, declared: Declared, names: Mapping[str, Node]) -> Read | None:
        """The name as it was read before, or None where it has to be read."""
        for before in reversed(self.found.get(id(declared.written), [])):
            move = self._move(before.declared, declared)
            if move is not None and all(
                _moved_node(node, move) is names.get(word) for word, node in before.rests_on.items()
            ):
                return before.read if move.old == move.new else moved(before.read, move)
        return None

    def _move(self, before: Declared, now: Declared) -> Move | None:
        """From one declaration to another that differs in nothing but its version; None for any other."""
        old, new = (_version_of(one.address) for one in (before, now))
        if (
            (before.name, before.sort, before.place) != (now.name, now.sort, now.place)
            or before.citation != now.citation
            or before.address[len(old) :] != now.address[len(new) :]
        ):
            return None
        return self.moves.setdefault((old, new), Move(old, new, {}))


def _version_of(address: str) -> str:
    return "/".join(address.split("/", 2)[:2])


def _moved_node(node: Node | None, move: Move) -> Node | None:
    return node if node is None or move.old == move.new else moved(node, move)
