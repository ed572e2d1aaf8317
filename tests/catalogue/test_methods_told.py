"""What an indicator's method says, in both languages, of the cases in which two clerks would count differently."""

import pytest

from fazhi.catalogue import load

# indicator → what its method must say: Chinese, English
SAID = {
    "study_sessions_leadership": [("会前、党委会、中心组", "study group"), ("学法考试、学法计划不计", "examinations and plans do not count")],
    "training_sessions_staff": [("各计一次", "once in each"), ("学法考试、学法计划不计", "examinations and plans do not count")],
    "certified_officers": [("含到期当日", "its last day included"), ("自离岗日起不计", "from the day on which they left"), ("监督证不计", "supervision certificates do not count")],
    "penalty_cases": [("含简易程序", "summary procedure included"), ("未作出决定的不计", "undecided ones do not count"), ("事后撤销不扣减", "later revocation is disregarded")],
    "inspection_cases": [("检查对象", "object"), ("空白、横线、“无”", "blank, a dash, 无")],
    "litigation_cases": [("不论结果", "whatever the result")],
    "reconsideration_cases": [("不论结果", "whatever the result")],
    "procuratorial_reply_on_time_rate": [("期内收到", "received in the window"), ("月末日", "last of the month"), ("未函复视为逾期", "no reply is late")],
    **{f"disclosure_{kind}": [("事后撤下不扣减", "later removal is disregarded")] for kind in ("news", "notices", "documents", "org", "other", "total")},
    "service_family_planning": [("含卫健", "health included"), ("在办计入", "pending ones do"), ("不用累计数", "never the running total")],
    "service_social_affairs": [("含民政", "civil affairs included")],
    "service_total": [("医保、退役军人等", "medical insurance, veterans"), ("合计含各类", "the total holds all")],
    "mediation_committees": [("企事业和行业性专业性", "enterprises, institutions and special fields"), ("调解小组不计", "mediation groups do not count")],
    "mediation_committees_town": [("镇、街道", "town or sub-district")],
    "mediation_committees_village": [("村和社区", "villages and communities")],
    "mediation_rooms": [("含工作室", "studios"), ("调解小组不计", "mediation groups do not count")],
    "mediators": [("聘任不晚于该日", "appointed by then"), ("未解聘或解聘在其后", "not dismissed or dismissed later"), ("任期届满本身不终止", "the end of a term alone ends nothing")],
    "mediators_full_time": [("任何一个职务为专职", "any post"), ("期末日", "last day")],
    "mediators_part_time": [("没有专职职务", "none of them full-time")],
    "disputes_resolved": [("不论何时受理", "whenever accepted")],
    "mediation_success_rate": [("移送、在调不计", "referred and pending cases are in neither")],
    **{f"publicity_{sum}": [("重叠不扣除", "overlap with advisers' lectures")] for sum in ("events", "consultations", "materials", "participants")},
    "adviser_beneficiaries": [("各类服务", "services of all types")],
    "legal_stewards": [("当日退出的不计", "who left on that day does not count")],
    "demonstration_villages": [("培育和撤销", "being fostered")],
}  # fmt: skip


@pytest.mark.parametrize("indicator", SAID)
def test_a_method_says_what_is_counted_and_what_is_not(indicator: str):
    method = load().indicators[indicator].method
    for zh, en in SAID[indicator]:
        assert zh in method.zh and en in method.en
