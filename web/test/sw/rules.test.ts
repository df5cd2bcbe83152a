import { describe, expect, test } from "vitest";
import { isGone, outdated, ruleFor } from "../../src/sw/rules";

const ORIGIN = "https://headwater.test";
const precached = new Set(["/", "/join", "/assets/index-a1.js"]);

function rule(path: string, o: { method?: string; navigation?: boolean; reload?: boolean } = {}) {
  const { method = "GET", navigation = false, reload = false } = o;
  return ruleFor({ method, url: new URL(path, ORIGIN).href, navigation, reload }, ORIGIN, precached);
}

describe("service worker", () => {
  test.each(["/api/run.json", "/api/head.safetensors"])("%sComesFromTheNetworkFirst", (path) => {
    expect(rule(path)).toMatchObject({ kind: "network-first", cache: "model", key: path });
  });

  test("backboneComesFromTheCacheFirstUnlessTheCopyWasBad", () => {
    expect(rule("/api/backbone/ab.safetensors")).toEqual({ kind: "cache-first", cache: "model" });
    expect(rule("/api/backbone/ab.safetensors", { reload: true })).toEqual({ kind: "pass" });
  });

  test("pagesComeFromTheNetworkFirstWhateverTheirQuery", () => {
    expect(rule("/join?token=no", { navigation: true })).toMatchObject({ kind: "network-first", key: "/join" });
  });

  test("builtFilesComeFromTheCache", () => {
    expect(rule("/assets/index-a1.js")).toEqual({ kind: "cache-first", cache: "shell" });
  });

  test.each([
    "/api/session",
    "/api/runs.json",
    "/api/runs/7/report.html",
    "/metrics",
    "/healthz",
    "/assets/other.js",
    "/sw.js",
    "https://elsewhere.test/api/run.json",
  ])("%sIsNotTouched", (path) => {
    expect(rule(path)).toEqual({ kind: "pass" });
  });

  test.each(["/headwater.v1.Federation/Submit", "/api/run.json", "/"])("postTo%sIsNotTouched", (path) => {
    expect(rule(path, { method: "POST" })).toEqual({ kind: "pass" });
  });

  test("onlyProxysWordsMeanThatTheCoordinatorIsGone", () => {
    expect([200, 304, 401, 404, 500, 502, 503, 504].filter(isGone)).toEqual([502, 503, 504]);
  });

  test("takingOverKeepsTheLastBuildForOpenTabsAndForeignCaches", () => {
    const names = ["headwater-shell-1", "headwater-model-1", "headwater-shell-2", "other", "headwater-shell-3"];
    expect(outdated(names, "headwater-shell-3")).toEqual(["headwater-shell-1"]);
    expect(outdated(["headwater-shell-3"], "headwater-shell-3")).toEqual([]);
  });
});
