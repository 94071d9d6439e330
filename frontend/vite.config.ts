/** Three pages, one build. The HTML is the server's; it finds the scripts through `dist/manifest.json`. */

import { readdirSync, readFileSync, writeFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { gzipSync } from "node:zlib"

import vue from "@vitejs/plugin-vue"
import { build, type Plugin } from "vite"
import { defineConfig } from "vitest/config"

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url))

/** Where `vite` in development finds the server. */
const server = process.env["PAIDAN_SERVER"] ?? "http://127.0.0.1:8000"

/** The server hands out what lies compressed beside a file and compresses nothing itself. */
const compressed: Plugin = {
  name: "paidan:compressed",
  writeBundle({ dir }) {
    for (const name of readdirSync(`${dir}/assets`)) {
      const body = readFileSync(`${dir}/assets/${name}`)
      const small = gzipSync(body, { level: 9 })
      if (!name.endsWith(".gz") && small.length < body.length * 0.95) writeFileSync(`${dir}/assets/${name}.gz`, small)
    }
  },
}

/** The phone's worker is one file of its own: a worker cannot share the pages' pieces. */
const worker: Plugin = {
  name: "paidan:worker",
  async closeBundle() {
    await build({
      configFile: false,
      logLevel: "warn",
      publicDir: false,
      build: {
        outDir: here("./dist/worker"),
        emptyOutDir: false,
        target: "es2022",
        lib: { entry: here("./technician/worker/worker.ts"), formats: ["iife"], name: "worker", fileName: () => "technician.js" },
      },
    })
  },
}

export default defineConfig({
  root: here("."),
  base: "/static/",
  plugins: [vue(), compressed, worker],
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
