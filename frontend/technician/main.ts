import { createApp } from "vue"

import App from "./App.vue"
import { PHONE } from "./parts/phone-key"
import { openPhone } from "./phone/phone"
import "./technician.css"

const root = document.getElementById("app")!
const phone = openPhone(root)
createApp(App).provide(PHONE, phone).mount(root)
void phone.open()
