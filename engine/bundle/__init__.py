"""The files of one process that are versioned together: names and limits, ZIP files, history, beginnings."""

from engine.bundle.archive import LARGEST_ARCHIVE, Unpacked, pack, sorted_out, unpack
from engine.bundle.beginning import (
    LONGEST_NAME,
    Template,
    begin,
    check_key,
    check_name,
    duplicate,
    process_key,
)
from engine.bundle.packing import pack_difference, pack_whole
from engine.bundle.packing import unpack as unpack_content
from engine.bundle.paths import (
    LARGEST_BUNDLE,
    LARGEST_FILE,
    LONGEST_PATH,
    MOST_FILES,
    SUFFIXES,
    check_files,
    check_path,
    left_behind,
    path_fault,
    text,
)

__all__ = [
    "LARGEST_ARCHIVE",
    "LARGEST_BUNDLE",
    "LARGEST_FILE",
    "LONGEST_NAME",
    "LONGEST_PATH",
    "MOST_FILES",
    "SUFFIXES",
    "Template",
    "Unpacked",
    "begin",
    "check_files",
    "check_key",
    "check_name",
    "check_path",
    "duplicate",
    "left_behind",
    "pack",
    "pack_difference",
    "pack_whole",
    "path_fault",
    "process_key",
    "sorted_out",
    "text",
    "unpack",
    "unpack_content",
]
