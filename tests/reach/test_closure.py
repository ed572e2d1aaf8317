"""What a piece of code reaches, on small packages written for the purpose: nothing that matters is missed, little else is named."""

from collections.abc import Callable
from pathlib import Path
from textwrap import dedent

import pytest

from fazhi.reach.closure import Package
from fazhi.reach.definitions import code_definition

Make = Callable[..., Package]


@pytest.fixture
def make(tmp_path: Path) -> Make:
    """A package of the given modules: ``make(a="def f(): ...", b__of__sub="...")``."""

    def made(**modules: str) -> Package:
        home = tmp_path / "pack"
        for name, source in {"__init__": "", **modules}.items():
            path = home.joinpath(*reversed(name.split("__of__"))).with_suffix(".py")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(dedent(source), encoding="utf-8")
        return Package("pack", home)

    return made


def named(package: Package, module: str, name: str) -> set[str]:
    """Reached definitions as ``module.name``, bodies of modules left out."""
    return {f"{m}.{n}" for m, n in package.reached([(module, name)]).definitions if n}


def test_only_what_a_function_names_is_reached(make: Make):
    package = make(a="from pack.b import used\ndef f(): return used()\n", b="def used(): ...\ndef unused(): ...\n")
    assert named(package, "pack.a", "f") == {"pack.a.f", "pack.b.used"}


@pytest.mark.parametrize(
    "source",
    [
        "import pack.b\ndef f(): return pack.b.used()\n",
        "import pack.b as other\ndef f(): return other.used()\n",
        "from pack import b\ndef f(): return b.used()\n",
        "from . import b\ndef f(): return b.used()\n",
        "from .b import used as mine\ndef f(): return mine()\n",
        "def f():\n    from pack.b import used\n    return used()\n",
        "from pack.b import used\nclass f:\n    def method(self): return used()\n",
        "from pack.b import used\ndef f(key=used): ...\n",
        "from pack.b import used\n@used\ndef f(): ...\n",
        "from pack.b import used\nTABLE = {1: used}\ndef f(): return TABLE[1]()\n",
        "from pack.b import used\ndef f(): return [used(x) for x in ()]\n",
        "from pack.b import *\ndef f(): return used()\n",
        "from pack.b import used\ndef f():\n    def inner():\n        used = 1\n    return used()\n",
    ],
)
def test_every_way_to_name_it_is_followed(make: Make, source: str):
    assert "pack.b.used" in named(make(a=source, b="def used(): ...\ndef unused(): ...\n"), "pack.a", "f")


@pytest.mark.parametrize(
    "source",
    [
        "def f():\n    from pack.b import used as do\n    return do()\ndef g():\n    from pack.c import other as do\n    return do()\n",
        "try:\n    from pack.b import used as do\nexcept ImportError:\n    from pack.c import other as do\ndef f(): return do()\n",
        "from pack.b import used\nused = print(used)\ndef f(): return used()\n",
    ],
)
def test_a_name_that_stands_for_several_things_reaches_each(make: Make, source: str):
    package = make(a=source, b="def used(): ...\n", c="def other(): ...\n")
    assert "pack.b.used" in named(package, "pack.a", "f")


def test_a_name_that_is_imported_and_then_made_anew_reaches_what_makes_it(make: Make):
    package = make(a="from pack.b import used\nused = 1\ndef f(): return used\n", b="def used(): ...\n")
    assert {"pack.a.used", "pack.b.used"} <= named(package, "pack.a", "f")


@pytest.mark.parametrize(
    "source",
    [
        "def f(used): return used\n",
        "def f():\n    used = 1\n    return used\n",
        "def f(): return [used for used in ()]\n",
        "def f():\n    for used in (): used\n",
        "def f():\n    try: ...\n    except OSError as used: used\n",
        "def f(): return lambda used: used\n",
    ],
)
def test_a_name_that_the_function_binds_is_its_own(make: Make, source: str):
    package = make(a=f"from pack.b import used\n{source}", b="def used(): ...\n")
    assert named(package, "pack.a", "f") == {"pack.a.f"}


def test_a_package_that_passes_names_on_is_seen_through(make: Make):
    package = make(
        a="from pack import sub\nfrom pack.sub import g\ndef f(): return sub.h(), g()\n",
        __init____of__sub="from pack.sub.one import g\nfrom pack.sub.two import h, i\n",
        one__of__sub="def g(): ...\n",
        two__of__sub="def h(): ...\ndef i(): ...\n",
    )
    assert named(package, "pack.a", "f") == {"pack.a.f", "pack.sub.one.g", "pack.sub.two.h"}


def test_a_function_hides_the_module_of_its_name(make: Make):
    package = make(
        a="from pack.sub import compare\ndef f(): return compare()\n",
        __init____of__sub="from pack.sub.compare import compare\n",
        compare__of__sub="def compare(): ...\ndef other(): ...\n",
    )
    assert named(package, "pack.a", "f") == {"pack.a.f", "pack.sub.compare.compare"}


def test_what_registers_itself_is_reached_with_its_module(make: Make):
    package = make(
        a="from pack.b import show\ndef f(): return show(1)\n",
        b="""
          from functools import singledispatch
          from pack.c import special

          @singledispatch
          def show(value): ...

          @show.register
          def _(value: int): return special(value)
          """,
        c="def special(value): ...\n",
    )
    assert "pack.c.special" in named(package, "pack.a", "f")


@pytest.mark.parametrize("source", ["def f(): return getattr(b, name)\n", "def f(): return vars(b)\n"])
def test_a_module_used_as_such_is_reached_whole(make: Make, source: str):
    package = make(a=f"from pack import b\n{source}", b="def one(): ...\ndef two(): ...\n")
    assert {"pack.b.one", "pack.b.two"} <= named(package, "pack.a", "f")


def test_what_is_imported_by_a_name_made_at_run_time_reaches_everything(make: Make):
    package = make(a="from importlib import import_module\ndef f(n): return import_module(n)\n", b="def far(): ...\n")
    assert "pack.b.far" in named(package, "pack.a", "f")


def test_code_cells_reach_what_they_ask_of_a_module_and_magics_are_no_code(make: Make):
    package = make(b="def used(): ...\ndef unused(): ...\n")
    cells = ["%matplotlib inline\nfrom pack import b\n", "!ls\nfound = b.used()\n", "found"]
    reached = package.reached([], code_definition(cells)).definitions
    assert {f"{m}.{n}" for m, n in reached if n} == {"pack.b.used"}


@pytest.mark.parametrize(
    ("before", "after", "same"),
    [
        ("def f(): return 1\n", "def f():\n    # why\n    return 1\n", True),
        ("def f(): return 1\n", 'def f():\n    """What."""\n    return 1\n', True),
        ("def f(): return 1\n", "def f(): return 2\n", False),
        ("LIMIT = 1\ndef f(): return LIMIT\n", "LIMIT = 2\ndef f(): return LIMIT\n", False),
        ("def f(): return 1\n", "def f(x=1): return 1\n", False),
        ("def f(): return 1\n", "def f(): return 1\ndef g(): return 3\n", True),
    ],
)
def test_words_to_the_reader_change_nothing_and_all_else_does(make: Make, before: str, after: str, same: bool):
    def seen(source: str) -> dict:
        return {key: d.digest for key, d in make(a=source).reached([("pack.a", "f")]).definitions.items()}

    assert (seen(before) == seen(after)) is same
