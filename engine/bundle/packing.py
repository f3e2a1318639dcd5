"""Contents as they are kept in the history: compressed, a later one as its difference to an earlier one."""

from __future__ import annotations

from typing import Final

import zstandard

from engine.errors import NotFound

_LEVEL: Final = 6
#: a difference that saves less than this share of the whole begins a new base
_WORTH: Final = 0.5


def pack_whole(content: bytes) -> bytes:
    """The content by itself, compressed."""
    return zstandard.ZstdCompressor(level=_LEVEL).compress(content)


def pack_difference(content: bytes, base: bytes) -> bytes | None:
    """The content by what differs from the base, compressed; None where that is hardly smaller than by itself."""
    if not base:
        return None
    parameters = zstandard.ZstdCompressionParameters.from_level(
        _LEVEL,
        window_log=_window(len(content) + len(base)),
        source_size=len(content),
        dict_size=len(base),
    )
    known = zstandard.ZstdCompressionDict(base, dict_type=zstandard.DICT_TYPE_RAWCONTENT)
    packed = zstandard.ZstdCompressor(compression_params=parameters, dict_data=known).compress(content)
    return packed if len(packed) < _WORTH * len(pack_whole(content)) else None


def unpack(packed: bytes, size: int, base: bytes | None = None) -> bytes:
    """The content again, of that many bytes; NotFound when the bytes do not give it."""
    try:
        if base is None:
            content = zstandard.ZstdDecompressor().decompress(packed, max_output_size=size)
        else:
            known = zstandard.ZstdCompressionDict(base, dict_type=zstandard.DICT_TYPE_RAWCONTENT)
            content = zstandard.ZstdDecompressor(dict_data=known, max_window_size=2**27).decompress(
                packed, max_output_size=size
            )
    except zstandard.ZstdError:
        content = b""
    if len(content) != size:
        raise NotFound(f"Expected to unpack {size} bytes of the history, but they cannot be read")
    return content


def _window(size: int) -> int:
    return min(27, max(10, size.bit_length() + 1))
