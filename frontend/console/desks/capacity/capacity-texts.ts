/** Words of the capacity desk. */

export const CAPACITY_TEXTS = {
  "capacity.title": { zh: "产能", en: "Capacity" },
  "capacity.parts": { zh: "产能工作台的各部分", en: "Parts of the capacity desk" },
  "capacity.tab.today": { zh: "今日", en: "Today" },
  "capacity.tab.rules": { zh: "规则", en: "Rules" },
  "capacity.tab.overflow": { zh: "溢出与互助", en: "Overflow and aid" },
  "capacity.tab.whatif": { zh: "推演", en: "What if" },
} as const
