#!/usr/bin/env bash
# Builds the pages into the folder that is given, for the coordinator's class path; Maven calls it.
# Without Node there are no pages, and everything else works.
set -euo pipefail
cd "$(dirname "$0")"
out=$1

skip() {
  printf 'web: skipped, %s. The coordinator will serve no pages, only /metrics and /healthz.\n' "$1" >&2
  exit 0
}
command -v node >/dev/null 2>&1 || skip "no Node found (expected: Node 20.19 or newer on PATH)"
command -v npm >/dev/null 2>&1 || skip "no npm found (expected: npm beside Node)"
node -e 'const [a, b] = process.versions.node.split(".").map(Number); process.exit(a > 20 || (a === 20 && b >= 19) ? 0 : 1)' ||
  skip "Node $(node --version) (expected: 20.19 or newer)"

newer() { [ -n "$(find src public ../proto/src/main/proto ./*.html ./*.json ./*.ts ./*.yaml build.sh -newer "$1" -type f -not -path 'src/gen/*' -print -quit 2>/dev/null)" ]; }
[ -f "$out/index.html" ] && ! newer "$out/index.html" && exit 0

# npm's own copy of the lock file tells which packages are there.
if [ ! -f node_modules/.package-lock.json ] || [ package-lock.json -nt node_modules/.package-lock.json ]; then
  npm ci --no-audit --no-fund --loglevel=error ||
    skip "its npm packages cannot be installed (see above; the npm registry is needed once)"
fi
npm run --silent generate
npm run --silent build -- --outDir "$out" --emptyOutDir --logLevel warn
