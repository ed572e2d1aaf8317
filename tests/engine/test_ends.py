"""However a run ends, there is one clear error at once, what was written before is kept, and the next run is a fresh one."""

import os
import signal
import sys
import time

import pytest
from nbclient.exceptions import CellTimeoutError, DeadKernelError

from fazhi import engine
from fazhi.engine import client


@pytest.mark.parametrize(
    ("ending", "code", "told"),
    [
        ("import os; os._exit(3)", 3, "exit code 3"),
        ("import ctypes; ctypes.string_at(0)", -signal.SIGSEGV, "SIGSEGV"),
        ("import os, time; os.kill(os.getpid(), 9); time.sleep(9)", -signal.SIGKILL, "SIGKILL"),
        ("import os; os.abort()", -signal.SIGABRT, "SIGABRT"),
        pytest.param(
            "import sys, ctypes; f = ctypes.CFUNCTYPE(None)(lambda: f()); sys.setrecursionlimit(10**7); f()",
            None,
            "SIG",
            marks=pytest.mark.skipif(sys.version_info >= (3, 12), reason="Python itself stops such a recursion"),
        ),
    ],
    ids=["_exit", "segfault", "kill", "abort", "stack overflow"],
)
def test_a_run_that_dies_is_an_error_that_says_how(run, ending, code, told):
    ran = run(
        ["1", f"import resource; resource.setrlimit(resource.RLIMIT_CORE, (0, 0))\nprint('so far')\n{ending}", "2"]
    )
    assert isinstance(ran.error, DeadKernelError) and isinstance(ran.error, engine.RunDied)
    assert told in str(ran.error)
    assert code is None or ran.error.code == code
    assert ran.text(1) == "so far\n"
    assert ran.states == ["completed", "failed", "pending"]
    assert run(["1 + 1"]).text(0) == "2"


def test_a_run_dead_between_cells_is_found_at_the_next(run):
    ran = run(["import os, threading\nthreading.Timer(0.2, os._exit, [4]).start()", "import time; time.sleep(5)", "3"])
    assert isinstance(ran.error, engine.RunDied) and ran.error.code == 4


def test_exit_in_the_last_cell_ends_the_notebook_well(run):
    ran = run(["print('a')", "exit()"])
    assert ran.error is None and ran.states == ["completed", "completed"]


def test_exit_before_the_last_cell_is_an_error(run):
    ran = run(["quit()", "print('never')"])
    assert isinstance(ran.error, engine.RunDied) and ran.error.code == 0
    assert ran.states == ["completed", "failed"]


def test_leaving_with_zero_stops_the_notebook_without_an_error(run):
    """As papermill has it: the cells after ``sys.exit(0)`` do not run."""
    ran = run(["import sys; sys.exit(0)", "print('never')"])
    assert ran.error is None and ran.states == ["failed", "pending"] and ran.cells[1].outputs == []


def test_memory_that_is_refused_is_an_error_of_the_cell(run):
    limit = "import resource; resource.setrlimit(resource.RLIMIT_AS, (6 << 30, 6 << 30))"
    ran = run([limit, "x = bytearray(7 << 30)", "1"])
    assert ran.error is None and ran.cells[1].outputs[0].ename == "MemoryError"


def test_a_cell_has_its_time(run):
    ran = run(["import time\nprint('begun')\ntime.sleep(60)", "2"], execution_timeout=1)
    assert isinstance(ran.error, CellTimeoutError) and "after 1 seconds" in str(ran.error)
    assert ran.text(0) == "begun\n" and ran.states == ["failed", "pending"]


def test_a_cell_that_never_lets_go_of_the_interpreter_has_its_time(run):
    ran = run(["import re\nre.match(r'(a+)+$', 'a' * 64 + 'b')"], execution_timeout=1)
    assert isinstance(ran.error, CellTimeoutError)


def test_a_run_as_a_whole_has_its_time(run):
    ran = run(["import time; time.sleep(0.7)", "time.sleep(0.7)", "time.sleep(60)"], run_timeout=2)
    assert isinstance(ran.error, engine.RunTimeoutError) and "after 2 seconds" in str(ran.error)
    assert ran.states == ["completed", "completed", "failed"]


def test_a_cell_is_interrupted_when_so_asked(run):
    ran = run(
        ["import time\ntime.sleep(60)", "'on'"],
        timeout_func=lambda cell: 1 if "sleep" in cell.source else 60,
        interrupt_on_timeout=True,
        allow_errors=True,
    )
    assert ran.cells[0].outputs[0].ename == "KeyboardInterrupt" and ran.text(1) == "'on'"


def test_an_interrupt_amid_large_outputs_tears_nothing(run):
    """The frames that a signal meets halfway arrive whole, or the notebook could not go on.

    The signal is the cell's own: a client whose time is up sends another each second that it waits for the frames.
    """
    ring = "import os, signal, threading, time; threading.Timer(1, os.kill, [os.getpid(), signal.SIGINT]).start()"
    ran = run([f"{ring}\nwhile True: print('x' * 100_000); time.sleep(0.005)", "'on'"], allow_errors=True)
    assert ran.cells[0].outputs[-1].ename == "KeyboardInterrupt" and ran.text(1) == "'on'"


def test_a_kernel_that_does_not_start_in_time_is_an_error(run, monkeypatch):
    monkeypatch.delenv(client.ADDRESS, raising=False)
    monkeypatch.setattr(client, "_warm", client._Warm())
    assert run(["1"]).error is None
    warm = client._warm.started[-1][1]
    warm.send_signal(signal.SIGSTOP)
    try:
        ran = run(["1"], start_timeout=0.1)
    finally:
        warm.send_signal(signal.SIGCONT)
        client._warm.finish()
    assert isinstance(ran.error, RuntimeError) and "didn't respond" in str(ran.error)


@pytest.mark.parametrize("size", [1, pytest.param(50_000_000, marks=pytest.mark.slow)])
def test_what_is_written_arrives_whole(run, size):
    ran = run([f"print('x' * {size}, end='')", f"'y' * {size}"])
    assert ran.text(0) == "x" * size and len(ran.text(1)) == size + 2


def test_pieces_of_a_stream_are_one_output(run):
    ran = run(["import sys\nfor n in range(2000):\n    print(n)\n    sys.stdout.flush()"])
    assert len(ran.cells[0].outputs) == 1 and ran.text(0) == "".join(f"{n}\n" for n in range(2000))


def test_half_a_surrogate_pair_loses_nothing_else(run):
    assert run(["print('a\\ud800b'); print('c')"]).text(0) == "a?b\nc\n"


def test_what_waits_for_the_end_of_the_process_is_done(run, tmp_path):
    run([f"import atexit, pathlib; atexit.register(pathlib.Path({str(tmp_path / 'bye')!r}).write_text, 'bye');"])
    assert (tmp_path / "bye").read_text() == "bye"


def test_what_a_run_started_ends_with_it(run, processes):
    ran = run(["import subprocess; print(subprocess.Popen(['sleep', '600']).pid)"])
    assert processes.eventually(lambda: not processes.alive(int(ran.text(0))))


def test_each_run_begins_clean(run, tmp_path, monkeypatch):
    look = (
        "import sys, os; print('leftover' in globals(), hasattr(sys, 'leftover'), os.environ.get('LEFT'), os.getcwd())"
    )
    run(["leftover = 1; import sys, os; sys.leftover = 1; os.environ['LEFT'] = 'x'; os.chdir('/')"])
    assert run([look]).text(0) == f"False False None {tmp_path}\n"
    monkeypatch.setenv("LEFT", "given")
    (tmp_path / "sub").mkdir()
    monkeypatch.chdir(tmp_path / "sub")
    assert run([look]).text(0) == f"False False given {tmp_path / 'sub'}\n"


def test_chance_is_not_the_same_in_two_runs(run):
    draw = "import random, numpy; print(random.random(), numpy.random.rand(), __import__('uuid').uuid4())"
    assert set(run([draw]).text(0).split()) & set(run([draw]).text(0).split()) == set()


def test_many_runs_leave_nothing_behind(run, processes, tmp_path):
    """No process, no descriptor, no thread, no file: after many runs there is no more than after the first."""

    def held():
        return len(os.listdir("/proc/self/fd")), len(os.listdir("/proc/self/task")), len(os.listdir("/tmp"))

    run(["1"])
    time.sleep(1)  # the system may still be at it to take back its memory
    before, there = held(), processes.children(os.getpid())
    for number in range(20):
        assert run([f"print({number})", "import os; os._exit(0)" if number % 5 == 0 else "2"]).text(0) == f"{number}\n"
    assert processes.eventually(lambda: processes.children(os.getpid()) == there)
    after = held()
    assert after[0] <= before[0] and after[1] == before[1] and os.listdir(tmp_path) == []


@pytest.mark.slow
def test_dozens_of_runs_leave_nothing_behind(run, processes):
    run(["1"])
    time.sleep(1)
    descriptors, there = len(os.listdir("/proc/self/fd")), processes.children(os.getpid())
    for number in range(60):
        assert run([f"print({number})"]).text(0) == f"{number}\n"
    assert processes.eventually(lambda: processes.children(os.getpid()) == there)
    assert len(os.listdir("/proc/self/fd")) == descriptors
