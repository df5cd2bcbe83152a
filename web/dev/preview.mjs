// Serves the built pages (dist/) as the coordinator does, with the same strict headers, and makes up what it would say:
//   npm run preview -- --backbone FILE.safetensors [--labels FILE] [--port 4173] [--token WORD] [--no-head] [--classes a,b,c]
// With a backbone that has a classifier, --labels names its classes, one a line. POST /dev/round makes the next round's head.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";
import { parseArgs } from "node:util";

const { values: options } = parseArgs({
  options: {
    backbone: { type: "string" },
    labels: { type: "string" },
    port: { type: "string", default: "4173" },
    token: { type: "string" },
    "no-head": { type: "boolean", default: false },
    classes: { type: "string", default: "cat,dog,heron,tortoise,otter,fox" },
    size: { type: "string", default: "225" },
  },
});
const dist = join(import.meta.dirname, "..", "dist");
const TYPES = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".css": "text/css",
  ".wasm": "application/wasm",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".webmanifest": "application/manifest+json",
};
const STRICT = {
  "content-security-policy":
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' blob:; media-src 'self' blob:; " +
    "font-src 'self'; connect-src 'self'; worker-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-embedder-policy": "require-corp",
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
};
const sha256 = (bytes) => createHash("sha256").update(bytes).digest("hex");

const classes = options.classes.split(",");
const backbone = options.backbone && readFileSync(options.backbone);
const names = options.labels ? readFileSync(options.labels, "utf8").trim().split("\n") : [];
const tensors = backbone ? JSON.parse(backbone.subarray(8, 8 + Number(backbone.readBigUInt64LE()))) : {};
const told = tensors.__metadata__ ?? {};
const numbers = (text, otherwise) => (text ? text.split(",").map(Number) : otherwise);
const features = featureLength();
let round = options["no-head"] ? 0 : 12;

function featureLength() {
  const last = tensors["features.18.0.weight"];
  return last ? last.shape[0] : 1280;
}

/** A head of made-up numbers, others each round, in the coordinator's file format. */
function head() {
  const values = new Float32Array(classes.length * (features + 1));
  let state = round;
  for (let i = 0; i < values.length; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    values[i] = i < classes.length * features ? state / 2 ** 31 / 5 : 0;
  }
  const bytes = Buffer.from(values.buffer);
  const weights = 4 * classes.length * features;
  const header = Buffer.from(
    JSON.stringify({
      __metadata__: {
        round: String(round),
        digest: sha256(bytes),
        labels: JSON.stringify(classes),
        backbone_digest: "preview",
      },
      "classifier.1.weight": { dtype: "F32", shape: [classes.length, features], data_offsets: [0, weights] },
      "classifier.1.bias": { dtype: "F32", shape: [classes.length], data_offsets: [weights, bytes.length] },
    }),
  );
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(header.length));
  return { digest: sha256(bytes), file: Buffer.concat([length, header, bytes]) };
}

function run() {
  const file = backbone && sha256(backbone);
  return {
    run_id: "otter-41",
    software_version: "preview",
    protocol_version: 1,
    labels: round > 0 ? classes : [],
    preprocessing: {
      image_size: Number(options.size),
      mean: numbers(told.mean, [0.485, 0.456, 0.406]),
      std: numbers(told.std, [0.229, 0.224, 0.225]),
    },
    backbone: {
      digest: "preview",
      arch: "mobilenet_v2",
      feature_length: features,
      file: file ? { url: `/api/backbone/${file}.safetensors`, sha256: file, size: backbone.length } : null,
    },
    head: round > 0 ? { round, digest: head().digest, url: "/api/head.safetensors" } : null,
    pretrained: tensors["classifier.1.weight"] ? { labels: names } : null,
    holdout_share: 0.2,
    seed: "42",
    hides_num_examples: false,
    token_required: options.token !== undefined,
    secure_aggregation: true,
  };
}

async function answer(request, body) {
  const { pathname } = new URL(request.url, "http://localhost");
  const json = (status, value, more = {}) => [
    status,
    { "content-type": "application/json", ...more },
    JSON.stringify(value),
  ];
  if (pathname === "/api/session") {
    return body === (options.token ?? "")
      ? [204, { "set-cookie": "headwater=open; HttpOnly; SameSite=Strict; Path=/" }, ""]
      : json(401, { error: "This is not the run's token (expected: the one its operator gave you; type it again)." });
  }
  if (pathname === "/dev/round") {
    round++;
    return json(200, { round });
  }
  if (pathname.startsWith("/api/") && options.token && !(request.headers.cookie ?? "").includes("headwater=open")) {
    return json(401, { error: "This run wants a token (expected: the one its operator gave you)." });
  }
  if (pathname === "/api/run.json") {
    return json(200, run(), { "cache-control": "no-cache" });
  }
  if (pathname === "/api/runs.json") {
    return json(200, { published: false, runs: [] });
  }
  if (pathname === "/api/head.safetensors" && round > 0) {
    return [200, { "content-type": "application/octet-stream", "cache-control": "private, no-cache" }, head().file];
  }
  if (backbone && pathname === `/api/backbone/${sha256(backbone)}.safetensors`) {
    const immutable = "private, max-age=31536000, immutable";
    return [
      200,
      { "content-type": "application/octet-stream", "cache-control": immutable, "content-length": backbone.length },
      backbone,
    ];
  }
  if (request.method !== "GET" || pathname.startsWith("/api/")) {
    return json(404, { error: `${pathname}: not here (expected: an address of the preview)` });
  }
  const path = { "/": "/index.html", "/join": "/join.html", "/runs": "/runs.html" }[pathname] ?? normalize(pathname);
  try {
    return [
      200,
      { "content-type": TYPES[extname(path)] ?? "application/octet-stream" },
      readFileSync(join(dist, path)),
    ];
  } catch {
    return json(404, { error: `${pathname}: not here (expected: a file of the build)` });
  }
}

createServer((request, response) => {
  let body = "";
  request.on("data", (part) => {
    body += part;
  });
  request.on("end", async () => {
    const [status, headers, content] = await answer(request, body);
    response.writeHead(status, { ...STRICT, ...headers }).end(content);
  });
}).listen(Number(options.port), "127.0.0.1", () => {
  console.log(`http://localhost:${options.port}/`);
});
