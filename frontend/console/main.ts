/** The dispatcher's desk. */

import { createPinia } from "pinia"
import { createApp } from "vue"

import App from "./App.vue"
import "../shared/theme.css"
import "./element"
import "./element.css"
import "./console.css"

createApp(App).use(createPinia()).mount("#app")
