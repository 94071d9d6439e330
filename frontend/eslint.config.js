import vue from "eslint-plugin-vue"
import typescript from "typescript-eslint"

const apps = ["console", "technician", "customer"]

/** Pages stand beside each other: what two of them need lives in shared, and shared knows none of them. */
const storeys = [...apps, "shared"].map((folder) => ({
  files: [`${folder}/**/*.{ts,vue}`],
  rules: {
    "no-restricted-imports": [
      "error",
      {
        patterns: apps
          .filter((app) => app !== folder)
          .map((app) => ({ regex: `^(\\.\\./)+${app}/`, message: "Pages never import each other." })),
      },
    ],
  },
}))

export default typescript.config(
  { ignores: ["dist", "node_modules", "shared/generated"] },
  ...typescript.configs.strict,
  ...vue.configs["flat/recommended"],
  {
    files: ["**/*.vue"],
    languageOptions: { parserOptions: { parser: typescript.parser, extraFileExtensions: [".vue"] } },
  },
  {
    rules: {
      "@typescript-eslint/no-non-null-assertion": "off",
      "@typescript-eslint/consistent-type-imports": "error",
      "no-console": ["error", { allow: ["warn", "error"] }],
      "@typescript-eslint/no-dynamic-delete": "off",
      "no-undef": "off",
      "vue/no-v-html": "error",
      "vue/multi-word-component-names": "off",
      "vue/max-attributes-per-line": "off",
      "vue/singleline-html-element-content-newline": "off",
      "vue/html-self-closing": "off",
      "vue/html-indent": "off",
      "vue/html-closing-bracket-newline": "off",
      "vue/first-attribute-linebreak": "off",
      "vue/multiline-html-element-content-newline": "off",
      "vue/html-closing-bracket-spacing": "off",
      "vue/attributes-order": "off",
      "vue/require-default-prop": "off",
      "vue/one-component-per-file": "off",
    },
  },
  ...storeys,
)
