/** Words of the registers. */

export const REGISTER_TEXTS = {
  "register.title.no_hotline": { zh: "未开通热线地区（备案）", en: "Areas without the hotline" },
  "register.title.no_coverage": { zh: "无覆盖地区", en: "Areas that nobody covers" },
  "register.kind": { zh: "登记类别", en: "Register" },
  "register.utility": { zh: "业务（不选为全部）", en: "Utility (left out: all)" },
  "register.from": { zh: "起始日期（不填为今天）", en: "From (left out: today)" },
  "register.to": { zh: "结束日期（不填为长期）", en: "To (left out: it stays)" },
  "register.has_outline": { zh: "有范围", en: "outlined" },
  "register.no_outline": { zh: "只有名称", en: "name only" },
  "register.outline.about": { zh: "带范围的登记会告诉该处的报修人谁受理。范围在登记时画，或在“检查”中由空白区域登记得到。", en: "An entry with an outline tells customers there who takes calls. Draw it while registering, or register a gap in “Findings”." },
  "register.print": { zh: "打印", en: "Print" },
  "register.outline": { zh: "范围（可不画）", en: "Outline (may be left out)" },
  "register.over": { zh: "已结束", en: "over" },
  "register.map": { zh: "登记地区的范围", en: "Outlines of registered areas" },
} as const
