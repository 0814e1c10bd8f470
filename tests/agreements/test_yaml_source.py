"""YAML read as text: what is written is what is read; a hostile file is refused at once."""

from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from arrears.agreements.yaml_source import (
    BYTES_LIMIT,
    Written,
    WrittenList,
    WrittenMap,
    WrittenText,
    as_list,
    as_map,
    as_text,
    read_yaml,
    read_yaml_file,
)
from arrears.findings import Refused


def plain(written: Written) -> object:
    match written:
        case WrittenText(text=text):
            return text
        case WrittenList(items=items):
            return [plain(item) for item in items]
        case WrittenMap(entries=entries):
            return {name.text: plain(value) for name, value in entries}
    raise TypeError(f"plain does not know {type(written).__name__}")


def codes(source: bytes) -> list[str]:
    with pytest.raises(Refused) as refused:
        read_yaml(source, "file.yaml")
    return [finding.code for finding in refused.value.findings]


def test_every_scalar_stays_the_characters_that_were_written() -> None:
    source = b"on: no\nyes: 010\ntime: 12:30\nrate: 1.50%\nnull: ~\nday: 2008-02-13\nfloat: 1e3\n"
    assert plain(read_yaml(source, "f")) == {
        "on": "no",
        "yes": "010",
        "time": "12:30",
        "rate": "1.50%",
        "null": "~",
        "day": "2008-02-13",
        "float": "1e3",
    }


def test_every_value_knows_its_line_and_column() -> None:
    written = as_map(read_yaml(b"one: 1\ntwo:\n  - a\n  - {b: c}\n", "file.yaml"))
    items = as_list(written.get("two")).items
    assert [item.place for item in items] == ["file.yaml:3:5", "file.yaml:4:5"]
    inner = as_map(items[1])
    assert (as_text(inner.get("b")).place, inner.entries[0][0].place) == ("file.yaml:4:9", "file.yaml:4:6")


def test_a_byte_order_mark_is_no_text() -> None:
    assert plain(read_yaml(b"\xef\xbb\xbfone: two\n", "f")) == {"one": "two"}


def test_several_faults_of_one_file_are_told_together() -> None:
    assert codes(b"one: &a 1\ntwo: *a\nthree: !!int 3\n") == ["yaml-alias", "yaml-alias", "yaml-tag"]
    assert codes(b"one:\ntwo: ''\none: x\n<<: y\n") == [
        "yaml-empty",
        "yaml-empty",
        "yaml-repeated",
        "yaml-merge",
    ]


def test_an_alias_bomb_is_refused_before_it_grows() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 12)]
    assert set(codes("\n".join(lines).encode())) == {"yaml-alias"}


@pytest.mark.parametrize("opening", ["[", "{a: ", "- ", "? "])
def test_five_thousand_brackets_are_refused(opening: str) -> None:
    assert codes((opening * 5_000).encode()) in (["yaml-depth"], ["yaml-syntax"])


def test_a_tag_that_would_run_code_is_refused_and_runs_nothing(tmp_path: Path) -> None:
    mark = tmp_path / "ran"
    source = f"a: !!python/object/apply:pathlib.Path.touch [!!python/object/apply:pathlib.Path ['{mark}']]\n"
    assert codes(source.encode()) == ["yaml-tag", "yaml-tag"]
    assert not mark.exists()


def test_a_second_document_is_refused() -> None:
    assert codes(b"a: 1\n---\nb: 2\n") == ["yaml-documents"]


def test_a_file_above_the_limit_is_refused_without_being_read_whole(tmp_path: Path) -> None:
    path = tmp_path / "large.yaml"
    path.write_bytes(b"#" * (BYTES_LIMIT + 10))
    with pytest.raises(Refused) as refused:
        read_yaml_file(path)
    assert [finding.text() for finding in refused.value.findings] == [
        "large.yaml: the file is too large to be read.\n"
        "  expected at most 524,288 bytes, found more than 524,288 bytes\n"
        "  Try: divide it into several articles"
    ]


def test_a_file_that_is_not_there_is_told_by_its_name(tmp_path: Path) -> None:
    with pytest.raises(Refused, match=r"absent\.yaml: the file cannot be read\."):
        read_yaml_file(tmp_path / "absent.yaml")
    with pytest.raises(Refused, match="a readable YAML file, found is a directory"):
        read_yaml_file(tmp_path)


def test_a_list_of_findings_has_an_end() -> None:
    assert len(codes(b"a: [" + b"!x y, " * 5_000 + b"z]\n")) == 200


@pytest.mark.parametrize(
    "source", [b"", b"\x00", b"a: \x01", b"\xff\xfe", b"%YAML 9.9\n---\na: b", b"@", b"a: b: c"]
)
def test_what_is_no_yaml_is_refused(source: bytes) -> None:
    assert codes(source) in (["yaml-syntax"], ["yaml-empty"], ["yaml-text"])


def test_another_sort_of_value_than_was_checked_is_a_programmers_mistake() -> None:
    text, listed = WrittenText("a", "f:1:1"), WrittenList((), "f:1:1")
    with pytest.raises(TypeError, match="text was expected where WrittenList stands"):
        as_text(listed)
    with pytest.raises(TypeError, match="a list was expected where WrittenText stands"):
        as_list(text)
    with pytest.raises(TypeError, match="keys were expected where NoneType stands"):
        as_map(None)


@given(st.binary(max_size=400))
def test_no_bytes_give_anything_but_values_or_a_refusal(source: bytes) -> None:
    with suppress(Refused):
        read_yaml(source, "f")


@given(st.text(alphabet="ab:-?[]{}&*!|>'\"%@#,\n \t<0.", max_size=200))
def test_no_text_gives_anything_but_values_or_a_refusal(source: str) -> None:
    with suppress(Refused):
        read_yaml(source.encode(), "f")


texts = st.text(alphabet=st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=12)
trees = st.recursive(
    texts,
    lambda inner: (
        st.lists(inner, min_size=1, max_size=4) | st.dictionaries(texts, inner, min_size=1, max_size=4)
    ),
    max_leaves=20,
)


@given(trees)
def test_quoted_trees_are_read_back_as_they_were_written(tree: object) -> None:
    assert (
        plain(read_yaml(written_out(tree).encode(), "f")) == tree if "<<" not in written_out(tree) else True
    )


def written_out(tree: object) -> str:
    """A tree in flow style with every scalar in double quotes."""
    if isinstance(tree, str):
        return '"' + tree.replace("\\", "\\\\").replace('"', '\\"') + '"'
    if isinstance(tree, list):
        return "[" + ", ".join(written_out(item) for item in tree) + "]"
    assert isinstance(tree, dict)
    return (
        "{" + ", ".join(f"{written_out(name)} : {written_out(value)}" for name, value in tree.items()) + "}"
    )
