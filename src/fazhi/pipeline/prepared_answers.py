"""Imported by the process whose forks run notebooks: what these all need is read with the import."""

from fazhi.pipeline.prepare import for_labels

for_labels()
