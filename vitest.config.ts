import { configDefaults, defineConfig } from "vitest/config";

/** Tests that install programs or build packages are named `*.full.test.ts`; the daily run leaves them to `npm test`. */
const daily = process.env.PATHPLUG_TEST === "fast";

export default defineConfig({
  define: { PATHPLUG_VERSION: JSON.stringify("0.0.0-test") },
  test: {
    include: ["test/**/*.test.ts", "packages/*/test/**/*.test.ts"],
    exclude: [...configDefaults.exclude, ...(daily ? ["**/*.full.test.ts"] : [])],
    // Start-up figures and snapshots of terminals must not depend on who runs the tests.
    env: { NO_COLOR: "1", TZ: "UTC", LC_ALL: "C.UTF-8" },
    // Nothing in our tests replaces a module or leaves a global changed, and loading everything for each file costs half the time.
    isolate: false,
    // One fewer than the processors would be one of two.
    maxWorkers: "100%",
    allowOnly: false,
    passWithNoTests: false,
    testTimeout: 120_000,
    hookTimeout: 180_000,
    coverage: {
      provider: "v8",
      include: ["core/decode/**/*.ts"],
      reporter: ["text-summary"],
      thresholds: { branches: 95 },
    },
  },
});
