"""The two READMEs say what exists: every command, every target they name, the same in both languages."""

import re
from pathlib import Path

import pytest
from typer.main import get_command

from fazhi.cli import app

READMES = ["README.md", "README.zh-CN.md"]
COMMAND_ROW = re.compile(r"^\| `fazhi (\w+)", flags=re.MULTILINE)
TARGET = re.compile(r"\bmake ([a-z]+)\b")


@pytest.mark.parametrize("readme", READMES)
def test_the_table_names_every_command_and_no_other(root: Path, readme: str):
    commands = get_command(app).commands  # type: ignore[attr-defined]
    assert sorted(COMMAND_ROW.findall((root / readme).read_text(encoding="utf-8"))) == sorted(commands)


def shape(text: str) -> list[object]:
    """What stands in a README, apart from its language: levels of headings, rows of tables, numbers of list items, blocks of code."""
    found: list[object] = []
    for block in re.split(
        r"\n{2,}", re.sub(r"```(\w*)\n(.*?)```", lambda m: f"\x00{m[1]}{m[2].count(chr(10))}", text, flags=re.DOTALL)
    ):
        if heading := re.match(r"#+", block):
            found.append(heading[0])
        elif block.startswith("|"):
            found.append(("table", block.count("\n"), re.findall(r"`[a-z_.]+\.(?:csv|html)`", block)))
        elif re.match(r"\d\.|-", block):
            found.append(("list", len(re.findall(r"^(?:\d\.|-)", block, flags=re.MULTILINE))))
        elif block.startswith("\x00"):
            found.append(block)
    return found


def test_both_languages_have_the_same_parts(root: Path):
    english, chinese = (shape((root / readme).read_text(encoding="utf-8")) for readme in READMES)
    assert english == chinese and len(english) > 15


@pytest.mark.parametrize("readme", READMES)
def test_every_make_target_named_exists(root: Path, readme: str):
    targets = re.findall(r"^(\w+):", (root / "Makefile").read_text(encoding="utf-8"), flags=re.MULTILINE)
    code = re.findall(r"```.*?```|`[^`\n]+`", (root / readme).read_text(encoding="utf-8"), flags=re.DOTALL)
    named = {target for piece in code for target in TARGET.findall(piece)}
    assert {"test", "lab"} <= named <= set(targets)


@pytest.mark.parametrize("readme", READMES)
def test_the_first_screen_shows_a_picture_and_the_two_commands(root: Path, readme: str):
    first_screen = "\n".join((root / readme).read_text(encoding="utf-8").splitlines()[:40])
    assert "](docs/images/" in first_screen
    assert re.search(r"^make\b", first_screen, flags=re.MULTILINE)
    assert re.search(r"^make test\b", first_screen, flags=re.MULTILINE)
