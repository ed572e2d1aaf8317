"""Imported by a process whose forks make documents: what these all need is read with the import."""

from fazhi.runs.prepare import for_documents

for_documents()
