"""The command speaks the locale's language: help, refusals and messages; results stay Chinese unless a language is named."""

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer
from rich.cells import cell_len
from typer.main import get_command
from typer.testing import CliRunner

from fazhi.catalogue import words
from fazhi.cli import app
from fazhi.cli.help import WIDTH, wrapped
from fazhi.cli.speech import language_of_locale

IDEOGRAPH = re.compile(r"[\u3400-\u9fff]")
LOCALES = {"zh": "zh_CN.UTF-8", "en": "en_GB.UTF-8"}
# What a Chinese help page may hold in Latin letters: what is typed, and names of formats.
TYPED = re.compile(
    r"--[\w-]+|\b(?:data|demo|outputs|raw|processed|template|templates|report|html|about|mapping|yaml|json|pdf|docx|txt|md)\b|\bL\d\d\b"
)
LATIN = re.compile(r"[A-Za-z]{2,}")


def commands() -> Iterator[tuple[str, typer.core.TyperCommand]]:
    yield from get_command(app).commands.items()  # type: ignore[attr-defined]


def call(*arguments: str, language: str = "zh", columns: int = 80):
    """The command as it answers in a locale."""
    locale = {"LC_ALL": LOCALES[language], "COLUMNS": str(columns)}
    return CliRunner().invoke(app, list(arguments), env=locale)


class TestWhichLanguage:
    @pytest.mark.parametrize(
        ("environment", "language"),
        [
            ({"LANG": "zh_CN.UTF-8"}, "zh"),
            ({"LANG": "zh_TW"}, "zh"),
            ({"LANG": "en_US.UTF-8"}, "en"),
            ({"LANG": "de_DE.UTF-8"}, "en"),
            ({"LANG": "C"}, "en"),
            ({"LANG": "POSIX"}, "en"),
            ({"LANG": "C.UTF-8"}, "en"),
            ({"LANG": "en_US.UTF-8", "LC_MESSAGES": "zh_CN.UTF-8"}, "zh"),
            ({"LC_MESSAGES": "zh_CN.UTF-8", "LC_ALL": "en_US.UTF-8"}, "en"),
            ({"LC_ALL": "", "LANG": "zh_CN.UTF-8"}, "zh"),
        ],
    )
    def test_the_locale_decides_in_the_order_of_posix(self, environment, language):
        assert language_of_locale(environment) == language

    @pytest.mark.parametrize("name", ["zh_CN", "Chinese (Simplified)_China"])
    def test_without_these_variables_the_system_is_asked(self, monkeypatch, name):
        monkeypatch.setattr("locale.getlocale", lambda: (name, "936"))
        assert language_of_locale({}) == "zh"

    @pytest.mark.parametrize("where", [["--language", "en", "run", "--help"], ["run", "--language=en", "--help"]])
    def test_an_option_overrides_the_locale(self, where):
        assert call(*where, language="zh").output.startswith("Usage: ")

    def test_refusals_are_in_the_language_of_the_option_too(self):
        assert "There is no indicator" in call("explain", "x", "双合镇", "2022", "--language", "en").output
        assert "没有名为“x”的指标" in call("explain", "x", "双合镇", "2022", "--language", "zh", language="en").output

    def test_what_stands_behind_two_dashes_is_no_option(self):
        assert "用法" in call("run", "--", "--language", "en", "x").output


class TestHelp:
    @pytest.mark.parametrize("name", [None, *(name for name, _ in commands())])
    def test_a_chinese_page_is_chinese_and_an_english_page_english(self, name):
        arguments = ["--help"] if name is None else [name, "--help"]
        chinese, english = (call(*arguments, language=language) for language in ("zh", "en"))
        assert chinese.exit_code == english.exit_code == 0
        assert not IDEOGRAPH.search(english.output)
        known = {
            "fazhi",
            "zh",
            "en",
            "internal",
            "public",
            "fixed",
            "INDICATOR",
            "disputes_resolved",
            "JSON",
            "Excel",
            "xlsx",
        }
        known |= {
            "Dask",
            "tcp",
            "host",
            "exact",
            "report",
            "docx",
            "md",
            "txt",
            "outputs",
            "manifest",
            "json",
            "Ctrl",
            "C",
            *(name for name, _ in commands()),
        }
        latin = set(LATIN.findall(TYPED.sub("", chinese.output.replace("disputes_resolved", ""))))
        assert latin <= known

    @pytest.mark.parametrize("language", ["zh", "en"])
    def test_every_command_and_parameter_is_explained(self, language):
        for name, command in commands():
            page = call(name, "--help", language=language, columns=100).output
            for parameter in command.params:
                own = words().get(f"cli.{name}.{parameter.name}") or words()[f"cli.any.{parameter.name}"]
                assert own.in_language(language)[:20] in page, (name, parameter.name)

    def test_no_word_explains_what_is_not_there(self):
        known = {"fazhi"}
        shared, named = {"help"}, set()
        for name, command in commands():
            known |= {name, *(f"{name}.{parameter.name}" for parameter in command.params)}
            shared |= {parameter.name for parameter in command.params}
            named |= {parameter.name for parameter in command.params}
        rooms = {"help", "error", "phrase"}
        for key in (key.removeprefix("cli.") for key in words() if key.startswith("cli.")):
            head, _, rest = key.partition(".")
            allowed = head in rooms or key in known or (head, rest in shared) == ("any", True)
            assert allowed or (head == "name" and rest in named), key

    @pytest.mark.parametrize("columns", [60, 80, 200])
    @pytest.mark.parametrize("language", ["zh", "en"])
    def test_no_line_is_wider_than_the_terminal(self, language, columns):
        for name, _ in commands():
            lines = call(name, "--help", language=language, columns=columns).output.splitlines()[1:]
            assert max(map(cell_len, lines)) <= min(columns, WIDTH), name

    def test_chinese_lines_neither_begin_with_a_closing_nor_end_with_an_opening_mark(self):
        text = "（甲）乙、丙“丁”，戊。" * 20
        for width in range(10, 40):
            lines = wrapped(text, width)
            assert "".join(lines) == text and all(cell_len(line) <= width for line in lines)
            assert not any(line[0] in "）、”，。" or line[-1] in "（“" for line in lines)

    def test_a_call_without_anything_is_answered_by_the_help_and_counts_as_wrong(self):
        answered = call()
        assert answered.exit_code == 2 and answered.stderr.startswith("用法：fazhi")

    def test_help_and_refusals_need_none_of_the_slow_libraries(self, root: Path):
        script = (
            "import sys; from fazhi.cli import app\n"
            "for arguments in (['--help'], ['run', '--help'], ['rum'], ['compare', '--years', 'x'], ['explain', 'x', 'y', '1']):\n"
            "    try: app(arguments)\n"
            "    except SystemExit: pass\n"
            "loaded = {'pandas', 'numpy', 'matplotlib', 'papermill', 'nbformat', 'scipy', 'docx'} & set(sys.modules)\n"
            "sys.exit(' '.join(loaded) or 0)"
        )
        done = subprocess.run([sys.executable, "-c", script], cwd=root, capture_output=True, text=True, env=os.environ)
        assert done.returncode == 0, done.stderr

    def test_a_call_that_gives_nothing_is_read_without_the_models_library(self):
        """A run with nothing to do takes two tenths of a second, of which it would be a third."""
        script = (
            "import sys; from typer.main import get_command; from fazhi.cli import app\n"
            "read = get_command(app).commands['run'].make_context('run', []).params\n"
            "print(read['edition'], read['why'], read['township'])\n"
            "sys.exit(' '.join({'pydantic', 'yaml', 'rich.progress'} & set(sys.modules)) or 0)"
        )
        done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        assert done.stdout == "internal False None\n"


MISTAKES = [
    ["rum"],
    ["nothing-like-it"],
    ["--nothing"],
    ["run", "--lang", "en"],
    ["run", "--nothing"],
    ["run", "--language", "fr"],
    ["run", "--edition", "secret"],
    ["claims"],
    ["claims", "a", "b"],
    ["claims", "--json=3", "a"],
    ["check", "a", "--township", "b"],
    ["check", "a", "--township"],
    ["synthesise", "--seed", "many"],
    ["synthesise", "--years", "0"],
]


@pytest.mark.parametrize("mistake", MISTAKES, ids=" ".join)
def test_a_wrong_call_is_refused_in_the_reader_s_language(mistake):
    chinese, english = (call(*mistake, language=language) for language in ("zh", "en"))
    assert chinese.exit_code == english.exit_code == 2
    assert not IDEOGRAPH.search(english.output) and english.stderr.splitlines()[-1].startswith("Error: ")
    said = chinese.stderr.splitlines()[-1]
    assert said.startswith("命令有误：")
    typed = {"run", "rum", "nothing", "like", "it", "json", "zh", "en", "internal", "public", "half"}
    assert set(LATIN.findall(re.sub(r"--[\w-]+", "", said))) <= typed


def test_every_phrase_of_the_library_is_still_one_of_its_phrases():
    """A phrase that the library no longer uses would silently go out untranslated: each is met by one of the mistakes above."""
    met = set()
    for mistake in [*MISTAKES, ["compare", "--years", "1", "x"]]:
        said = call(*mistake, language="en").stderr.splitlines()[-1].removeprefix("Error: ")
        met |= {
            key
            for key, text in words().items()
            if key.startswith("cli.phrase.")
            if re.search(re.sub(r"\\{\w+\\}", ".+", re.escape(text.en)), said)
        }
    unmet = {key for key in words() if key.startswith("cli.phrase.")} - met
    assert unmet <= {"cli.phrase.missing_command"}  # only where a group is called with options and no command


def test_results_do_not_depend_on_the_locale(tmp_path):
    """The same call gives the same bytes in any locale."""
    for language in LOCALES:
        assert call("template", "L14", "--out", str(tmp_path / language), language=language).exit_code == 0
    (chinese,), (english,) = ((tmp_path / language).iterdir() for language in LOCALES)
    assert chinese.read_bytes() == english.read_bytes()


def test_a_reader_who_has_read_enough_is_no_error(tmp_path, root):
    """`fazhi claims … | head -1`: what comes after goes nowhere, and nothing is said of it."""
    report = tmp_path / "report.txt"
    report.write_text("2022年，受理矛盾纠纷12件。\n" * 4000, encoding="utf-8")
    line = f"{shlex.quote(sys.executable)} -m fazhi.cli claims {shlex.quote(str(report))} --json | head -1"
    done = subprocess.run(line, shell=True, capture_output=True, text=True, cwd=root)
    assert (done.stdout, done.stderr) == ("[\n", "")
