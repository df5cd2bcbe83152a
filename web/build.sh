#!/usr/bin/env bash
# Maven's way to npm:  build.sh FOLDER  builds the pages into FOLDER;  build.sh test  checks and tests them, and the links of the
# documentation;  build.sh docs FOLDER  builds the documentation's site into FOLDER;
# build.sh sbom FILE  writes of which packages the pages consist.
# Without Node there are no pages, and everything else works.
set -euo pipefail
cd "$(dirname "$0")"

skip() {
  printf 'web: skipped, %s. The coordinator will serve no pages, only /metrics and /healthz.\n' "$1" >&2
  exit 0
}
command -v node >/dev/null 2>&1 || skip "no Node found (expected: Node 20.19 or newer on PATH)"
command -v npm >/dev/null 2>&1 || skip "no npm found (expected: npm beside Node)"
node -e 'const [a, b] = process.versions.node.split(".").map(Number); process.exit(a > 20 || (a === 20 && b >= 19) ? 0 : 1)' ||
  skip "Node $(node --version) (expected: 20.19 or newer)"

# npm's own copy of the lock file tells which packages are there.
packages() {
  if [ ! -f node_modules/.package-lock.json ] || [ package-lock.json -nt node_modules/.package-lock.json ]; then
    npm ci --no-audit --no-fund --loglevel=error ||
      skip "its npm packages cannot be installed (see above; the npm registry is needed once)"
  fi
}

if [ "$1" = test ]; then
  packages
  npm run --silent generate
  npm run --silent check
  npm run --silent test
  exit 0
fi

if [ "$1" = sbom ]; then
  packages
  # Neither time nor random number: the same sources give the same bytes.
  npm sbom --omit dev --sbom-format cyclonedx | node -e '
    const bill = JSON.parse(require("node:fs").readFileSync(0, "utf8"));
    delete bill.serialNumber;
    delete bill.metadata.timestamp;
    console.log(JSON.stringify(bill, null, 2));' >"$2.part"
  mv "$2.part" "$2"
  exit 0
fi

if [ "$1" = docs ]; then
  packages
  npm run --silent docs -- --outDir "$2"
  exit 0
fi

out=$1
sources() { find src public ../proto/src/main/proto ./*.html ./*.json ./*.ts ./*.yaml build.sh -type f -not -path 'src/gen/*' "$@" 2>/dev/null; }
if [ -f "$out/index.html" ] && [ -z "$(sources -newer "$out/index.html" -print -quit)" ]; then
  exit 0
fi
packages
npm run --silent generate
npm run --silent build -- --outDir "$out" --emptyOutDir --logLevel warn
