"""Makes the pictures of the documents from the product: `python docs/images/make.py`; needs Chromium.

`funnel.svg` is the product's own drawing. `appendix.png` is a photograph of a page, so beside it `made.json` keeps the digest of
what stands on it: tests tell by that whether it is current, without a browser.
"""

from __future__ import annotations

import base64
import hashlib
import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import pandas as pd

from fazhi import appendix, pipeline, publish
from fazhi.catalogue import load
from fazhi.charts.comparison import funnel
from fazhi.comparison import compare, funnel_limits
from fazhi.pipeline.counting import Results
from fazhi.publish.blocks import Table
from fazhi.synthesis import TOWNSHIP, YEAR
from fazhi.typeface import register, web_subset

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "chrome")
# A fictional county: disputes concluded by townships, and the settled among them.
CONCLUDED = (18, 27, 35, 44, 52, 66, 78, 95, 110, 140, 175, 200)
SETTLED = (17, 23, 33, 39, 49, 58, 71, 86, 82, 127, 150, 184)
RATE = "mediation_success_rate"


def funnel_svg() -> str:
    """The funnel of a fictional county of twelve townships, one of them outside of all limits."""
    rows = [
        {
            "township": f"Example {sign}",
            "year": YEAR,
            "indicator": RATE,
            "value": x / n,
            "numerator": x,
            "denominator": n,
        }
        for sign, x, n in zip("ABCDEFGHIJKL", SETTLED, CONCLUDED, strict=True)
    ]
    table = compare(pd.DataFrame(rows), load()).table
    (benchmark,) = table["benchmark"].dropna().unique()

    def limits(sizes: np.ndarray) -> pd.DataFrame:
        return funnel_limits("proportion", float(benchmark), sizes, 1.0)

    drawn = funnel(table, limits, language="en")
    assert isinstance(drawn, tuple), drawn
    return drawn[0].svg


def with_typeface(svg: str) -> str:
    """The drawing with the signs it needs: a picture in a page sees none of that page's fonts."""
    font = base64.b64encode(web_subset(svg)).decode()
    rule = f'@font-face {{ font-family: "{register()}"; src: url(data:font/woff;base64,{font}) format("woff"); }}'
    head, tag, rest = svg.partition("<metadata>")
    return f"{head}<style>{rule}</style>{tag}{rest}"


def shown_of(found: Results) -> str:
    """The digest of what the photograph shows: the style, the front, and the first section down to its table."""
    page = appendix.compose(found)
    first = next(number for number, part in enumerate(page.sections.parts) if isinstance(part, Table))
    parts = [*page.front.parts, *page.sections.parts[: first + 1]]
    styles = sorted((Path(publish.__file__).parent / "assets").glob("*.css"))
    digest = hashlib.sha256()
    for text in (*map(repr, parts), *(style.read_text(encoding="utf-8") for style in styles)):
        digest.update(text.encode())
    return digest.hexdigest()


def photograph(page: Path, picture: Path) -> None:
    browser = next(path for path in map(shutil.which, CHROMIUM) if path)
    with tempfile.TemporaryDirectory() as profile:
        options = [
            "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--hide-scrollbars", "--no-first-run",
            "--disable-background-networking", "--disable-component-update", "--disable-sync", f"--user-data-dir={profile}",
            "--force-device-scale-factor=0.75", "--window-size=1180,1160", f"--screenshot={picture}",
        ]  # fmt: skip
        subprocess.run([browser, *options, page.as_uri()], check=True, stderr=subprocess.DEVNULL)


def main() -> None:
    """Make every picture anew, and note what the photograph shows."""
    (HERE / "funnel.svg").write_text(with_typeface(funnel_svg()), encoding="utf-8", newline="\n")
    with tempfile.TemporaryDirectory() as scratch:
        folders = [Path(scratch, name) for name in ("processed", "outputs")]
        told = [word for folder in folders for word in (f"--{folder.name}", str(folder))]
        subprocess.run([sys.executable, "-m", "fazhi.cli", "run", TOWNSHIP, str(YEAR), *told], cwd=ROOT, check=True)
        where = pipeline.place(TOWNSHIP, YEAR, ROOT / "data" / "raw", *folders)
        photograph(folders[1] / TOWNSHIP / str(YEAR) / "appendix.html", HERE / "appendix.png")
        made = {"appendix.png": shown_of(pipeline.results(where, "zh"))}
    (HERE / "made.json").write_text(json.dumps(made, indent=1) + "\n", encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
