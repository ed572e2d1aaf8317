"""A mistake in the catalogue is refused by file, entry and key, in words and not in a traceback."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from fazhi.catalogue import CatalogueError, definitions, files

HERE = files.HERE


@pytest.fixture
def copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = shutil.copytree(HERE, tmp_path / "catalogue", ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    for module in (definitions, files):
        monkeypatch.setattr(module, "HERE", folder)
    return folder


ENTRY = "\ntried: {zh: 甲, en: A, section: mediation, unit: 件, kind: count, ledger: L14}\n"


@pytest.mark.parametrize(
    ("file", "added", "said"),
    [
        ("indicators.yaml", ENTRY, ["indicators.yaml: tried.en_unit: Field required", "tried.method: Field required"]),
        ("indicators.yaml", ENTRY.replace("count", "many"), ["indicators.yaml: tried: Input tag 'many'"]),
        ("indicators.yaml", "\ntried:\n\tzh: 甲\n", ["indicators.yaml: line ", "found character"]),
        ("indicators.yaml", "\ntried:\n", ["indicators.yaml: tried: "]),
        ("ledgers/L14.yaml", "\nallso: [甲]\n", ["ledgers/L14.yaml: allso: Extra inputs are not permitted"]),
        ("ledgers/L20.yaml", "id: L20\nzh: 新台账\n", ["ledgers/L20.yaml: en: Field required"]),
        ("wordings.yaml", "\nnearly: {befor: [快]}\n", ["wordings.yaml: nearly.befor: Extra inputs"]),
        ("layout.yaml", "\nno_such: 1\n", ["layout.yaml: no_such: Extra inputs"]),
    ],
)
def test_a_mistake_is_named_by_file_entry_and_key(copy: Path, file: str, added: str, said: list[str]):
    with (copy / file).open("a", encoding="utf-8") as yaml:
        yaml.write(added)
    with pytest.raises(CatalogueError) as refused:
        definitions.read()
    for language in ("zh", "en"):
        words = refused.value.text(language)
        assert all(part in words for part in said) and "pydantic" not in words and str(copy) not in words


def test_the_untouched_copy_is_read(copy: Path):
    assert definitions.read().indicators.keys()
