"""Values that nobody changes, made by the dozen in every step."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar, dataclass_transform

_Value = TypeVar("_Value")


@dataclass_transform(frozen_default=True)
def frozen(value: type[_Value]) -> type[_Value]:
    """A frozen dataclass to the type checker. At run time nothing guards it: a guarded one takes three times as long to
    make.
    """
    return dataclass(slots=True, unsafe_hash=True)(value)
