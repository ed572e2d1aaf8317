"""The records of a run: every file in the manifest, nothing of the machine, the same bytes from the same receipts."""

import json
import shutil
import subprocess
import sys
import tempfile
import tracemalloc
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rocrate.rocrate import ROCrate

from fazhi.pipeline import Site
from fazhi.pipeline.place import CACHE
from fazhi.provenance import pages, write_records
from fazhi.provenance.crate import encoded
from fazhi.runs.jsontext import listing, text_of

from .conftest import receipt, sha, stage, written

RECORDS = ("manifest.json", "ro-crate-metadata.json", "datapackage.json")


def manifest(where: Site) -> dict:
    return json.loads(write_records(where, "zh").read_text(encoding="utf-8"))


def entities(where: Site) -> dict[str, dict]:
    write_records(where, "zh")
    body = json.loads((where.editions / "ro-crate-metadata.json").read_text(encoding="utf-8"))
    return {entity["@id"]: entity for entity in body["@graph"]}


def test_the_manifest_names_every_output_with_its_hash_its_size_and_what_it_was_made_from(small: Site):
    listed = {
        path: facts
        for job in manifest(small)["jobs"]
        for s in job["stages"].values()
        for path, facts in s["outputs"].items()
    }
    page = small.outputs / "甲镇" / "2022" / "appendix.html"
    assert listed["outputs/甲镇/2022/appendix.html"] == {"sha256": sha(page), "bytes": page.stat().st_size}
    assert len(listed) == 8
    clean = manifest(small)["jobs"][1]["stages"]["clean"]
    assert list(clean["inputs"]) == ["raw/甲镇/2022/处罚 100%.xlsx"] and len(clean["code"]) == 64


def test_the_manifest_says_once_which_versions_were_installed(small: Site, versions: dict[str, str]):
    assert manifest(small)["environment"] == versions
    assert {"python", "pandas", "fazhi"} <= versions.keys()


def test_synthetic_ledgers_are_told_in_manifest_and_crate(small: Site):
    assert manifest(small)["synthetic"] is True
    assert "合成数据" in entities(small)["./"]["description"]
    (small.outputs / "甲镇" / "2021" / "basis.json").write_text('{"synthetic": false}', encoding="utf-8")
    (small.outputs / "manifest.json").unlink()
    assert manifest(small)["synthetic"] is False
    assert "部分台账为合成数据" in entities(small)["./"]["description"]


def test_no_record_names_a_folder_of_the_machine(small: Site, tmp_path: Path):
    write_records(small, "zh")
    texts = [(small.outputs / name).read_text(encoding="utf-8") for name in RECORDS]
    assert not [text for text in texts if str(tmp_path) in text]


def test_the_same_receipts_at_another_place_give_the_same_bytes(small: Site, tmp_path: Path):
    write_records(small, "zh")
    for name in ("outputs", "processed"):
        shutil.copytree(tmp_path / name, tmp_path / "elsewhere" / name)
    other = replace(small, outputs=tmp_path / "elsewhere" / "outputs", processed=tmp_path / "elsewhere" / "processed")
    for name in RECORDS:
        (other.outputs / name).unlink()
    write_records(other, "zh")
    assert all((small.outputs / name).read_bytes() == (other.outputs / name).read_bytes() for name in RECORDS)


def test_records_are_not_written_again_while_nothing_changed(small: Site):
    path = write_records(small, "zh")
    before = path.stat().st_ino
    write_records(small, "zh")
    assert path.stat().st_ino == before
    written(small, "乙镇", 2022)
    write_records(small, "zh")
    assert "乙镇" in path.read_text(encoding="utf-8") and path.stat().st_ino != before


def test_only_jobs_with_another_receipt_are_described_again(small: Site, monkeypatch: pytest.MonkeyPatch):
    described = []
    first = pages.job_text
    monkeypatch.setattr(pages, "job_text", lambda *given: described.append(given[-1].label) or first(*given))
    write_records(small, "zh")
    assert described == ["甲镇/2021", "甲镇/2022"]
    described.clear()
    written(small, "乙镇", 2022)
    write_records(small, "zh")
    assert described == ["乙镇/2022"]
    shutil.rmtree(small.outputs / "乙镇")
    next(kept(small)).with_name(".begun.json.x.part").touch()
    write_records(small, "zh")
    assert len(list(kept(small))) == 2


def kept(where: Site):
    """What is kept of each job for the next records."""
    return (where.processed / ".cache" / "records" / "internal").iterdir()


@pytest.mark.parametrize(
    "content", ["", "[]", '{"key": 1}', '{"key": 1, "places": ["nowhere/a"]}', '{"key": 1, "places": 3}']
)
def test_records_are_the_same_whatever_was_kept(small: Site, content: str):
    write_records(small, "zh")
    before = [(small.outputs / name).read_bytes() for name in RECORDS]
    for path in kept(small):
        path.write_text(content, encoding="utf-8")
    for name in RECORDS:
        (small.outputs / name).unlink()
    write_records(small, "zh")
    assert [(small.outputs / name).read_bytes() for name in RECORDS] == before


@pytest.mark.parametrize(
    "content", ["", "[]", "{", '{"schema": 9, "job": {}, "stages": {}}', '{"schema": 1, "job": []}']
)
def test_a_receipt_that_cannot_be_read_leaves_the_others_in_the_records(small: Site, content: str):
    folder = small.outputs / "甲镇" / "2021"
    (folder / "receipt.json").write_text(content, encoding="utf-8")
    (folder / "status.json").write_text("{}", encoding="utf-8")
    found = manifest(small)
    assert [job["job"]["year"] for job in found["jobs"]] == [2022]
    assert "甲镇/2021" in found["unfinished"]


def peak(where: Site) -> int:
    """Bytes of memory in use at once while the records are written from nothing: the less of twice, for what this process does besides
    counts as well.
    """
    found = []
    for _ in range(2):
        (where.outputs / "manifest.json").unlink(missing_ok=True)
        shutil.rmtree(where.processed / CACHE / pages.FOLDER, ignore_errors=True)
        tracemalloc.start()
        write_records(where, "zh")
        found.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    return min(found)


def test_ten_times_the_township_years_take_hardly_more_memory_to_record(where: Site):
    outputs = {f"outputs/甲镇/2022/evidence/{number}.csv": f"{number:064}" for number in range(300)}
    for year in range(2000, 2005):
        written(where, "甲镇", year)
        receipt(
            where.outputs / "甲镇" / str(year),
            {"township": "甲镇", "year": year, "language": "zh"},
            {"x": stage({}, outputs)},
        )
    few = peak(where)
    for year in range(2005, 2050):
        receipt(
            where.outputs / "甲镇" / str(year),
            {"township": "甲镇", "year": year, "language": "zh"},
            {"x": stage({}, outputs)},
        )
    many = peak(where)
    assert len(manifest(where)["jobs"]) == 50
    assert many - few < (where.outputs / "manifest.json").stat().st_size / 5


def test_records_are_written_without_the_libraries_of_the_results(small: Site, root: Path):
    """pandas and scipy take two seconds to import, which would be paid at the end of every run, and the models of the definitions a tenth."""
    words = "import sys; from pathlib import Path; from fazhi.pipeline import site; from fazhi.provenance import write_records\n"
    words += "where = site(*sys.argv[1:]); (where.editions / 'manifest.json').unlink(); write_records(where, 'zh')\n"
    words += "print({'pandas', 'scipy', 'matplotlib', 'pydantic'} & sys.modules.keys())"
    write_records(small, "zh")  # the first that this package writes ask the definitions
    folders = map(str, (small.raw, small.processed, small.outputs))
    shown = subprocess.run(
        [sys.executable, "-c", words, *folders], capture_output=True, text=True, check=True, cwd=root
    )
    assert shown.stdout == "set()\n"


def test_an_outputs_folder_without_a_receipt_has_a_manifest_without_jobs_and_no_crate(where: Site):
    where.outputs.mkdir()
    assert manifest(where)["jobs"] == []
    assert not (where.outputs / "ro-crate-metadata.json").exists()


def test_the_records_of_a_public_edition_tell_nothing_of_ledgers_and_clean_tables(where: Site):
    place = written(where, "甲镇", 2022, "public")
    write_records(place.site, "zh")
    for name in RECORDS:
        text = (where.outputs / "public" / name).read_text(encoding="utf-8")
        assert "raw/" not in text and "processed/" not in text and "a" * 64 not in text
        assert "indicators.csv" in text
    assert not (where.processed / "datapackage.json").exists()


def test_who_guesses_a_ledger_cannot_prove_it_by_the_records_of_a_public_edition(where: Site):
    """Ledgers that differ only in what the edition hides leave the same records: no digest in them is made of the ledgers' bytes."""
    place, said = written(where, "甲镇", 2022, "public"), []
    receipt = place.site.receipts / "甲镇" / "2022" / "receipt.json"
    for ledger, fingerprint in (("a", "f"), ("b", "0")):
        told = receipt.read_text(encoding="utf-8").replace("a" * 64, ledger * 64).replace("f" * 64, fingerprint * 64)
        receipt.write_text(told, encoding="utf-8")
        write_records(place.site, "zh")
        said.append([(where.outputs / "public" / name).read_bytes() for name in RECORDS])
        for name in RECORDS:
            (where.outputs / "public" / name).unlink()
    assert said[0] == said[1]


def test_the_internal_records_leave_the_public_edition_to_its_own(small: Site):
    written(small, "甲镇", 2022, "public")
    assert "outputs/public" not in json.dumps(manifest(small))


# ------------------------------------------------------------------------------------------------- RO-Crate


def test_the_crate_opens_in_rocrate_with_every_file_where_it_says(small: Site):
    write_records(small, "zh")
    crate = ROCrate(small.outputs)
    files = [entity for entity in crate.data_entities if entity.type == "File"]
    assert len(files) == 8  # three a township-year; the data package and the manifest
    assert all((small.outputs / entity.id).is_file() for entity in files)
    assert str(crate.root_dataset["datePublished"]).startswith("2022-12-20")


def test_each_stage_is_an_action_of_the_software_from_its_inputs_to_its_results(small: Site):
    found = entities(small)
    action = found["#甲镇/2022/indicators"]
    assert action["@type"] == "CreateAction" and action["instrument"] == {"@id": "#fazhi"}
    assert {"@id": "甲镇/2022/indicators.csv"} in action["result"]
    assert {"@id": "#raw/甲镇/2022/处罚%20100%25.xlsx"} in action["object"]
    assert found["#raw/甲镇/2022/处罚%20100%25.xlsx"]["@type"] == "CreativeWork"  # not in the crate: named only
    assert found["#fazhi"]["softwareVersion"]


def test_everything_that_an_entity_refers_to_is_in_the_crate(small: Site):
    found = entities(small)

    def references(value: object) -> list[str]:
        if isinstance(value, list):
            return [id for part in value for id in references(part)]
        return [value["@id"]] if isinstance(value, dict) else []

    named = {id for entity in found.values() for value in entity.values() for id in references(value)}
    assert {id for id in named if not id.startswith("https://w3id.org/ro/crate/")} <= found.keys()


def test_the_crate_of_a_comparison_holds_its_page(small: Site):
    folder = small.outputs / "comparison"
    folder.mkdir()
    (folder / "comparison.html").write_text("x", encoding="utf-8")
    made = {"outputs/comparison/comparison.html": sha(folder / "comparison.html")}
    source = {"outputs/甲镇/2022/indicators.csv": sha(small.outputs / "甲镇" / "2022" / "indicators.csv")}
    receipt(folder, {"townships": None, "years": None, "language": "zh"}, {"comparison": stage(source, made)})
    found = entities(small)
    assert found["comparison/"]["hasPart"] == {"@id": "comparison/comparison.html"}
    assert found["#comparison/comparison"]["object"] == {"@id": "甲镇/2022/indicators.csv"}


@given(st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=20))
def test_an_encoded_path_has_no_sign_that_an_address_may_not_hold_and_keeps_letters_of_any_script(path: str):
    kept = encoded(path)
    assert not set(kept) & set(' "#?<>\\^`{|}[]\n\t')
    assert [sign for sign in kept if ord(sign) > 127] == [sign for sign in path if ord(sign) > 127]


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=12,
)


@given(json_values, st.integers(0, 4))
def test_json_in_lines_reads_back_as_it_was(value: object, depth: int):
    assert json.loads(text_of(value, depth)) == value


@given(
    st.dictionaries(st.sampled_from("abc"), json_values, min_size=1),
    st.lists(json_values, max_size=3),
    st.dictionaries(st.sampled_from("xyz"), json_values),
    st.integers(2, 4),
)
def test_a_list_that_is_written_entry_by_entry_is_the_same_text(head: dict, entries: list, tail: dict, depth: int):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "x.json"
        with listing(path, head, "entries", depth) as written:
            for entry in entries:
                written.add(entry)
            written.tail |= tail
        assert path.read_text(encoding="utf-8") == text_of({**head, "entries": entries, **tail}, depth) + "\n"


def test_outputs_that_lie_below_these_are_not_recorded_with_them(small: Site):
    """As ``fazhi run --language en --outputs outputs/en`` leaves them."""
    before = write_records(small, "zh").read_bytes()
    shutil.copytree(small.outputs, small.outputs / "en", ignore=lambda folder, names: ["en"] if "en" in names else [])
    receipt(small.outputs / "en", {"edition": "internal", "language": "en"}, {})
    assert write_records(small, "zh").read_bytes() == before
