/** Words of what stands beside an order: who else is at it, what changed meanwhile, notes, neighbours, the customer's page. */

export const BESIDE_TEXTS = {
  "presence.label": { zh: "同时在看", en: "Also here" },
  "presence.looking": { zh: "{name} 也在看", en: "{name} is looking too" },
  "presence.deciding": { zh: "{name} 正在处理：{action}", en: "{name} is about to: {action}" },
  "presence.deciding.some": { zh: "{name} 正在处理", en: "{name} is about to act" },
  "presence.ask": { zh: "{name} 也打开了“{action}”。先提交的生效，后提交的会被拒绝。", en: "{name} has “{action}” open too. Whoever sends first wins; the other is refused." },
  "meanwhile.title": { zh: "您看过之后有了变化", en: "Changed since you looked" },
  "meanwhile.line": { zh: "{at} {what}（{who}）", en: "{at} {what} ({who})" },
  "meanwhile.line.nobody": { zh: "{at} {what}", en: "{at} {what}" },
  "meanwhile.ask": { zh: "提问之后工单有了变化，提交会被拒绝。请取消后按最新情况再操作。", en: "The order has changed since this question was put, and sending it will be refused. Cancel and look again." },
} as const
