/** Three pages, one build. The HTML is the server's; it finds the scripts through `dist/manifest.json`. */

import { fileURLToPath } from "node:url"

import vue from "@vitejs/plugin-vue"
import { defineConfig } from "vitest/config"

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url))

/** Where `vite` in development finds the server. */
const server = process.env["PAIDAN_SERVER"] ?? "http://127.0.0.1:8000"

export default defineConfig({
  root: here("."),
  base: "/static/",
  plugins: [vue()],
  define: { __VUE_OPTIONS_API__: "true", __VUE_PROD_DEVTOOLS__: "false" },
  build: {
    outDir: here("./dist"),
    emptyOutDir: true,
    manifest: "manifest.json",
    target: "es2022",
    // Files under a strict policy: nothing is inlined as data.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 1100,
    rollupOptions: {
      input: {
        console: here("./console/main.ts"),
        technician: here("./technician/main.ts"),
        customer: here("./customer/main.ts"),
        paper: here("./paper/main.ts"),
      },
    },
  },
  server: {
    proxy: {
      "/api": server,
      "/ws": { target: server.replace(/^http/, "ws"), ws: true },
    },
  },
  test: {
    include: ["{shared,console,technician,customer}/**/*.test.ts"],
    environment: "node",
  },
})
