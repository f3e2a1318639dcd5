"""Instances and variables as bytes: a format byte, then MessagePack without the specification, compressed by zstd when
there is enough of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from threading import local
from typing import Any

import msgpack
import zstandard

from engine.errors import ModelError
from engine.execution.instance import (
    ConditionSubscription,
    Done,
    ElementInstance,
    Instance,
    MessageSubscription,
    Repeat,
    SignalSubscription,
    Stage,
    Subscription,
    TimerSubscription,
    Undoing,
)
from engine.feel import (
    Date,
    DateTime,
    DaysTimeDuration,
    Time,
    Value,
    YearsMonthsDuration,
    read_date,
    read_date_time,
    read_duration,
    read_time,
)

#: raised when the layout below changes; older formats must stay readable
FORMAT = 3
#: format 1 ends before what came with the whole of BPMN; both older ones are always compressed
_COMPRESSED = frozenset({1, 2})
#: before the bytes of format 3: whether they are compressed
_PLAIN, _PACKED = 0, 1
#: so many bytes and fewer are not compressed: it takes longer than everything else and saves next to nothing
_SMALL = 256
_STAGES = tuple(Stage)

#: extension types of MessagePack; each holds the value's text
_NUMBER, _DATE, _TIME, _DATE_TIME, _DURATION = range(1, 6)
_READERS = {_DATE: read_date, _TIME: read_time, _DATE_TIME: read_date_time, _DURATION: read_duration}
_LARGEST = 64 * 1024 * 1024


class _Zstd(local):
    """A compressor and decompressor per thread: they are costly to make and must not be shared."""

    def __init__(self) -> None:
        self.compressor = zstandard.ZstdCompressor(level=3)
        self.decompressor = zstandard.ZstdDecompressor()


_zstd = _Zstd()


def dump(instance: Instance) -> bytes:
    """The instance as bytes."""
    layout: list[object] = [
        instance.next_id,
        instance.outcome,
        instance.ended,
        [[e.id, e.element, e.scope, int(e.stage), e.failed] for e in instance.elements.values()],
        [_subscription(one) for one in instance.subscriptions.values()],
        [[scope, gateway, counts] for (scope, gateway), counts in instance.arrived.items()],
        [list(token) for token in instance.parked],
        instance.variables,
        instance.called,
        [
            [one, repeat.total, repeat.started, repeat.completed, repeat.terminated, repeat.items]
            for one, repeat in instance.repeats.items()
        ],
        [[scope, [_done(item) for item in found]] for scope, found in instance.done.items()],
        [
            [owner, [[scope, _done(item)] for scope, item in work.waiting], work.running]
            for owner, work in instance.undoing.items()
        ],
        [[scope, element, sorted(triggers)] for (scope, element), triggers in instance.met.items()],
    ]
    return _pack(layout)


def load(data: bytes) -> Instance:
    """The instance those bytes hold; an empty one for none."""
    if not data:
        return Instance()
    layout = _unpack(data)
    next_id, outcome, ended, elements, subscriptions, arrived, parked, variables = layout[:8]
    called, repeats, done, undoing, met = layout[8:] or (False, (), (), (), ())
    return Instance(
        elements={
            number: ElementInstance(number, element, scope, _STAGES[stage], failed)
            for number, element, scope, stage, failed in elements
        },
        subscriptions={row[1]: _read_subscription(row) for row in subscriptions},
        variables=variables,
        arrived={(scope, gateway): counts for scope, gateway, counts in arrived},
        parked=[(scope, element, flow) for scope, element, flow in parked],
        next_id=next_id,
        outcome=outcome,
        ended=ended,
        called=called,
        repeats={
            one: Repeat(total, started, completed, terminated, items)
            for one, total, started, completed, terminated, items in repeats
        },
        done={scope: [_read_done(item) for item in found] for scope, found in done},
        undoing={
            owner: Undoing([(scope, _read_done(item)) for scope, item in waiting], running)
            for owner, waiting, running in undoing
        },
        met={(scope, element): set(triggers) for scope, element, triggers in met},
    )


def dump_variables(variables: Mapping[str, Value]) -> bytes:
    """FEEL values by name as bytes (message payloads)."""
    return _pack(dict(variables))


def load_variables(data: bytes) -> dict[str, Value]:
    """The FEEL values those bytes hold."""
    values: dict[str, Value] = _unpack(data)
    return values


def _done(item: Done) -> list[object]:
    return [item.order, item.element, [_done(inner) for inner in item.inside], dict(item.variables)]


def _read_done(row: list[Any]) -> Done:
    order, element, inside, variables = row
    return Done(order, element, tuple(_read_done(inner) for inner in inside), variables)


def _subscription(one: Subscription) -> list[object]:
    match one:
        case TimerSubscription():
            anchor = None if one.anchor is None else one.anchor.timestamp()
            return [
                0,
                one.id,
                one.element,
                one.host,
                one.due.timestamp(),
                one.cycle,
                anchor,
                one.definition,
            ]
        case MessageSubscription():
            return [1, one.id, one.element, one.host, one.name, one.key, one.definition]
        case SignalSubscription():
            return [2, one.id, one.element, one.host, one.name, one.definition]
        case ConditionSubscription():
            return [3, one.id, one.element, one.host, one.holds, one.definition]


_KINDS = (TimerSubscription, MessageSubscription, SignalSubscription, ConditionSubscription)


def _read_subscription(row: list[Any]) -> Subscription:
    kind, *values = row
    if kind == 0:
        values[3] = _instant(values[3])
        values[5] = None if values[5] is None else _instant(values[5])
    return _KINDS[kind](*values)


def _instant(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def _pack(value: object) -> bytes:
    packed: bytes = msgpack.packb(value, default=_encode, strict_types=True)
    if len(packed) <= _SMALL:
        return bytes((FORMAT, _PLAIN)) + packed
    return bytes((FORMAT, _PACKED)) + _zstd.compressor.compress(packed)


def _unpack(data: bytes) -> Any:  # Any: msgpack knows no types
    if data[0] == FORMAT:
        raw = data[2:] if data[1] == _PLAIN else _decompressed(data[2:])
    elif data[0] in _COMPRESSED:
        raw = _decompressed(data[1:])
    else:
        raise ModelError(f"Expected to read state format {FORMAT} or an older one, but it is {data[0]}")
    return msgpack.unpackb(raw, ext_hook=_decode, strict_map_key=False)


def _decompressed(data: bytes) -> bytes:
    return _zstd.decompressor.decompress(data, max_output_size=_LARGEST)


def _encode(value: object) -> msgpack.ExtType:
    match value:
        case Decimal():
            code = _NUMBER
        case Date():
            code = _DATE
        case Time():
            code = _TIME
        case DateTime():
            code = _DATE_TIME
        case YearsMonthsDuration() | DaysTimeDuration():
            code = _DURATION
        case _:
            raise ModelError(f"Expected to store a FEEL value, but {type(value).__name__} cannot be stored")
    return msgpack.ExtType(code, str(value).encode())


def _decode(code: int, data: bytes) -> Value:
    return Decimal(data.decode()) if code == _NUMBER else _READERS[code](data.decode())
