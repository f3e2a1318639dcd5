"""feelin as a second opinion; only where Node and the package are installed (`tests/feel/feelin`)."""

import pytest

from tests.feel import feelin

installed = pytest.mark.skipif(
    not feelin.is_installed(), reason="feelin is not installed: npm ci in tests/feel/feelin"
)


@installed
def test_feelin_differs_only_where_that_was_looked_up():
    differ = {one.expression for one in feelin.differences(feelin.expressions())}

    assert differ == feelin.known().keys()


def test_what_is_known_is_in_a_table_and_has_a_reason():
    known = feelin.known()

    assert set(known) <= set(feelin.expressions())
    assert all(known.values())
