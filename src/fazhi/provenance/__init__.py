"""Where every file came from: the manifest, the RO-Crate, the data packages, and the check that a rebuild gives the same bytes."""

from fazhi.provenance.records import MANIFEST, write_records

__all__ = ["MANIFEST", "write_records"]
