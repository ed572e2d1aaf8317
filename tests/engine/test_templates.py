"""Runs that are asked for with the same settings again and again are forked of a template; nobody can tell but by the time."""

import os
import signal
import time

import pytest

from fazhi import engine

LOOK = "import os; print(os.getppid())"


def warm_of(run):
    """The warm process, which leads a session."""
    return int(run(["import os; print(os.getsid(os.getppid()))"]).text(0))


def test_the_template_is_one_process_of_the_warm_one_and_stays(run, templated, processes):
    templated()
    first, second = (run([LOOK]).text(0) for _ in range(2))
    assert first == second and int(first) in processes.children(warm_of(run))


def test_two_runs_of_a_template_have_nothing_of_each_other(run, templated):
    templated()
    own = "print(get_ipython().kernel.session.session, os.getpid(), __import__('random').random())"
    told = [run([f"import os; leftover = 1\n{own}", "%who_ls str"]) for _ in range(2)]
    assert not set(told[0].text(0).split()) & set(told[1].text(0).split())
    assert [ran.cells[0].execution_count for ran in told] == [1, 1]


def test_other_surroundings_are_those_of_the_run(run, templated, tmp_path, monkeypatch):
    templated()
    look = "import os; print(os.environ.get('GIVEN'), os.getcwd(), get_ipython().starting_dir)"
    assert run([look]).text(0).split() == ["None", str(tmp_path), str(tmp_path)]
    (tmp_path / "below").mkdir()
    monkeypatch.chdir(tmp_path / "below")
    monkeypatch.setenv("GIVEN", "x")
    assert run([look]).text(0).split() == ["x", str(tmp_path / "below"), str(tmp_path / "below")]
    templated()
    assert run([look]).text(0).split() == ["x", str(tmp_path / "below"), str(tmp_path / "below")]


def test_settings_of_the_kernel_are_those_of_the_run(run, templated):
    templated(extra_arguments=["--InteractiveShell.ast_node_interactivity=all"])
    ran = run(["1\n2"], extra_arguments=["--InteractiveShell.ast_node_interactivity=all"])
    assert len(ran.cells[0].outputs) == 2
    assert len(run(["1\n2"]).cells[0].outputs) == 1


def test_a_history_that_is_kept_needs_a_kernel_of_its_own(run, tmp_path):
    kept = {"ipython_hist_file": str(tmp_path / "history.sqlite")}
    told = {
        run([LOOK, "import os; print(os.getsid(os.getppid()))"], **kept).text(0)
        for _ in range(4)
        if not time.sleep(0.2)
    }
    assert told == {f"{warm_of(run)}\n"} and (tmp_path / "history.sqlite").is_file()


def test_what_the_user_has_at_the_start_is_read_for_each_run(run, templated, tmp_path, monkeypatch):
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "ipython"))
    startup = tmp_path / "ipython" / "profile_default" / "startup"
    startup.mkdir(parents=True)
    (startup / "own.py").write_text("import random; mine, drawn = 'first', random.random()")
    templated()
    assert run(["mine"]).text(0) == "'first'"
    assert run(["drawn"]).text(0) != run(["drawn"]).text(0)
    (startup / "own.py").write_text("mine = 'second'")
    assert run(["mine"]).text(0) == "'second'"


def test_a_configuration_that_changes_makes_another_kernel(run, templated, tmp_path, monkeypatch):
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "ipython"))
    (tmp_path / "ipython" / "profile_default").mkdir(parents=True)
    templated()
    assert len(run(["1\n2"]).cells[0].outputs) == 1
    every = "c = get_config()\nc.InteractiveShell.ast_node_interactivity = 'all'\n"
    (tmp_path / "ipython" / "profile_default" / "ipython_kernel_config.py").write_text(every)
    assert len(run(["1\n2"]).cells[0].outputs) == 2


def test_what_was_imported_since_is_there(run, templated, tmp_path, monkeypatch):
    (tmp_path / "newcomer.py").write_text("")
    monkeypatch.setenv("PYTHONPATH", f"{tmp_path}{os.pathsep}{os.environ['PYTHONPATH']}")
    look = "import sys; 'newcomer' in sys.modules"
    templated()
    assert run([look]).text(0) == "False"
    engine.warm("newcomer")
    assert run([look]).text(0) == "True"
    templated()
    assert run([look]).text(0) == "True"


def test_a_template_that_is_killed_takes_its_runs_with_it_and_no_more(run, templated, processes):
    templated()
    ran = run(["import os, signal, time\nos.kill(os.getppid(), signal.SIGKILL)\ntime.sleep(60)"])
    assert isinstance(ran.error, engine.RunDied)
    assert run(["1 + 1"]).text(0) == "2"


def test_a_template_that_is_killed_while_nobody_asks_is_replaced(run, templated, processes):
    templated()
    killed, warm = int(run([LOOK]).text(0)), warm_of(run)
    os.kill(killed, signal.SIGKILL)
    assert processes.eventually(lambda: killed not in processes.children(warm))
    assert run(["1 + 1"]).text(0) == "2"
    templated()
    assert warm_of(run) == warm and killed not in processes.children(warm)


def test_a_template_that_stands_still_holds_nobody_up_for_longer_than_a_start_may_take(run, templated):
    templated()
    stopped = int(run([LOOK]).text(0))
    os.kill(stopped, signal.SIGSTOP)
    try:
        assert isinstance(run(["1"], start_timeout=1).error, RuntimeError)
    finally:
        os.kill(stopped, signal.SIGCONT)
    assert run(["1 + 1"]).text(0) == "2"


@pytest.mark.slow
def test_nothing_is_left_of_it_when_the_asker_ends(script, processes):
    asked = script("""
while run("import os; print(os.getppid() != os.getsid(os.getppid()))") != "True\\n": time.sleep(0.1)
print(run("import os; print(os.getppid())"))
""")
    out, errors = asked.communicate(timeout=60)
    assert errors == "" and not processes.alive(int(out))
    assert processes.children(asked.pid) == set()


@pytest.mark.slow
def test_a_run_of_a_template_ends_when_its_asker_is_killed(script, processes, tmp_path):
    asked = script("""
while run("import os; print(os.getppid() != os.getsid(os.getppid()))") != "True\\n": time.sleep(0.1)
run("import os, time; open('begun', 'w').write(str(os.getpid())); time.sleep(600)")
""")
    begun = tmp_path / "begun"
    assert processes.eventually(lambda: begun.is_file() and begun.read_text() != "")
    below = processes.children(asked.pid)
    assert int(begun.read_text()) in below
    asked.kill()
    assert processes.eventually(lambda: not any(processes.alive(pid) for pid in below))
