"""Names that are imported when they are first asked for are the same objects, and a name that there is not is refused as Python would."""

from importlib import import_module

import pytest

from fazhi.lazy import importing


@pytest.mark.parametrize("package", ["fazhi.pipeline", "fazhi.comparison", "fazhi.ledgers"])
def test_a_package_gives_every_name_that_it_lists(package: str) -> None:
    module = import_module(package)
    for name in module.__all__:
        found = getattr(module, name)
        assert getattr(import_module(found.__module__), name) is found


def test_only_what_is_asked_for_is_imported() -> None:
    names = importing("json", {"tool": ("main",), "no_such_module": ("never",)})
    assert names("main") is import_module("json.tool").main


def test_a_name_that_there_is_not_is_refused() -> None:
    with pytest.raises(AttributeError, match=r"module 'fazhi\.pipeline' has no attribute 'nothing'"):
        import_module("fazhi.pipeline").nothing  # noqa: B018 - asking is what is tested
    with pytest.raises(ImportError, match="nothing"):
        exec("from fazhi.pipeline import nothing")
