/** Words of what technicians left as evidence of an order. */

export const EXHIBIT_TEXTS = {
  "order.tab.evidence": { zh: "现场留证", en: "Evidence" },
  "evidence.title": { zh: "现场照片、签名和录音", en: "Photos, signatures and recordings" },
  "evidence.coming": { zh: "手机已登记，内容还没传到（{percent}%）", en: "Announced by the phone, not here yet ({percent}%)" },
  "evidence.refused": { zh: "没有收下：{why}", en: "Not taken: {why}" },
  "evidence.late": { zh: "交来时任务已改派或撤回", en: "Handed in after the job was moved or withdrawn" },
  "evidence.away": { zh: "手机距工单位置 {distance}（误差 {accuracy}）", en: "Phone {distance} from the order's place (±{accuracy})" },
  "evidence.away.plain": { zh: "手机距工单位置 {distance}", en: "Phone {distance} from the order's place" },
  "evidence.away.none": { zh: "没有位置", en: "No position" },
  "evidence.camera": { zh: "相机记录的位置相距 {distance}", en: "The camera itself wrote a place {distance} away" },
  "evidence.camera.at": { zh: "相机时间 {at}", en: "Camera's time {at}" },
  "evidence.open": { zh: "打开原图：{what}，{who}，{at}", en: "Open {what} by {who}, {at}" },
  "evidence.play": { zh: "播放录音：{who}，{at}", en: "Play the recording by {who}, {at}" },
  "story.order.exhibit_announced": { zh: "现场留证已登记：{what}", en: "Evidence announced: {what}" },
  "story.order.exhibit_refused": { zh: "现场留证没有收下：{what}", en: "Evidence not taken: {what}" },
  "forms.title": { zh: "现场作业表", en: "Form of the work" },
  "forms.missing": { zh: "{what}还没有交", en: "Not handed in yet: {what}" },
  "forms.late": { zh: "任务被收走之后才交的", en: "Handed in after the job was taken away" },
  "forms.earlier": { zh: "（较早的一份）", en: "(earlier)" },
  "forms.confirmed": { zh: "已确认", en: "Confirmed" },
  "story.order.form_handed_in": { zh: "已交{what}", en: "Handed in: {what}" },
} as const
