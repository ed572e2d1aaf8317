"""A fictional county of many townships and years, in which an honest comparison finds what is planted and nothing else."""

from fazhi.synthesis.county.plans import County, county
from fazhi.synthesis.county.writing import OccupiedError, WrittenCounty, write_county

__all__ = ["County", "OccupiedError", "WrittenCounty", "county", "write_county"]
