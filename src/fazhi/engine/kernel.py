"""ipykernel's kernel and application without ZeroMQ: the same shell, magics, displays and tracebacks on one socket."""

from __future__ import annotations

import asyncio
import json
import os
import re
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from socket import socket as Socket
from types import ModuleType, SimpleNamespace
from typing import Any

from ipykernel import ipkernel
from ipykernel.compiler import XCachingCompiler, get_file_name
from ipykernel.displayhook import ZMQDisplayHook
from ipykernel.ipkernel import IPythonKernel
from ipykernel.kernelapp import IPKernelApp
from tornado.ioloop import IOLoop
from traitlets import Any as AnyTrait
from traitlets import Type
from traitlets.config import Config
from traitlets.config.loader import DeferredConfigString

from fazhi.engine import wire
from fazhi.engine.streams import Descriptors, Stream

SETTING = re.compile(r"--([A-Z]\w*)\.(\w+)=(.*)", re.DOTALL)


class Outlet:
    """What ipykernel takes for a ZeroMQ socket: it sends messages of one kind over the run's socket."""

    def __init__(self, sock: Socket, kind: int, lock: threading.RLock) -> None:
        self._sock, self._kind, self._lock = sock, kind, lock
        self._process = os.getpid()

    def send_multipart(self, parts: list[bytes], copy: bool = True, track: bool = False) -> None:
        if os.getpid() == self._process:
            self._send(self._kind, wire.join([bytes(part) for part in parts]))

    def send_text(self, head: bytes, words: str) -> None:
        """Send a piece of a stream; ``head`` is that of ``wire.text_head``."""
        self._send(wire.TEXT, head + wire.encode(words))

    def flush(self, *_: Any) -> None:
        """Everything is sent at once."""

    def _send(self, kind: int, body: bytes) -> None:
        try:
            with self._lock:
                wire.send(self._sock, kind, body)
        except OSError:  # the asking process is gone, and so will this one be
            pass


class Compiler(XCachingCompiler):
    """Names a cell's code as ipykernel does, but for the number of the process: a warning then reads the same each time."""

    def get_code_name(self, raw_code: str, code: str, number: int) -> str:
        return get_file_name(raw_code).replace(f"ipykernel_{os.getpid()}", "ipykernel")


def without_debugger() -> None:
    """Nobody attaches a debugger to a run, and importing it costs more than all the rest of a kernel's start."""
    module = ModuleType("ipykernel.debugger")
    module._is_debugpy_available = False  # type: ignore[attr-defined]
    sys.modules.setdefault(module.__name__, module)


@contextmanager
def _without_list_of_modules() -> Iterator[None]:
    """For its debugger a kernel notes where each module lies; touching two thousand of them copies as many pages of a forked process, a fifth of its start."""
    names = vars(ipkernel)
    stock, names["sys"] = names["sys"], SimpleNamespace(modules={})
    try:
        yield
    finally:
        names["sys"] = stock


class PipeKernel(IPythonKernel):
    """The IPython kernel, answering one request after the other."""

    compiler_class = Type(Compiler)
    debugger_class = AnyTrait()
    shell_stream = AnyTrait()
    # Asked for its parent thread when a cell awaits; there are no subshells.
    shell_channel_thread = AnyTrait(SimpleNamespace(parent_thread=threading.main_thread()))
    _supports_kernel_subshells = False

    def _abort_queues(self, subshell_id: str | None = None) -> None:
        """Nothing is queued: the asking process sends a cell when it has the answer to the one before."""

    async def answer(self, request: dict[str, Any]) -> None:
        """Handle one request of the shell channel, as ``Kernel.dispatch_shell`` does."""
        self.set_parent([], request, channel="shell")
        self._publish_status("busy", "shell")
        handler = self.shell_handlers.get(request["header"]["msg_type"])
        if handler is not None:
            self.pre_handler_hook()
            try:
                await handler(self.shell_stream, [], request)
            except KeyboardInterrupt:
                self.log.error("KeyboardInterrupt caught in kernel.")
            except Exception:
                self.log.error("Exception in message handler:", exc_info=True)
            finally:
                self.post_handler_hook()
        sys.stdout.flush()
        sys.stderr.flush()
        self._publish_status("idle", "shell")


class PipeApp(IPKernelApp):
    """The application: profile, configuration, start-up files and extensions as for a stock kernel; no sockets of its own."""

    kernel: PipeKernel
    classes = [PipeKernel, *IPKernelApp.classes[1:]]  # noqa: RUF012
    sock = AnyTrait()

    def parse_command_line(self, argv: list[str] | None = None) -> None:
        """Settings written out (``--Class.name=value``) need no parser, which is made of every option there is: a quarter of a kernel's start."""
        settings = [SETTING.fullmatch(argument) for argument in argv or ()]
        told = {(found[1], found[2]): found[3] for found in settings if found}
        if argv is None or len(told) < len(argv):  # another kind of argument, or one setting twice, which makes a list
            super().parse_command_line(argv)
            return
        self.argv, self.extra_args, self.cli_config = list(argv), [], Config()
        for (section, name), value in told.items():
            self.cli_config[section][name] = DeferredConfigString(value)
        self.update_config(self.cli_config)

    def init_connection_file(self) -> None: ...
    def init_poller(self) -> None: ...
    def init_heartbeat(self) -> None: ...
    def write_connection_file(self, **kwargs: Any) -> None: ...
    def log_connection_info(self) -> None: ...

    def init_sockets(self) -> None:
        lock = threading.RLock()
        self.session = wire.session(parent=self)
        self.iopub_socket = Outlet(self.sock, wire.IOPUB, lock)
        self.shell_socket = Outlet(self.sock, wire.SHELL, lock)

    def init_io(self) -> None:
        """Streams that go to the asking process over the socket, in place of ZMQ's."""
        for handler in self.log.handlers:  # what the kernel says of itself is no output of a cell
            handler.stream = os.fdopen(os.dup(2), "w")
        streams: dict[str, Stream] = {}
        descriptors = Descriptors(lambda name, words: streams[name].from_descriptor(words))
        for name in ("stdout", "stderr"):
            streams[name] = Stream(self.session, self.iopub_socket, name, descriptors)
        sys.stdout, sys.stderr = streams["stdout"], streams["stderr"]
        self.displayhook = sys.displayhook = ZMQDisplayHook(self.session, self.iopub_socket)
        self.patch_io()
        descriptors.watch()

    def init_kernel(self) -> None:
        """The kernel and its shell, on the socket."""
        without_debugger()
        with _without_list_of_modules():
            self.kernel = PipeKernel.instance(
                parent=self,
                session=self.session,
                shell_stream=self.shell_socket,
                iopub_socket=self.iopub_socket,
                log=self.log,
                profile_dir=self.profile_dir,
                user_ns=self.user_ns,
            )
        self.displayhook.get_execution_count = lambda: self.kernel.execution_count

    def serve(self) -> None:
        """Answer requests until told to shut down, or nobody is left to ask, or a cell said ``exit``."""
        loop = asyncio.new_event_loop()
        asyncio.set_event_loop(loop)
        loop.run_until_complete(self._serve())

    async def _serve(self) -> None:
        process = os.getpid()
        self.kernel.io_loop = IOLoop.current()
        assert self.kernel.shell is not None
        self.kernel.shell.exit_now = False
        self.kernel.eventloop = None
        inbox, arrived = wire.Inbox(self.sock), asyncio.Event()
        asyncio.get_running_loop().add_reader(self.sock.fileno(), arrived.set)
        wire.send(self.sock, wire.READY, json.dumps(self.kernel.kernel_info).encode())
        while not inbox.closed:
            await arrived.wait()
            arrived.clear()
            for kind, body in inbox.read():
                if kind == wire.SHUTDOWN:
                    return
                _, parts = self.session.feed_identities(wire.split(body))
                await self.kernel.answer(self.session.deserialize(parts))
                if os.getpid() != process:  # a fork that the cell let go on as if it were the notebook
                    os._exit(0)
                if self.kernel.shell.exit_now:
                    return
