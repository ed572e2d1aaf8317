"""A forked run behind the interface that nbclient expects of a kernel's manager."""

from __future__ import annotations

import asyncio
from contextlib import suppress

from fazhi.engine import wire
from fazhi.engine.channels import GRACE, Client
from fazhi.engine.runs import Forked


class Manager:
    """The manager: a run that is there already, to be interrupted and ended."""

    ipykernel = True
    has_kernel = True
    kernel_id = None

    def __init__(self, run: Forked) -> None:
        self.run = run
        self._client = Client(run)

    def client(self) -> Client:
        return self._client

    async def ready(self, seconds: float) -> str:
        """Wait for the run to have started. Returns why it could not; raises ``RuntimeError`` when it takes too long."""
        client, loop = self._client, asyncio.get_running_loop()
        deadline = loop.time() + seconds
        while not client.info and not client.unfit:
            if not client.is_alive():
                return str(client.dead)
            if loop.time() >= deadline:
                raise RuntimeError(f"Kernel didn't respond in {seconds:g} seconds")
            await client.arrival(deadline - loop.time())
        return client.unfit

    def is_alive(self) -> bool:
        return True  # so that it is shut down, which ends a dead run's connections, too

    def interrupt_kernel(self) -> None:
        self.run.interrupt()

    def shutdown_kernel(self, now: bool = False) -> None:
        """End the run: by itself when it waits for a request, otherwise by force."""
        self._client.detach()
        grace = 0.0
        if not now and self._client.is_idle:
            with suppress(OSError):
                wire.send(self.run.data, wire.SHUTDOWN, b"")
                grace = GRACE
        self.run.end(grace)

    def cleanup_resources(self) -> None: ...
