"""Which figures are told of parts, though their words are those of the whole."""

import pytest

from fazhi.claims.prose import find_claims


def told(text: str) -> list[tuple[float, str | None]]:
    return [(float(claim.value), claim.indicator) for claim in find_claims(text, 2022)]


def test_several_figures_of_one_thing_are_none_of_them_the_whole():
    """参与人数分别为 has the activities told before for its own."""
    figures = told("开展普法宣传活动33场次，其中进校园18场、进企业15场，参与人数分别为480人、96人。")
    assert figures == [(33, "publicity_events"), (18, None), (15, None), (480, None), (96, None)]


def test_things_or_times_that_are_listed_still_have_a_figure_each():
    assert told("纠纷受理、调解成功分别为31件、30件。") == [(31, "disputes_accepted"), (30, "disputes_resolved")]
    assert told("上半年和下半年分别调解成功纠纷12件、18件。") == [(12, "disputes_resolved"), (18, "disputes_resolved")]


def test_windows_share_out_what_they_handled():
    figures = told("户政、人社窗口分别办理业务312件、187件。")
    assert figures == [(312, "service_household"), (187, "service_hr_social_security")]


def test_what_came_of_each_part_is_not_what_came_of_the_whole():
    figures = told("受理矛盾纠纷98件，其中：婚姻家庭23件，成功22件；邻里纠纷41件，成功40件。")
    assert figures == [(98, "disputes_accepted"), (23, None), (22, None), (41, None), (40, None)]


def test_behind_parts_the_outcome_of_the_whole_is_told_once():
    figures = told("受理矛盾纠纷98件，其中婚姻家庭23件、邻里41件，成功化解95件，其中邻里40件。")
    assert [one for one in figures if one[1]] == [(98, "disputes_accepted"), (95, "disputes_resolved")]


@pytest.mark.parametrize("kind", ["婚姻家庭类", "邻里纠纷", "其他"])
def test_a_rate_behind_a_kind_of_disputes_is_of_that_kind(kind):
    assert told(f"矛盾纠纷方面，{kind}52件，成功率96.2%。")[1] == (96.2, None)


def test_a_sum_of_kinds_that_are_measured_alike_is_the_whole():
    figures = told("发放宣传单1200份、宣传册350本，合计1550份。")
    assert figures[-1] == (1550, "publicity_materials")


def test_a_number_in_its_measure_word_is_a_figure_however_long_it_is():
    assert told("覆盖不少于10000000291人次。") == [(10000000291, None)]
    assert told("联系电话13800138000，件数不详。") == []


def test_how_far_an_aim_was_passed_is_told():
    for words in ("超目标", "高于年度目标"):
        assert told(f"调解成功率97.66%，{words}0.66个百分点。") == [(97.66, "mediation_success_rate"), (0.66, None)]


@pytest.mark.parametrize(
    ("text", "figure"),
    [
        ("行政检查目标400次，实际完成436次。", (436, "inspection_cases")),
        ("法治宣传教育活动年度任务30场，已完成35场。", (35, "publicity_events")),
    ],
)
def test_what_is_reached_is_of_what_was_aimed_at(text, figure):
    assert told(text) == [figure]


def test_rooms_that_are_counted_do_nothing_themselves():
    assert told("调解室共14个。") == [(14, "mediation_rooms")]
    assert told("“老李调解室”共调解纠纷14件，成功12件。")[1] == (12, None)


@pytest.mark.parametrize("head", ["目标值", "年度任务数", "年度计划（件）"])
def test_a_column_of_aims_claims_nothing(head):
    assert told(f"受理情况\n\n事项 | {head} | 完成数\n受理纠纷 | 9件 | 7件\n") == [(7, "disputes_accepted")]
