"""Imported by a process that is to fork or to work on many township-years: what these all need is read with the import."""

from fazhi.pipeline.prepare import prepare

prepare()
