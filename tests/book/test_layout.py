"""Where things lie in a book, and folders that cannot hold one."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest

from arrears.book.layout import make_folder, network_kind, refuse_network_folder, writing_to
from arrears.findings import Refused

MOUNTS = """\
/dev/sda1 / ext4 rw,relatime 0 0
server:/team /mnt/team nfs4 rw 0 0
/dev/sdb1 /mnt/team/local ext4 rw 0 0
//files/dues /mnt/dues\\040and\\040fees cifs rw 0 0
//files/cafe /mnt/caf\\303\\251 cifs rw 0 0
odd line
"""


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/srv/guild/book", ""),
        ("/mnt/team/book", "nfs4"),
        ("/mnt/team", "nfs4"),
        ("/mnt/teamwork/book", ""),
        ("/mnt/team/local/book", ""),
        ("/mnt/dues and fees/book", "cifs"),
        ("/mnt/café/book", "cifs"),
    ],
)
def test_the_mount_that_holds_a_folder_decides(path: str, kind: str) -> None:
    assert network_kind(Path(path), MOUNTS) == kind


def test_a_network_folder_is_refused() -> None:
    with pytest.raises(Refused) as refused:
        refuse_network_folder(Path("/mnt/team/book"), MOUNTS)
    assert str(refused.value) == (
        "/mnt/team/book: a book cannot be kept on a network folder\n"
        "  expected a folder on a local disk, found a folder of type nfs4\n"
        "  Try: keep the book on a local disk and copy reports to the network folder"
    )


def test_where_nothing_is_told_about_mounts_nothing_is_refused(tmp_path: Path) -> None:
    refuse_network_folder(tmp_path, "")
    refuse_network_folder(tmp_path)


@pytest.mark.parametrize(
    ("number", "code"),
    [(errno.ENOSPC, "disk_full"), (errno.EDQUOT, "disk_full"), (errno.EROFS, "book_read_only")],
)
def test_what_the_system_refuses_is_a_finding(number: int, code: str) -> None:
    with pytest.raises(Refused) as refused, writing_to(Path("book")):
        raise OSError(number, "no")
    assert [finding.code for finding in refused.value.findings] == [code]


def test_other_failures_of_the_system_are_not_disguised() -> None:
    with pytest.raises(OSError, match="odd"), writing_to(Path("book")):
        raise OSError(errno.EIO, "odd")


def test_folders_are_made_with_those_above_them(tmp_path: Path) -> None:
    make_folder(tmp_path / "a" / "b" / "c")
    make_folder(tmp_path / "a" / "b" / "c")
    assert (tmp_path / "a" / "b" / "c").is_dir()
