"""The cache of compiled versions keeps what was used last, and never more than it may."""

from __future__ import annotations

from engine.cache import Cache


def _numbers(cache: Cache, *keys: str) -> list[str]:
    """Ask for entries; the keys that had to be made."""
    made: list[str] = []
    for key in keys:
        assert cache.get(key, lambda key=key: made.append(key) or key.upper()) == key.upper()
    return made


def test_an_entry_is_made_once() -> None:
    cache = Cache()

    assert _numbers(cache, "a", "b", "a", "b") == ["a", "b"]


def test_the_entry_that_was_used_longest_ago_goes_first() -> None:
    cache = Cache(size=2)
    _numbers(cache, "a", "b", "a", "c")

    assert _numbers(cache, "a", "c") == []
    assert _numbers(cache, "b") == ["b"]
    assert _numbers(cache, "a") == ["a"]


def test_a_thousand_versions_leave_as_many_entries_as_it_holds() -> None:
    cache = Cache(size=64)
    keys = [str(number) for number in range(1000)]
    _numbers(cache, *keys)

    assert _numbers(cache, *keys[-64:]) == []
    assert _numbers(cache, keys[0]) == [keys[0]]


def test_a_forgotten_entry_is_made_again() -> None:
    cache = Cache()
    _numbers(cache, "a")

    cache.forget("a")
    cache.forget("nothing")

    assert _numbers(cache, "a") == ["a"]
