"""How policies are classed: the codes of packs and information entries with the words that readers see."""

KINDS = {
    "reward": "奖励",
    "subsidy": "补贴",
    "loan": "贷款",
    "guarantee": "担保",
    "tax": "税收优惠",
    "fee": "费用减免",
    "insurance": "保险",
    "accreditation": "资质认定",
    "evaluation": "评价评级",
    "project": "项目",
    "procurement": "政府采购",
    "permit": "审批许可",
    "service": "服务",
}
INDUSTRIES = {
    "industry": "工业",
    "agriculture": "农业",
    "construction": "建筑业",
    "property": "房地产",
    "commerce": "批发零售、商贸",
    "transport": "交通运输",
    "catering": "住宿餐饮",
    "culture_tourism": "文化旅游",
    "software": "软件和信息技术",
    "science": "科学研究和技术服务",
    "finance": "金融业",
}
SIZES = {"micro": "微型", "small": "小型", "medium": "中型", "large": "大型", "above_scale": "规模以上"}
APPLICANTS = {
    "enterprise": "企业",
    "sole_trader": "个体工商户",
    "individual": "个人",
    "institution": "事业单位和社会组织",
    "bank": "银行",
    "guarantor": "担保机构",
    "government": "政府部门",
}
LEVELS = {"national": "国家级", "province": "省级", "city": "市级", "county": "县级"}
STAGE_WORDS = {
    "acceptance": "受理",
    "preliminary_review": "初审",
    "site_check": "现场核查",
    "expert_review": "专家评审",
    "final_review": "审定",
    "publicity": "公示",
    "agreement": "签订任务书",
    "disbursement": "拨付",
    "completion": "验收",
}
