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
from fazhi.engine.runs import Forked

Message = dict[str, Any]
GRACE = 5.0  # seconds to run what waits for the end of the process, as jupyter_client gives


class RunDied(DeadKernelError):
    """The process that ran the notebook is gone. ``code`` is its exit code; negative, the signal that killed it."""

    def __init__(self, code: int) -> None:
        self.code = code
        super().__init__(f"Kernel died: {_why(code)}")

    def __reduce__(self) -> tuple[type[RunDied], tuple[int]]:
        return type(self), (self.code,)


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
        self.executing: asyncio.Task[Any] | None = None
        self.unfit = ""
        self.dead: RunDied | None = None
        self._inbox = wire.Inbox(run.data)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._waiters: set[asyncio.Future[None]] = set()
        self._readers: set[asyncio.Task[Any]] = set()
        self._asked = 0
        self._answered = 0

    @property
    def is_idle(self) -> bool:
        return self.dead is None and self._asked == self._answered

    def start_channels(self) -> None: ...

    async def stop_channels(self) -> None:
        """Nobody reads any more: what still waits for a message is called off, and with it the cell that was interrupted."""
        self.detach()
        for task in (tasks := list(self._readers)):
            task.cancel()
        if self.executing is not None and self.executing.get_loop() is asyncio.get_running_loop():
            tasks.append(self.executing)
        await asyncio.gather(*tasks, return_exceptions=True)

    def detach(self) -> None:
        if self._loop is not None and not self._loop.is_closed():
            self._loop.remove_reader(self.run.data)
            self._loop.remove_reader(self.run.line)
        self._loop = None

    def wait_for_ready(self, timeout: float | None = None) -> None:
        """The engine has waited already."""

    def is_alive(self) -> bool:
        return self.dead is None

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
        if self.dead is not None:
            raise self.dead

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
        for kind, body in wire.merged(self._inbox.read()):
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
        self.dead = RunDied(-signal.SIGKILL if code is None else code)
        self._wake()

    def _wake(self) -> None:
        for waiter in self._waiters:
            if not waiter.done():
                waiter.set_result(None)


def _stream(name: str, parent: str, words: str) -> Message:
    """The message that ipykernel would have sent."""
    header = {"msg_type": "stream"}
    content = {"name": name, "text": words}
    return {
        "header": header,
        "msg_type": "stream",
        "parent_header": {"msg_id": parent},
        "metadata": {},
        "content": content,
    }
