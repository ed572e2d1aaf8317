"""Imported by the process whose forks run notebooks: what these all need is read with the import."""

from fazhi.runs.prepare import for_intake

for_intake()
