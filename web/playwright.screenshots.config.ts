import config from "./playwright.config";

/** The same browser, for the pictures of docs/. */
export default { ...config, testDir: "screenshots" };
