"""Charts of a township-year: clean tables in; drawings with their words and data out.

``draw_all`` makes every chart of ``RECIPES`` that its ledgers allow and says of the others why not.
"""

from fazhi.charts.model import Chart, Missing, Recipe, Scene
from fazhi.charts.registry import RECIPES, draw_all

__all__ = ["RECIPES", "Chart", "Missing", "Recipe", "Scene", "draw_all"]
