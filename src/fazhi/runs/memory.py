"""How much memory a run may count on: the least of what the machine, a container or batch job, and the shell's limits leave."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import Any

import psutil

from fazhi.catalogue import ReaderError

resource: Any
try:
    import resource
except ImportError:  # Windows knows no such bounds
    resource = None

# What a run cannot begin with less of; libraries of numerics, started in less, wait for ever instead of failing.
LEAST_FREE = 300_000_000  # bytes of memory: a worker with everything imported and nothing to do
LEAST_ADDRESSES = 1_000_000_000  # bytes of addresses, of which libraries reserve more than they use (measured: 0.9 GB is too little, 1.1 GB enough)
GROUPS = Path("/sys/fs/cgroup")


class TooLittleMemory(ReaderError):
    """No worker can be started in the memory that is there."""


def free_memory() -> int:
    """Bytes that are free for this process and those that it starts. Raises ``TooLittleMemory`` where nothing can run in them."""
    free = min([psutil.virtual_memory().available, *_rooms()])
    if free < LEAST_FREE:
        raise TooLittleMemory("pipeline.little_memory", free=_megabytes(free), least=_megabytes(LEAST_FREE))
    if resource is not None:
        bound = resource.getrlimit(resource.RLIMIT_AS)[0]
        if bound != resource.RLIM_INFINITY and bound < LEAST_ADDRESSES:
            least = _megabytes(LEAST_ADDRESSES)
            raise TooLittleMemory("pipeline.little_address_space", free=_megabytes(bound), least=least)
    return int(free)


def _rooms() -> list[int]:
    """What control groups leave of their bounds, for this process and those around it: Linux, either version."""
    with suppress(OSError):
        found = []
        for line in Path("/proc/self/cgroup").read_text(encoding="utf-8").splitlines():
            _, kinds, path = line.split(":", 2)
            if not kinds:
                found += _up(GROUPS, path, "memory.max", "memory.current", "")
            elif "memory" in kinds.split(","):
                names = ("memory.limit_in_bytes", "memory.usage_in_bytes", "total_")
                found += _up(GROUPS / "memory", path, *names)
        return found
    return []


def _up(top: Path, path: str, bound: str, used: str, prefix: str) -> list[int]:
    """From a group to the top. In a container the path may be that of the machine outside: then only the top is there."""
    parts = [part for part in path.split("/") if part not in ("", "..")]
    rooms = (room(top.joinpath(*parts[:depth]), bound, used, prefix) for depth in range(len(parts), -1, -1))
    return [found for found in rooms if found is not None]


def room(group: Path, bound: str, used: str, prefix: str) -> int | None:
    """Bytes that a group may still take, counting as free what it merely keeps of files; None where it has no bound.

    ``bound``, ``used``: files of the group; ``prefix``: of its facts about itself and the groups below it.
    """
    with suppress(OSError, ValueError):
        most, now = (int((group / name).read_text(encoding="ascii")) for name in (bound, used))
        facts = dict(line.split() for line in (group / "memory.stat").read_text(encoding="ascii").splitlines())
        kept = sum(int(facts.get(f"{prefix}{kind}_file", 0)) for kind in ("inactive", "active"))
        return max(0, most - now + kept)
    return None


def _megabytes(number: int) -> int:
    return number // 1_000_000
