"""Every word that a reader sees stands in the catalogue, in Chinese and in English; none stands in code."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from fazhi.catalogue import ReaderError, words

# The catalogue holds the words, the generator writes ledgers, the typeface is built by who develops.
# The engine knows nothing of fazhi: it speaks to programmers, as the kernels do that it stands in for.
ROOMS_OF_THEIR_OWN = {"catalogue", "engine", "synthesis", "typeface"}
PROSE = re.compile(r"[A-Za-z]{3,},? [A-Za-z]{2,}")
MARKUP = re.compile(r"[<>#{}()=\\]|\w-\w+-\w|\w: \w+, \w+: ")
WORD = re.compile(r"[A-Za-z]{2,}|[\u3400-\u9fff]")
# What goes straight to a reader, by the name of what is called …
SAYING = {
    "print",
    "echo",
    "secho",
    "prompt",
    "confirm",
    "add_column",
    "add_task",
    "set_title",
    "set_xlabel",
    "set_ylabel",
    "suptitle",
}
# … and by the name of the argument.
SAID = {
    "help",
    "short_help",
    "epilog",
    "title",
    "caption",
    "subtitle",
    "xlabel",
    "ylabel",
    "label",
    "description",
    "metavar",
}
# Names that JupyterLab's menu shows, and help of nbconvert's own command line, which speaks English alone.
NAMES = {
    "fazhi HTML",
    "fazhi PDF",
    "Add the plotted values of all figures as tables at the end.",
    "Times New Roman",
    "Process Run Crate",
    "MIT License",
}
KEY = re.compile(r"[a-z_]+(\.[a-z_0-9]+)+\.?")  # what the catalogue is asked for
QUOTATION = re.compile(r"[\u2e80-\u303f\u3400-\u9fff\uff00-\uffef]+")


def own_errors() -> set[str]:
    """Names of the errors whose words a reader sees."""
    import fazhi.pipeline  # so that they are all there
    import fazhi.synthesis.county
    import fazhi.templates  # noqa: F401

    def below(kind: type) -> Iterator[type]:
        yield kind
        for one in kind.__subclasses__():
            yield from below(one)

    return {kind.__name__ for kind in below(ReaderError)}


def name_of(call: ast.expr) -> str:
    return call.attr if isinstance(call, ast.Attribute) else call.id if isinstance(call, ast.Name) else ""


def literals(node: ast.AST) -> Iterator[tuple[int, str]]:
    """The fixed text of a string, the fixed parts of an f-string, the same in what is joined from them."""
    for part in ast.walk(node):
        if isinstance(part, ast.Constant) and isinstance(part.value, str):
            yield part.lineno, part.value


def reader_facing(tree: ast.Module, errors: set[str]) -> Iterator[tuple[int, str]]:
    """Words in code that a reader would see: prose anywhere but in an error of the programmer's, single words where they are said."""
    unseen = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}  # docstrings
    for node in ast.walk(tree):
        # `raise ValueError("…")` tells of a mistake in the program.
        if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call) and name_of(node.exc.func) not in errors:
            unseen |= {id(part) for part in ast.walk(node.exc)}
        elif isinstance(node, ast.Assert) and node.msg is not None:
            unseen |= {id(part) for part in ast.walk(node.msg)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in unseen:
            if PROSE.search(node.value) and not MARKUP.search(node.value) and node.value not in NAMES:
                yield node.lineno, node.value
        elif isinstance(node, ast.Call):
            told = list(node.args) if name_of(node.func) in SAYING else []
            told += [word.value for word in node.keywords if word.arg in SAID]
            for line, text in (
                found for one in told if isinstance(one, ast.Constant | ast.JoinedStr) for found in literals(one)
            ):
                if WORD.search(text) and text not in NAMES and not MARKUP.search(text) and not KEY.fullmatch(text):
                    yield line, text


def key_of(call: ast.Call) -> str | None:
    return call.args[0].value if call.args and isinstance(call.args[0], ast.Constant) else None


def test_no_word_that_a_reader_sees_stands_in_code(root: Path):
    package, errors = root / "src" / "fazhi", own_errors() | {"BadParameter", "UsageError", "ClickException"}
    found = [
        f"{path.relative_to(package)}:{line} {text[:60]!r}"
        for path in sorted(package.rglob("*.py"))
        if path.relative_to(package).parts[0] not in ROOMS_OF_THEIR_OWN
        for line, text in reader_facing(ast.parse(path.read_text(encoding="utf-8")), errors)
    ]
    assert found == []


def test_every_error_of_a_reader_names_a_word_of_the_catalogue(root: Path):
    errors, unknown = own_errors() - {"CatalogueError"}, []  # its words stand around what its raiser says of a file
    for path in sorted((root / "src" / "fazhi").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and name_of(node.func) in errors and (key := key_of(node)) is not None:
                unknown += [] if key in words() else [f"{path.name}:{node.lineno} {key}"]
    assert unknown == []


@pytest.mark.parametrize(
    "source",
    [
        'console.print("done")',
        'typer.echo(f"{count} done")',
        'typer.Option("--raw", help="Folder")',
        'raise typer.BadParameter("expected zh or en")',
        'raise PlaceError("there is no township")',
        'message = f"{file}: the file is damaged"',
        'axes.set_title("Disputes")',
        'table.add_column("文本")',
        'Table(1, title="Key figures")',
    ],
)
def test_the_search_sees_a_word_in_code(source):
    assert list(reader_facing(ast.parse(source), {"PlaceError", "BadParameter"}))


@pytest.mark.parametrize(
    "source",
    [
        '"""What this module is for, at length."""',
        'raise ValueError("no such column in the table")',
        'assert found, "the caller sees to it"',
        'console.print(catalogue.word("pipeline.status.done", language))',
        'typer.Option("--raw")',
        'html = \'<div class="fz-scroll" role="region">\'',
        'typer.echo(f"{known.id}  {name}")',
    ],
)
def test_the_search_lets_pass_what_no_reader_sees(source):
    assert not list(reader_facing(ast.parse(source), {"PlaceError", "BadParameter"}))


def pairs(entry: object, path: str) -> Iterator[tuple[str, object, object]]:
    """Every text of the catalogue in its two languages, with where it stands."""
    if isinstance(entry, dict):
        if {"zh", "en"} & entry.keys():
            yield path, entry.get("zh"), entry.get("en")
        for key, value in entry.items():
            yield from pairs(value, f"{path}.{key}")
    elif isinstance(entry, list):
        for number, value in enumerate(entry):
            yield from pairs(value, f"{path}.{number}")


@pytest.fixture(scope="module")
def texts(root: Path) -> list[tuple[str, str, str]]:
    folder = root / "src" / "fazhi" / "catalogue"
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return [
        found
        for path in sorted(folder.rglob("*.yaml"))
        for found in pairs(yaml.load(path.read_text(encoding="utf-8"), Loader=loader), path.stem)
    ]


def test_every_text_has_both_languages(texts):
    assert len(texts) > 1500
    assert [where for where, zh, en in texts if not str(zh or "").strip(" ") or not str(en or "").strip(" ")] == []


def test_chinese_in_an_english_text_is_a_quotation_that_its_chinese_has_too(texts):
    assert [(where, run) for where, zh, en in texts for run in QUOTATION.findall(str(en)) if run not in str(zh)] == []


def test_latin_letters_in_a_chinese_text_are_abbreviations_names_and_what_is_typed(texts):
    """A name, a file or a command stands in the English text in the same letters; a text of Latin words alone is not Chinese."""
    strange = []
    for where, zh, en in texts:
        said = re.sub(r"\{\w+\}", "", str(zh))
        latin = [word for word in re.findall(r"[A-Za-z]{2,}", said) if not word.isupper() and word not in ("zh", "en")]
        strange += [(where, word) for word in latin if word not in str(en)]
        if latin and not re.search(r"[\u3400-\u9fff]", said):
            strange.append((where, said))
    assert strange == []


def test_templates_of_pages_hold_no_words_of_their_own(root: Path):
    found = []
    for path in sorted((root / "src" / "fazhi").rglob("*.j2")):
        page = re.sub(
            r"<style.*?</style>|<script.*?</script>|@font-face \{.*?; \}",
            "",
            path.read_text(encoding="utf-8"),
            flags=re.DOTALL,
        )
        page = re.sub(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", "", page, flags=re.DOTALL)
        spoken = [*re.findall(r'(?:title|alt|aria-label|placeholder)="([^"]*)"', page), re.sub(r"<[^>]*>", "", page)]
        found += [(path.name, word) for text in spoken for word in re.findall(r"[A-Za-z]{2,}", text)]
    assert found == []
