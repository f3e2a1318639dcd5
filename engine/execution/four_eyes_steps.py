"""Which steps ask for four eyes, known for many versions at once without compiling them: what lists need beforehand."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import partial

from sqlalchemy import func, select

from engine.bpmn import FOUR_EYES, compile_graphs, earlier_tasks, parse
from engine.cache import Cache
from engine.errors import ModelError
from engine.state.definition import VERSION_FILE
from engine.transaction import Transaction

#: by key of the process and id of the step, the earlier ones whose people may not do it
Steps = Mapping[tuple[str, str], frozenset[str]]
#: versions whose steps are kept: few have any, and what is kept of the others is nothing
_VERSIONS = 4096


def steps(tx: Transaction, versions: Collection[int]) -> Mapping[int, Steps]:
    """The steps of final versions that ask for four eyes; one statement where a version is asked for the first time."""
    kept: Cache = tx.models.get("four eyes", lambda: Cache(_VERSIONS))
    read: dict[int, Steps] = {}

    def of(version: int) -> Steps:
        if not read:
            read.update(_read(tx, versions))
        return read[version]

    return {version: kept.get(version, partial(of, version)) for version in sorted(versions)}


def _read(tx: Transaction, versions: Collection[int]) -> dict[int, Steps]:
    rows = tx.execute(
        select(VERSION_FILE.c.version_id, VERSION_FILE.c.path, VERSION_FILE.c.content)
        .where(
            VERSION_FILE.c.version_id.in_(sorted(versions)),
            VERSION_FILE.c.path.endswith(".bpmn"),
            # most versions ask for none: their files stay where they are
            func.strpos(func.encode(VERSION_FILE.c.content, "escape"), FOUR_EYES) > 0,
        )
        .order_by(VERSION_FILE.c.version_id, VERSION_FILE.c.path)
    )
    found: dict[int, dict[tuple[str, str], frozenset[str]]] = {version: {} for version in versions}
    for row in rows:
        found[row.version_id].update(_asking(bytes(row.content), row.path))
    return dict(found)


def _asking(source: bytes, path: str) -> dict[tuple[str, str], frozenset[str]]:
    try:
        graphs = compile_graphs(parse(source, path))
    except ModelError:  # deployed when less was asked of a file: its tasks have their own pages
        return {}
    return {
        (graph.key, node.id): frozenset(names)
        for graph in graphs
        for node in graph.nodes.values()
        if (names := earlier_tasks(node))
    }
