/** The phone's words of the forms that are filled in at the place; items and faults are the server's words. */

export const FORM_TEXTS = {
  "did.forms": { zh: "交作业表", en: "Form handed in" },
  "form.open": { zh: "填写{what}", en: "Fill in: {what}" },
  "form.again": { zh: "修改{what}", en: "Change: {what}" },
  "form.in": { zh: "作业表已填", en: "The form is filled in" },
  "form.owed": { zh: "这张表还没有填。", en: "This form is not filled in yet." },
  "form.first": { zh: "先填作业表，再登记修好。", en: "Fill in the form before you say that it is repaired." },
  "form.kept": { zh: "填写的内容已存在手机里，没有网络、关掉页面也不会丢。", en: "What you fill in is kept on this phone, without a line and when the page closes." },
  "form.send": { zh: "交表", en: "Hand in" },
  "form.later": { zh: "稍后再填", en: "Later" },
  "form.faults": { zh: "还有 {count} 处要改。", en: "{count} to put right." },
  "form.usual": { zh: "正常 {from}–{to} {unit}", en: "Usual {from}–{to} {unit}" },
  "form.must": { zh: "离场要求 {from}–{to} {unit}", en: "{from}–{to} {unit} before you leave" },
  "form.finding": { zh: "{what}，会标给审核人看。", en: "{what}: the reviewer will see it." },
  "form.photos": { zh: "已有 {count} 张，至少 {least} 张", en: "{count} so far, at least {least}" },
  "form.scan": { zh: "拍照识别条码", en: "Read the barcode" },
  "form.scan.busy": { zh: "正在识别…", en: "Reading…" },
  "form.scan.none": { zh: "没有认出条码，请手工输入。", en: "No barcode found. Type the number." },
  "form.unknown": { zh: "手机上的页面太旧，没有这张表。请联网后刷新页面。", en: "This page is too old to know the form. Reload it when there is a line." },
  "form.outside_only": { zh: "室内禁止使用手机和拍照：只在室外、上风处拍。", en: "No phone and no photos inside: take them outside, upwind." },
} as const
