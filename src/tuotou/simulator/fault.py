"""What can go wrong, and how often it is made to: the catalogue of faults, and the draws by which they fall."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, NamedTuple
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

Flags = NDArray[np.bool_]
ALL: Final = "all"


class Fault(NamedTuple):
    """One thing that goes wrong."""

    zh: str
    en: str
    distorts: bool = False  # the data says other than what happened, so that standards see what was not


FAULTS: Final[Mapping[str, Fault]] = {
    # Pickup
    "pickup_late": Fault("散件揽收晚到", "an individual's parcel is picked up late"),
    "brought_late": Fault("揽收后迟迟不交网点", "what was picked up is brought to the outlet late"),
    "picked_up_on_paper": Fault("虚假揽收", "scanned as picked up a day before it was"),
    "left_at_outlet": Fault("揽收后滞留网点", "left at the sending outlet for a day"),
    "slot_missed": Fault("预约时段内未到，也未告知", "the slot agreed is missed, and nobody is told"),
    "slot_missed_told": Fault("预约时段内未到，已告知", "the slot agreed is missed, and the sender is told"),
    "merchant_wave_missed": Fault("协议客户频次内未揽收", "a merchant is collected after the wave"),
    "merchant_collected_late": Fault("协议客户下单超 48 小时揽收", "a merchant's order is collected after two days"),
    "no_identity": Fault("未查验实名", "the identity is not checked"),
    "refused_but_accepted": Fault("拒不出示证件仍收件", "accepted although the document was refused"),
    "no_inspection": Fault("未验视", "the contents are not inspected"),
    "no_inspection_photo": Fault("验视未拍照", "the contents are inspected, and no photo is taken"),
    "photo_reused": Fault("验视照片重复使用", "an inspection photo is used again"),
    "not_packed": Fault("易碎件未加固", "a fragile parcel is not packed"),
    "not_informed": Fault("收寄告知不全", "the sender is not told everything"),
    "fields_missing": Fault("面单缺项", "a mandatory field is missing"),
    "many_fields_missing": Fault("面单缺三项以上", "three mandatory fields or more are missing"),
    "label_unmasked": Fault("面单未脱敏", "the label shows personal data"),
    "weight_wrong": Fault("收件重量不实", "the weight is typed and wrong"),
    "prohibited_told_late": Fault("确认禁寄未及时上报", "prohibited goods are reported late"),
    "prohibited_passed_on": Fault("疑似禁寄仍放行", "sent on although its content is suspected"),
    # On the way
    "late_departure": Fault("发车晚点", "a trip departs late"),
    "late_arrival": Fault("途中晚点", "a trip arrives late"),
    "hub_congestion": Fault("中转爆仓", "a hub is congested for a day"),
    "left_at_hub": Fault("滞留中转", "left behind at the first hub for two days"),
    "stuck_on_the_road": Fault("干线途中滞留", "a line waits on the road for half a day"),
    "lost_then_found": Fault("丢失五天后找回", "lost on the way and found after five days"),
    "damaged_on_the_way": Fault("途中破损", "broken on the way"),
    "no_label_unmatched": Fault("无头件三天未认领", "a parcel without label finds its owner late"),
    "scan_cancelled_alone": Fault("撤销扫描无人批准", "a scan is cancelled without an approval"),
    "not_screened": Fault("航空件未过机", "not screened before a flight"),
    "key_not_screened": Fault("进京件未过机", "not screened on the way to Beijing"),
    "delay_not_told": Fault("天气延误未告知", "nobody tells the customer of a delay by weather"),
    # Delivery
    "forgotten_in_warehouse": Fault("到件后遗忘在仓", "forgotten in the outlet for a day or two"),
    "exception_ignored": Fault("异常登记后无人处理", "an exception is registered and nothing is done"),
    "check_out_failed": Fault("出仓核对不符仍派件", "sent out although the check at the way out failed"),
    "cold_not_checked": Fault("超温件未核验就派送", "what was too warm goes out unchecked"),
    "delivered_slowly": Fault("出仓后超时派送", "delivered long after it went out"),
    "kept_overnight": Fault("出仓过夜未交回", "kept by the courier over night"),
    "not_contacted": Fault("派前未联系", "delivered without contacting the recipient"),
    "no_consent": Fault("未经同意投放", "left with others or in a locker without consent"),
    "standing_consent_used": Fault("医药生鲜套用长期同意", "medicine or fresh goods are left by a standing consent"),
    "cautions_not_told": Fault("投放前未告知须知", "nobody tells the cautions before it is left"),
    "damage_not_verified": Fault("破损拒收未上门核实", "refused as damaged, and nobody looks at it"),
    "placing_not_told": Fault("投放后未及时告知", "nobody says in time where it was left"),
    "not_called": Fault("未拨打就登记联系不上", "recorded as not reached, and nobody called"),
    "short_calls": Fault("成批秒挂电话", "a round of calls that end at once"),
    "failed_elsewhere": Fault("未上门就登记派件失败", "recorded as not at home from far away"),
    "attempts_too_close": Fault("两次派送失败相隔过短", "a second failure is recorded too soon"),
    "held_too_long": Fault("留仓超过三天", "held in the outlet for four days"),
    "returned_too_early": Fault("未派满两次即退回", "returned after one attempt"),
    "intercept_passed_on": Fault("拦截件继续流转", "to be intercepted, and passed on at the hub"),
    "intercept_left_lying": Fault("拦截件迟迟不转出", "intercepted, and left lying"),
    "intercept_ignored": Fault("拦截后仍派送签收", "to be intercepted, and delivered"),
    "signed_in_batches": Fault("集中签收", "a round is signed off at its end, all at once"),
    "signed_at_night": Fault("夜间签收", "signed off at night"),
    "signed_elsewhere": Fault("远离地址签收", "signed off far from the address"),
    "position_faked": Fault("定位造假", "signed off under a faked position"),
    "no_proof": Fault("签收无凭证", "signed off without proof"),
    "signed_without_out": Fault("未派件即签收", "signed off without ever going out"),
    "sign_photo_reused": Fault("签收照片套用", "one photo for three sign-offs"),
    "signed_twice": Fault("重复签收", "signed off twice"),
    "scanned_after_signing": Fault("签收后又派件", "out for delivery again after the sign-off"),
    # Cases, trips, sites and people
    "complaint_answered_late": Fault("投诉首响超时", "a complaint is answered late"),
    "complaint_solved_late": Fault("投诉超过 48 小时解决", "a complaint is solved late"),
    "result_never_told": Fault("投诉结果未告知即结案", "a case is closed without telling the customer"),
    "complaint_closed_late": Fault("投诉迟迟不结案", "a complaint is closed after weeks"),
    "waits_again": Fault("等客户反馈一再续挂", "waiting for the customer is recorded again"),
    "no_call_back": Fault("结案未回访", "nobody calls back after closing"),
    "repeat_not_raised": Fault("二次进线未升级", "a repeat contact is not raised"),
    "question_answered_late": Fault("电话咨询首答超时", "a question by phone is answered late"),
    "question_left_open": Fault("咨询 48 小时未答复", "a question is left open"),
    "claim_unanswered": Fault("索赔 24 小时未答复", "nobody answers a claim"),
    "claim_undecided": Fault("索赔迟迟不定案", "a claim is never decided"),
    "claim_abroad_undecided": Fault("国际件索赔迟迟不定案", "a claim on an international parcel is never decided"),
    "claim_paid_late": Fault("理赔初审后超 24 小时付款", "a claim is paid late"),
    "claim_paid_much_too_late": Fault("理赔超过法定 7 日付款", "a claim is paid after the legal limit"),
    "work_order_accepted_late": Fault("工单接单超时", "a work order is accepted late"),
    "work_order_answered_late": Fault("工单首答超时", "a work order is answered late"),
    "work_order_left_open": Fault("工单逾期未结", "a work order is left open"),
    "appeal_answered_late": Fault("申诉逾期答复", "an appeal is answered late"),
    "mediation_answered_late": Fault("调解意见逾期答复", "a mediation opinion is answered late"),
    "no_rest": Fault("司机未休息", "a driver does not rest"),
    "position_lost": Fault("定位长时间中断", "a position is lost for long"),
    "detour": Fault("偏离路线未说明", "a detour is not explained"),
    "long_stop": Fault("异常停车未说明", "a long stop is not explained"),
    "overspeed": Fault("严重超速", "a truck goes far too fast"),
    "cold_excursion": Fault("温度长时间超标", "the cargo is too warm for long"),
    "hq_told_late": Fault("突发未及时报总部", "headquarters is told late of an incident"),
    "next_site_told_late": Fault("突发未及时告知下一站", "the next site is told late"),
    "sender_told_late": Fault("突发未及时告知发货方", "the shipper is told late"),
    "outlets_told_late": Fault("突发未及时告知网点", "the outlets are told late"),
    "incident_not_told": Fault("突发延误未告知客户", "the customer is not told of an incident"),
    "search_answered_late": Fault("签收未收到查件超时", "a search is answered late"),
    "evidence_held_late": Fault("证据未及时保全", "evidence is held late"),
    "low_score_ignored": Fault("低分评价未回访", "a low score is ignored"),
    "finding_left_open": Fault("隐患逾期未整改", "a finding is left open"),
    "new_hire_untrained": Fault("新员工未培训", "a new colleague is not trained in time"),
    "works_uncertified": Fault("无证上岗", "somebody works without a certificate"),
    "works_unchecked": Fault("未经背景审查上岗", "somebody works without a background check"),
    "works_without_contract": Fault("未签合同上岗", "somebody works without a contract"),
    "procedure_not_signed": Fault("未签操作规程上机", "a machine is used without signing for its procedure"),
    "accident_told_late": Fault("安全事故迟报", "an accident is reported late"),
    "near_miss_ignored": Fault("未遂事件无人跟进", "nothing follows from a near miss"),
    "patrol_missed": Fault("当月未做安全巡检", "a month without a safety patrol"),
    "certificate_lapsed": Fault("证书到期未续", "a certificate is renewed after its end"),
    "training_missed": Fault("整季未培训", "somebody is not trained for months"),
    "fire_check_missed": Fault("当月未做防火检查", "a month without a fire check"),
    "parcel_thrown": Fault("抛扔快件", "a parcel is thrown"),
    "parcel_trodden": Fault("踩踏快件", "a parcel is trodden on"),
    "parcel_on_floor": Fault("快件着地摆放", "a parcel is put on the floor"),
    "rough_handling_not_reviewed": Fault("暴力分拣识别无人复核", "rough handling is seen, and nobody looks at it"),
    "nobody_on_duty": Fault("无人值班", "nobody is on duty in the morning"),
    "site_without_scan": Fault("场地全天无扫描", "a site has no scan all day"),
    "exception_registered_late": Fault("异常未当场登记", "an exception is registered late"),
    "missorted_left_lying": Fault("错分件搁置", "what was sorted wrongly is left lying"),
    # Recording
    "late_upload": Fault("扫描迟传", "a scan is uploaded hours late"),
    "missed_scan": Fault("漏扫", "a scan is missed", distorts=True),
    "way_unscanned": Fault("整段漏扫", "the way to the outlet is not scanned at all", distorts=True),
    "relabelled_unlinked": Fault("换单未关联原单号", "relabelled without a link to the old number", distorts=True),
    "clock_drift": Fault("手持时钟偏差", "the clock of a handheld is wrong", distorts=True),
}
"""Every fault that can be made to happen, by its name."""

ORDINARY: Final = {
    ALL: 0.003,
    # what brings delivery within 72 hours to the national level
    "stuck_on_the_road": 0.4,
    "left_at_hub": 0.12,
    "left_at_outlet": 0.02,
    "hub_congestion": 0.01,
    "forgotten_in_warehouse": 0.02,
    "kept_overnight": 0.02,
    "delivered_slowly": 0.05,
    "late_departure": 0.08,
    "late_arrival": 0.06,
    # what is seldom, and what happens every day
    "lost_then_found": 0.0005,
    "damaged_on_the_way": 0.1,
    "no_consent": 0.02,
    "complaint_answered_late": 0.1,
    "complaint_solved_late": 0.1,
    "question_answered_late": 0.1,
    "work_order_answered_late": 0.1,
    # how data come in
    "late_upload": 0.03,
    "missed_scan": 0.005,
    "way_unscanned": 0.001,
    "relabelled_unlinked": 0.0005,
    "clock_drift": 0.001,
}
"""Shares of an ordinary company, whose levels are those of the country where they are known."""


@dataclass(slots=True)
class Faults:
    """How often each fault happens, and the draws: each fault has its own random numbers, whatever the others do."""

    rates: Mapping[str, float]
    seed: int
    _random: dict[str, np.random.Generator] = field(default_factory=dict)

    def rate(self, name: str) -> float:
        """The share of the cases in which it happens."""
        return self.rates.get(name, self.rates.get(ALL, 0.0))

    def random(self, name: str) -> np.random.Generator:
        """Its own random numbers."""
        return self._random.setdefault(name, np.random.default_rng([self.seed, crc32(name.encode())]))

    def fall(self, name: str, among: Flags) -> Flags:
        """[n] on which of those that it could happen to it does."""
        if not self.rate(name):
            return np.zeros(len(among), dtype=bool)
        return np.asarray(among & (self.random(name).random(len(among)) < self.rate(name)))

    def falls(self, name: str) -> bool:
        """Whether it happens this once."""
        return bool(self.rate(name)) and bool(self.random(name).random() < self.rate(name))
