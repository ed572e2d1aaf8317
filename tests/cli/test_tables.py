"""Tables that a command prints: nothing in them is cut short, however narrow the terminal."""

import os
import pty
import re
import subprocess
import sys
from pathlib import Path

REPORT = "2022年，双合镇共受理矛盾纠纷25件，调解成功25件，成功率98%，发放普法宣传资料1600余份。"
NAME = "Mediation success rate (settled ÷ concluded)"


def command(tmp_path: Path) -> list[str]:
    report = tmp_path / "report.txt"
    report.write_text(REPORT, encoding="utf-8")
    return [sys.executable, "-m", "fazhi.cli", "claims", str(report), "--language", "en"]


def test_a_file_or_another_program_gets_a_line_a_row(tmp_path: Path, root: Path):
    done = subprocess.run(command(tmp_path), cwd=root, capture_output=True, env={**os.environ, "COLUMNS": "50"})
    lines = done.stdout.decode().splitlines()
    assert len(lines) == 5 and sum(NAME in line for line in lines) == 1


def test_a_narrow_terminal_breaks_a_cell_and_cuts_none(tmp_path: Path, root: Path):
    ours, theirs = pty.openpty()
    wide = {**os.environ, "COLUMNS": "50", "TERM": "xterm", "PYTHONIOENCODING": "utf-8"}
    subprocess.run(command(tmp_path), cwd=root, stdout=theirs, stderr=subprocess.DEVNULL, env=wide)
    os.close(theirs)
    shown = re.sub(r"\x1b\[[\d;]*m", "", os.read(ours, 100_000).decode())
    os.close(ours)
    assert "…" not in shown and max(map(len, shown.splitlines())) <= 50
    assert "concluded" in shown and "1600余份" in shown
