/** Words of the coverage desk around its parts. */

export const COVERAGE_TEXTS = {
  "coverage.title": { zh: "覆盖", en: "Coverage" },
  "coverage.parts": { zh: "覆盖工作台的各部分", en: "Parts of the coverage desk" },
  "coverage.tab.plans": { zh: "方案与地图", en: "Plans and map" },
  "coverage.tab.applications": { zh: "变更申请", en: "Applications" },
  "coverage.tab.findings": { zh: "检查", en: "Findings" },
  "coverage.tab.transfer": { zh: "导入导出", en: "Import and export" },
  "coverage.tab.registers": { zh: "登记", en: "Registers" },
} as const
