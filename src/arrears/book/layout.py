"""Where things lie inside a book, and how they are made to survive a power cut.

Refuses a folder on a network file system: SQLite's write-ahead log needs shared memory that such folders
lack.
"""

from __future__ import annotations

import errno
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from arrears.book.access import DEFAULT_ACCESS
from arrears.findings import Finding, Refused

FORMAT = 2
LEDGER = "book.sqlite"
TABLES = "tables"
ORIGINALS = "originals"
RUNS = "runs"
MOUNT_TABLE = Path("/proc/self/mounts")
NETWORK_FILE_SYSTEMS = frozenset(
    (
        *(
            "nfs",
            "nfs4",
            "cifs",
            "smb3",
            "smbfs",
            "9p",
            "afs",
            "ceph",
            "glusterfs",
            "lustre",
            "beegfs",
            "ncpfs",
        ),
        *("fuse.sshfs", "fuse.rclone", "fuse.s3fs", "fuse.gcsfuse", "fuse.glusterfs", "fuse.davfs", "davfs"),
    )
)
NO_ROOM = frozenset((errno.ENOSPC, errno.EDQUOT, errno.EFBIG))
NO_RIGHT = frozenset((errno.EACCES, errno.EPERM, errno.EROFS))


def file_path(table: str, file_no: int) -> str:
    """Where a file of a table lies, relative to the book."""
    return f"{TABLES}/{table}/{file_no:012d}.parquet"


def original_path(sha256: str, access: str = DEFAULT_ACCESS) -> str:
    """Where an original lies, relative to the book: each class but the usual one has a folder of its own."""
    folder = ORIGINALS if access == DEFAULT_ACCESS else f"{ORIGINALS}/{access}"
    return f"{folder}/{sha256[:2]}/{sha256[2:]}"


def network_kind(path: Path, mounts: str) -> str:
    """The network file system that holds a path, by the system's mount table; empty for a local disk.

    The mount with the longest matching folder holds the path; spaces in it are written as octal escapes.
    """
    target, longest, kind = str(path) + "/", -1, ""
    for line in mounts.splitlines():
        fields = line.split(" ")
        if len(fields) < 3:
            continue
        folder = _unescaped(fields[1]).rstrip("/") + "/"
        if target.startswith(folder) and len(folder) >= longest:
            longest, kind = len(folder), fields[2]
    return kind if kind in NETWORK_FILE_SYSTEMS else ""


def _unescaped(folder: str) -> str:
    """A folder as the mount table writes it, its octal escapes read as bytes."""
    written = folder.encode("utf-8", "surrogateescape")
    plain = re.sub(rb"\\([0-7]{3})", lambda escape: bytes([int(escape[1], 8)]), written)
    return plain.decode("utf-8", "surrogateescape")


def refuse_network_folder(path: Path, mounts: str | None = None) -> None:
    """Refuse a book on a network folder. Where the system has no mount table, nothing can be told."""
    if mounts is None:
        mounts = MOUNT_TABLE.read_text("utf-8", "surrogateescape") if MOUNT_TABLE.exists() else ""
    kind = network_kind(path.resolve(), mounts)
    if kind:
        raise Refused(
            [
                Finding(
                    code="network_folder",
                    place=str(path),
                    problem="a book cannot be kept on a network folder",
                    expected="a folder on a local disk",
                    found=f"a folder of type {kind}",
                    remedy="keep the book on a local disk and copy reports to the network folder",
                )
            ]
        )


def sync_folder(folder: Path) -> None:
    """Make the names in a folder survive a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def make_folder(folder: Path) -> None:
    """Make a folder and those above it, each durable before it is used."""
    if folder.is_dir():
        return
    make_folder(folder.parent)
    folder.mkdir(exist_ok=True)
    sync_folder(folder.parent)


@contextmanager
def writing_to(path: Path) -> Iterator[None]:
    """Turn 'no room' and 'no right to write' of the system into findings that say nothing was appended."""
    try:
        yield
    except OSError as fault:
        if fault.errno in NO_ROOM:
            raise Refused([disk_full(path, str(fault.strerror))]) from fault
        if fault.errno in NO_RIGHT:
            raise Refused([read_only(path, str(fault.strerror))]) from fault
        raise


def disk_full(path: Path, found: str) -> Finding:
    """The disk has no room; the book is as it was before."""
    return Finding(
        code="disk_full",
        place=str(path),
        problem="there is no room to write; nothing was appended",
        expected="room for the new files",
        found=found,
        remedy="free some space (`arrears tidy` removes files that no entry lists) and run the command again",
    )


def read_only(path: Path, found: str) -> Finding:
    """The book cannot be written; it can still be read."""
    return Finding(
        code="book_read_only",
        place=str(path),
        problem="this book can be read but not appended to; nothing was appended",
        expected="a folder that you may write to",
        found=found,
        remedy="ask for the right to write, or copy the book to a folder of your own",
    )
