"""Whoever asks for a run: a thread, a worker of a pool, a process that is killed or interrupted, a shell."""

import importlib
import json
import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from fazhi import engine
from fazhi.engine import client

SLOW_CELL = (
    "import os, time; print(os.getpid(), flush=True); open('begun', 'w').write(str(os.getpid())); time.sleep(600)"
)


def begun(tmp_path, processes):
    """The process of ``SLOW_CELL``, once it runs."""
    file = tmp_path / "begun"
    assert processes.eventually(lambda: file.is_file() and file.read_text() != "")
    return int(file.read_text())


def test_threads_run_notebooks_at_the_same_time(run):
    meet = "import os, time\nopen(str({n}), 'w').close()\nwhile len(os.listdir()) < 3: time.sleep(0.01)\nprint({n})"
    with ThreadPoolExecutor(3) as pool:
        ran = list(pool.map(lambda n: run([meet.format(n=n)], execution_timeout=30), range(3)))
    assert [r.text(0) for r in ran] == ["0\n", "1\n", "2\n"]


@pytest.mark.slow
@pytest.mark.parametrize("method", ["fork", "forkserver", "spawn"])
def test_workers_of_a_pool_share_the_warm_process(script, method):
    asked = script(f"""
import multiprocessing
from concurrent.futures import ProcessPoolExecutor

if __name__ == "__main__":
    print(run("import os; print(os.getppid())"), end="")
    with ProcessPoolExecutor(2, multiprocessing.get_context({method!r})) as pool:
        for told in pool.map(run, ["import os; print(os.getppid())"] * 3):
            print(told, end="")
""")
    out, errors = asked.communicate(timeout=60)
    assert len(out.split()) == 4 and len(set(out.split())) == 1, errors
    assert errors == ""


@pytest.mark.slow
def test_a_notebook_runs_notebooks(script):
    out, errors = script("""
inner = "from asker import run; import os\\nprint(os.getppid()); print(run('import os; print(os.getppid())'))"
print(run(inner))
""").communicate(timeout=60)
    assert len(out.split()) == 2 and len(set(out.split())) == 1, errors


def test_a_run_ends_when_its_asker_is_killed(script, processes, tmp_path):
    asked = script(f"run({SLOW_CELL!r})")
    pid = begun(tmp_path, processes)
    below = processes.children(asked.pid)
    assert pid in below
    asked.kill()
    assert processes.eventually(lambda: not any(processes.alive(child) for child in below))


@pytest.mark.slow
def test_a_run_ends_with_its_asker_even_if_a_fork_of_it_lives_on(script, processes, tmp_path):
    """The fork holds copies of all descriptors: the end of the line alone would not be seen."""
    asked = script(f"""
def branch():
    while not os.path.exists("begun"): time.sleep(0.01)
    if os.fork() == 0:
        os.closerange(0, 3)
        time.sleep(15)
        os._exit(0)
    open("forked", "w").close()

threading.Thread(target=branch).start()
run({SLOW_CELL!r})
""")
    pid = begun(tmp_path, processes)
    assert processes.eventually((tmp_path / "forked").exists)
    asked.kill()
    assert processes.eventually(lambda: not processes.alive(pid), 10)


def test_a_run_ends_with_its_asker_whatever_it_does(script, processes, tmp_path):
    """A regular expression that backtracks for ever holds the interpreter: no thread of the run gets a word in."""
    asked = script("run(\"import os, re; f = open('begun', 'w'); f.write(str(os.getpid())); f.close()"
                   "\\nre.match(r'(a+)+$', 'a' * 64 + 'b')\")")  # fmt: skip
    pid = begun(tmp_path, processes)
    asked.kill()
    assert processes.eventually(lambda: not processes.alive(pid))


@pytest.mark.slow
def test_runs_end_when_the_warm_process_is_killed_and_the_next_finds_a_new_one(script, processes, tmp_path):
    asked = script(f"""
import signal
signal.signal(signal.SIGINT, signal.default_int_handler)  # ignored where the tests run in the background
try:
    run({SLOW_CELL!r})
except engine.RunDied as error:
    print(error)
print(run("print('again')"))
""")
    pid = begun(tmp_path, processes)
    warm = next(c for c in processes.children(asked.pid) if pid in processes.children(c))
    os.kill(warm, signal.SIGKILL)
    out, errors = asked.communicate(timeout=60)
    assert "Kernel died" in out and "again" in out, errors
    assert not processes.alive(pid)


def test_an_interrupt_ends_all(script, processes, tmp_path):
    """Ctrl-C goes to the asking process alone, which ends its run and then itself."""
    asked = script(f"""
import signal
signal.signal(signal.SIGINT, signal.default_int_handler)  # ignored where the tests run in the background
try:
    run({SLOW_CELL!r})
except KeyboardInterrupt:
    print("interrupted")
""")
    pid = begun(tmp_path, processes)
    below = processes.children(asked.pid)
    os.killpg(asked.pid, signal.SIGINT)
    out, errors = asked.communicate(timeout=120)
    assert (out, asked.returncode) == ("interrupted\n", 0), errors
    assert "Traceback" not in errors
    assert not processes.alive(pid)
    assert processes.eventually(lambda: not any(processes.alive(child) for child in below))


def test_nothing_is_left_when_the_asker_ends(script, processes):
    asked = script("run('1'); print(os.getpid())")
    out, errors = asked.communicate(timeout=60)
    assert out.strip() == str(asked.pid) and errors == ""
    assert processes.children(asked.pid) == set()


@pytest.mark.slow
def test_code_that_changes_is_imported_anew(script, tmp_path):
    """A warm process holds modules as they were; a run gets them as they are."""
    (tmp_path / "changing.py").write_text("value = 'old'")
    out, errors = script("""
from pathlib import Path

engine.warm("changing")
print(run("import sys; print('changing' in sys.modules); import changing; print(changing.value)"))
Path("changing.py").write_text("value = 'new, and longer'")
print(run("import changing; print(changing.value)"))
""").communicate(timeout=60)
    assert out.split("\n") == ["True", "old", "", "new, and longer", "", ""], errors


@pytest.mark.slow
def test_what_only_later_runs_need_is_imported_between_runs(script, tmp_path):
    """The first run does not wait for it, and a run that comes once it is there finds it imported."""
    (tmp_path / "wanted.py").write_text("")
    (tmp_path / "first_of_the_later.py").write_text("import time; time.sleep(3)")
    (tmp_path / "last.py").write_text("")
    out, errors = script("""
import time

look = "import sys; print(*(name in sys.modules for name in ('wanted', 'last')))"
engine.warm("wanted", later=("first_of_the_later", "last"))
print(run(look), end="")
until = time.monotonic() + 30
while "False" in (seen := run(look)) and time.monotonic() < until:
    time.sleep(0.1)
print(seen, end="")
""").communicate(timeout=90)
    assert out.splitlines() == ["True False", "True True"], errors


@pytest.mark.slow
def test_a_run_waits_for_what_its_notebook_names_rather_than_import_it_at_the_same_time(script, tmp_path):
    log = str(tmp_path / "imported")
    (tmp_path / "shared.py").write_text(f"import time; open({log!r}, 'a').write('once '); time.sleep(1)")
    (tmp_path / "behind.py").write_text("")
    out, errors = script(f"""
engine.warm(later=("shared", "behind"))
print(run("import sys, shared\\nprint(open({log!r}).read(), 'behind' in sys.modules)"), end="")
""").communicate(timeout=60)
    assert out.split() == ["once", "False"], errors


def test_a_notebook_may_name_more_than_a_message_holds(script):
    out, errors = script("""
names = ", ".join("m" * 90 + str(number) for number in range(1000))
print(run("print('ran', end='')", "words = '''\\nimport " + names + "\\n'''"))
""").communicate(timeout=60)
    assert (out, errors) == ("ran\n", "")  # in a fork, and not in the stock kernel to which papermill falls back


def test_what_a_notebook_may_mean_by_its_imports():
    named_in = importlib.import_module(engine.WarmEngine.__module__).named_in
    code = "import a.b as c, d\nfrom x.y import z as w, q\nif d:\n    import k\n%matplotlib inline\nimport os; c = 1\nfrom . import n"
    cells = [new_markdown_cell("import words"), new_code_cell(code)]
    assert named_in(new_notebook(cells=cells)) == ["a.b", "d", "x.y", "x.y.z", "x.y.q"]


@pytest.mark.slow
def test_no_run_waits_for_all_that_a_module_prepares_after_its_import(script, tmp_path):
    """It is gone through piece by piece, and a piece that fails is the last."""
    (tmp_path / "preparing.py").write_text("""
import time

done = []

def pieces():
    for number in range(15):
        time.sleep(0.2)
        done.append(number)
        yield
    raise OSError
""")
    (tmp_path / "last.py").write_text("")
    out, errors = script("""
import time

look = "import sys; print(len(sys.modules['preparing'].done) if 'preparing' in sys.modules else 0, 'last' in sys.modules)"
engine.warm(later=("preparing", "last"))
seen, until = [], time.monotonic() + 60
while "True" not in (told := run(look)) and time.monotonic() < until:
    seen.append(int(told.split()[0]))
    time.sleep(0.1)
print(seen == sorted(seen), len(set(seen)) > 2, told.split())
""").communicate(timeout=90)
    assert out.splitlines() == ["True True ['15', 'True']"], errors


@pytest.mark.slow
def test_a_module_that_cannot_be_imported_fails_where_it_is_wanted(script, tmp_path):
    (tmp_path / "broken.py").write_text("1/0")
    out, errors = script("""
engine.warm("broken", "no_such_module")
print(run("try:\\n    import broken\\nexcept ZeroDivisionError: print('there')"))
""").communicate(timeout=60)
    assert out == "there\n\n", errors


@pytest.mark.slow
def test_a_module_that_starts_a_thread_makes_runs_stock(script, tmp_path):
    (tmp_path / "threaded.py").write_text(
        "import threading, time\nthreading.Thread(target=time.sleep, args=(99,), daemon=True).start()"
    )
    out, errors = script("""
engine.warm("threaded")
for _ in range(2): print(run("print('ran')"))
""").communicate(timeout=90)
    assert out == "ran\n\nran\n\n"
    assert errors.count("Notebooks run in stock kernels: 2 threads") == 1, errors


def test_where_nothing_can_be_forked_runs_are_stock(run, monkeypatch, caplog):
    monkeypatch.setattr(sys, "platform", "darwin")
    ran = run(["import os; 'FAZHI' in str(os.environ), 6 * 7"])
    assert ran.error is None and "42" in ran.text(0)
    assert "stock kernels: darwin" in caplog.text


def test_a_kernel_that_is_not_ours_is_left_to_the_stock_engine(root, tmp_path, monkeypatch, caplog):
    """A notebook of another interpreter runs there, and one whose kernel is missing fails as always."""
    from jupyter_client.kernelspec import NoSuchKernel
    from papermill.engines import papermill_engines

    nb = new_notebook(cells=[new_code_cell("1")], metadata={"papermill": {}})
    with pytest.raises(NoSuchKernel):
        papermill_engines.execute_notebook_with_engine("fazhi", nb, kernel_name="ir", progress_bar=False)
    assert "no kernel is called ir" in caplog.text


@pytest.mark.slow
def test_papermill_from_the_shell(root, tmp_path):
    """The engine by its entry point, parameters, the log of outputs, and the exit code of a failure."""
    nb = new_notebook(
        cells=[
            new_code_cell("n = 1", metadata={"tags": ["parameters"]}),
            new_code_cell("print(f'n is {n}')\n1 / (n - 3)"),  # one write, which no flush can part
        ],
        metadata={"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}},
    )
    nbformat.write(nb, tmp_path / "in.ipynb")
    info = tmp_path / "fazhi-0.0.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: fazhi\nVersion: 0.0.0\n")
    (info / "entry_points.txt").write_text("[papermill.engine]\nfazhi = fazhi.engine:WarmEngine\n")

    def papermill(n, *options):
        return subprocess.run(
            [sys.executable, "-m", "papermill", "in.ipynb", "out.ipynb", "--engine", "fazhi", "-p", "n", str(n), *options],
            cwd=tmp_path, capture_output=True, text=True,
            env=os.environ | {"PYTHONPATH": f"{tmp_path}{os.pathsep}{root / 'src'}"},
        )  # fmt: skip

    done = papermill(4, "--log-output")
    assert done.returncode == 0, done.stderr
    assert "n is 4" in done.stderr and "stock" not in done.stderr
    executed = json.loads((tmp_path / "out.ipynb").read_text())
    assert executed["metadata"]["papermill"]["exception"] is None
    assert executed["metadata"]["language_info"]["name"] == "python"
    assert [cell["execution_count"] for cell in executed["cells"]] == [1, 2, 3]
    failed = papermill(3)
    assert failed.returncode == 1 and "PapermillExecutionError" in failed.stderr
    assert "Executing:" in failed.stderr


def test_the_entry_point_is_declared(root):
    assert 'fazhi = "fazhi.engine:WarmEngine"' in (root / "pyproject.toml").read_text()
    assert engine.WarmEngine.__name__ == "WarmEngine"


@pytest.mark.parametrize("first", ["import papermill", "from fazhi.engine import WarmEngine", "import fazhi.engine"])
def test_papermill_and_the_engine_can_be_imported_in_any_order(root, first):
    done = subprocess.run(
        [sys.executable, "-c", f"{first}; import papermill.engines, fazhi.engine as e; print(e.WarmEngine.__mro__[1].__name__)"],
        capture_output=True, text=True, env=os.environ | {"PYTHONPATH": str(root / "src")},
    )  # fmt: skip
    assert done.stdout == "NBClientEngine\n", done.stderr


def test_a_warm_process_that_is_let_go_ends_and_whoever_asks_again_has_a_new_one(run, monkeypatch):
    monkeypatch.delenv(client.ADDRESS, raising=False)
    monkeypatch.setattr(client, "_warm", client._Warm())
    assert run(["1"]).error is None
    first = client._warm.started[-1][1]
    engine.let_go()
    assert first.wait(10) == 0
    assert run(["2"]).text(0) == "2"
    assert client._warm.started[-1][1].pid != first.pid
    client._warm.finish()
