"""A forked run behind the interfaces that nbclient expects of a kernel's manager and client."""

from __future__ import annotations

import asyncio
import json
import signal
from collections import deque
from queue import Empty
from typing import Any

from nbclient.exceptions import DeadKernelError

from fazhi.engine import wire
from fazhi.engine.client import Forked

Message = dict[str, Any]
GRACE = 5.0  # seconds to run what waits for the end of the process, as jupyter_client gives


class RunDied(DeadKernelError):
    """The process that ran the notebook is gone. ``code`` is its exit code; negative, the signal that killed it."""

    def __init__(self, code: int) -> None:
        self.code = code
        super().__init__(f"Kernel died: {_why(code)}")


def _why(code: int) -> str:
    if code >= 0:
        return f"its process ended by itself with exit code {code}"
    try:
        name = signal.Signals(-code).name
    except ValueError:
        name = str(-code)
    hint = " (the system does so when memory runs out)" if code == -signal.SIGKILL else ""
    return f"its process was killed by signal {name}{hint}"


class Channel:
    """Messages of one channel, in the order of sending."""

    def __init__(self, client: Client) -> None:
        self.waiting: deque[Message] = deque()
        self._client = client

    async def get_msg(self, timeout: float | None = None) -> Message:
        """The next message. Raises ``Empty`` after ``timeout`` seconds, ``RunDied`` when none can come any more."""
        deadline = None if timeout is None else asyncio.get_running_loop().time() + timeout
        while not self.waiting:
            self._client.raise_if_dead()
            left = None if deadline is None else deadline - asyncio.get_running_loop().time()
            if left is not None and left <= 0:
                raise Empty
            await self._client.arrival(left)
        return self.waiting.popleft()

    def send(self, message: Message) -> None:
        self._client.send(message)


class Client:
    """The client: sends requests, sorts what comes back into two channels."""

    allow_stdin = False

    def __init__(self, run: Forked) -> None:
        self.run = run
        self.session = wire.session()
        self.shell_channel, self.iopub_channel = Channel(self), Channel(self)
        self.info: Message = {}
        self.unfit = ""
        self._dead: RunDied | None = None
        self._inbox = wire.Inbox(run.data)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._waiters: set[asyncio.Future[None]] = set()
        self._readers: set[asyncio.Task[Any]] = set()
        self._asked = 0
        self._answered = 0

    @property
    def is_idle(self) -> bool:
        return self._dead is None and self._asked == self._answered

    def start_channels(self) -> None: ...

    async def stop_channels(self) -> None:
        """Nobody reads any more: what still waits for a message is called off."""
        self.detach()
        for task in (tasks := list(self._readers)):
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def detach(self) -> None:
        if self._loop is not None and not self._loop.is_closed():
            self._loop.remove_reader(self.run.data)
            self._loop.remove_reader(self.run.line)
        self._loop = None

    def wait_for_ready(self, timeout: float | None = None) -> None:
        """The engine has waited already."""

    def is_alive(self) -> bool:
        return self._dead is None

    def execute(self, code: str, store_history: bool = True, stop_on_error: bool = True, **_: Any) -> str:
        """Ask for a cell to be run. Returns the request's id."""
        return self._request(
            "execute_request",
            {
                "code": code,
                "silent": False,
                "store_history": store_history,
                "user_expressions": {},
                "allow_stdin": False,
                "stop_on_error": stop_on_error,
            },
        )

    def kernel_info(self) -> str:
        """Ask what the run told at its beginning: a cell that says ``exit`` may be the last one."""
        message = self.session.msg("kernel_info_reply", self.info)
        message["parent_header"] = {"msg_id": message["header"]["msg_id"]}
        self.shell_channel.waiting.append(message)
        return str(message["header"]["msg_id"])

    def _request(self, kind: str, content: Message) -> str:
        message = self.session.msg(kind, content)
        self._asked += 1
        self.send(message)
        return str(message["header"]["msg_id"])

    def send(self, message: Message) -> None:
        try:
            wire.send(self.run.data, wire.SHELL, wire.join(self.session.serialize(message)))
        except OSError:
            self._settle_death()

    def raise_if_dead(self) -> None:
        if self._dead is not None:
            raise self._dead

    async def arrival(self, seconds: float | None) -> None:
        """Until something has arrived or ``seconds`` have passed."""
        loop = asyncio.get_running_loop()
        if self._loop is not loop:
            self.detach()
            self._loop = loop
            loop.add_reader(self.run.data, self._read)
            loop.add_reader(self.run.line, self._ended)
        waiter, reader = loop.create_future(), asyncio.current_task()
        assert reader is not None
        self._waiters.add(waiter)
        self._readers.add(reader)
        try:
            await asyncio.wait([waiter], timeout=seconds)
        finally:
            self._waiters.discard(waiter)
            self._readers.discard(reader)

    def _read(self) -> None:
        for kind, body in _merged(self._inbox.read()):
            if kind == wire.READY:
                self.info = json.loads(body)
            elif kind == wire.UNFIT:
                self.unfit = body.decode("utf-8", "replace")
            elif kind == wire.TEXT:
                self.iopub_channel.waiting.append(_stream(*wire.untext(body)))
            else:
                _, parts = self.session.feed_identities(wire.split(body))
                channel = self.shell_channel if kind == wire.SHELL else self.iopub_channel
                channel.waiting.append(self.session.deserialize(parts))
                self._answered += kind == wire.SHELL
        if self._inbox.closed and self._loop is not None:
            self._loop.remove_reader(self.run.data)
        self._wake()

    def _ended(self) -> None:
        if self._loop is not None:
            self._loop.remove_reader(self.run.line)
        self._read()
        self._settle_death()

    def _settle_death(self) -> None:
        code = self.run.wait(GRACE)
        self._dead = RunDied(-signal.SIGKILL if code is None else code)
        self._wake()

    def _wake(self) -> None:
        for waiter in self._waiters:
            if not waiter.done():
                waiter.set_result(None)


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
                return str(client._dead)
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
            try:
                wire.send(self.run.data, wire.SHUTDOWN, b"")
                grace = GRACE
            except OSError:
                pass
        self.run.end(grace)

    def cleanup_resources(self) -> None: ...


def _merged(frames: Any) -> Any:
    """Frames, with neighbouring pieces of the same stream and request made one."""
    head, pieces = b"", []
    for kind, body in frames:
        if kind == wire.TEXT:
            cut = body.index(b"\0", body.index(b"\0") + 1) + 1
            if body[:cut] != head and pieces:
                yield wire.TEXT, head + b"".join(pieces)
                pieces = []
            head = body[:cut]
            pieces.append(body[cut:])
            continue
        if pieces:
            yield wire.TEXT, head + b"".join(pieces)
            pieces = []
        yield kind, body
    if pieces:
        yield wire.TEXT, head + b"".join(pieces)


def _stream(name: str, parent: str, words: str) -> Message:
    """The message that ipykernel would have sent."""
    header = {"msg_type": "stream"}
    content = {"name": name, "text": words}
    return {"header": header, "msg_type": "stream", "parent_header": {"msg_id": parent}, "metadata": {}, "content": content}
