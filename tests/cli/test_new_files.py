"""Answers go to new files, whole or not at all."""

from __future__ import annotations

import pytest

from arrears.cli.new_files import refuse_existing, write_whole
from arrears.findings import Refused


def test_a_new_file_is_written_whole(tmp_path):
    write_whole(tmp_path / "a.pdf", b"content")
    assert (tmp_path / "a.pdf").read_bytes() == b"content"
    assert [path.name for path in tmp_path.iterdir()] == ["a.pdf"]


def test_a_file_that_is_there_is_never_written_over(tmp_path):
    (tmp_path / "a.pdf").write_bytes(b"first")
    for write in (refuse_existing, lambda path: write_whole(path, b"second")):
        with pytest.raises(Refused) as refused:
            write(tmp_path / "a.pdf")
        assert refused.value.findings[0].problem == "something has this name already; nothing was written"
    assert (tmp_path / "a.pdf").read_bytes() == b"first"
    assert [path.name for path in tmp_path.iterdir()] == ["a.pdf"]


def test_a_link_to_nowhere_is_a_name_that_is_taken(tmp_path):
    (tmp_path / "a.pdf").symlink_to(tmp_path / "nowhere")
    with pytest.raises(Refused):
        refuse_existing(tmp_path / "a.pdf")


def test_a_folder_that_is_not_there_is_named(tmp_path):
    with pytest.raises(Refused) as refused:
        refuse_existing(tmp_path / "reports" / "a.pdf")
    (finding,) = refused.value.findings
    assert finding.problem == "the folder of the file is not there; nothing was written"
    assert finding.found == str(tmp_path / "reports")
