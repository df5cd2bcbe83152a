import config from "./playwright.config";

/** The same browser, for figures instead of tests. */
export default { ...config, testDir: "benchmarks" };
