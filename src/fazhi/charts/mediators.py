"""The chart of the mediators by committee."""

from __future__ import annotations

import pandas as pd

from fazhi.charts.bars import stacked_bars
from fazhi.charts.categories import ranked, tally
from fazhi.charts.key import Group
from fazhi.charts.lettering import number
from fazhi.charts.model import OTHER, Drawing, Scene, categories
from fazhi.charts.wording import ranking, told

KINDS = {"full_time": True, "part_time": False}  # a post without a kind is part-time, as in the indicators


def mediators_by_committee(scene: Scene) -> Drawing | None:
    """Mediators on the last day by committee, once in each; those with a full-time post there stand apart."""
    rows = scene.rows("mediators")
    if rows.empty:
        return None
    members = _members(rows)
    order = ranked(tally(pd.Series(1.0, index=members.index), members["body"]))
    place = members["body"].where(members["body"].isin(order.ids), OTHER)
    counts = members.groupby([place, members["full"]]).size().unstack(fill_value=0)
    counts = counts.reindex(index=list(order.ids), columns=[True, False], fill_value=0)
    names, unit = scene.names(), scene.unit("mediators")
    labels = [names.get(id, id) for id in order.ids]
    groups = [
        Group(scene.word(f"mediators_by_committee.{kind}"), tuple(counts[full].astype(float)))
        for kind, full in KINDS.items()
    ]
    data = pd.DataFrame({scene.column_name("L13", "body"): labels})
    for group in groups:
        data[scene.word("text.measure", name=group.name, unit=unit)] = group.values
    fill = {kind: number(sum(group.values)) for kind, group in zip(KINDS, groups, strict=True)}
    findings = (
        ranking(scene, labels, order.values, unit),
        scene.word("mediators_by_committee.finding", **fill),
    )
    return Drawing(
        svg=stacked_bars(labels, groups, scene.word("mediators_by_committee.axis", unit=unit)),
        alt=told(scene, "stacked_bars", "mediators_by_committee", *findings, stock=True),
        unit=unit,
        data=data,
        notes=(*_twice(scene, len(members), rows["person"].nunique()), *order.note(scene)),
    )


def _members(posts: pd.DataFrame) -> pd.DataFrame:
    """One row a person and committee (``body``, ``full``): several posts in one committee are one."""
    frame = pd.DataFrame({"body": categories(posts["body"]), "person": posts["person"]})
    frame["full"] = posts["kind"].eq("full_time")
    return frame.groupby(["body", "person"])["full"].any().reset_index()


def _twice(scene: Scene, members: int, persons: int) -> tuple[str, ...]:
    """The note that the committees add up to more than there are persons."""
    if members == persons:
        return ()
    return (scene.word("mediators_by_committee.twice", posts=number(members), persons=number(persons)),)
