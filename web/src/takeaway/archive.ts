import { strToU8, zipSync } from "fflate";
import licence from "../../../LICENSE?raw";
import type { HeadFile, RunInfo } from "../model/catalogue";
import { formatBytes } from "../ui/format";
import { scriptJson, type TakenModel, toBase64 } from "./model";

/** What goes into an archive to take home. */
export interface Content {
  readonly run: RunInfo;
  readonly head: HeadFile;
  /** The backbone's file; undefined for pixels. */
  readonly backbone: ArrayBuffer | undefined;
  /** How good the model is, sentences; empty where that is not known. */
  readonly score: string;
  /** The page's script. */
  readonly code: string;
}

/** A zip of a folder with a page that classifies with the class's model, the head's file, and what there is to know. */
export function archive(content: Content): Uint8Array<ArrayBuffer> {
  const folder = nameOf(content);
  const page = pageOf(content);
  return zipSync(
    {
      [folder]: {
        "index.html": strToU8(page),
        "head.safetensors": new Uint8Array(content.head.bytes),
        "README.txt": strToU8(readme(content, page.length)),
        "LICENSE.txt": strToU8(licence),
      },
    },
    { level: 6 },
  ) as Uint8Array<ArrayBuffer>;
}

/** Of the folder and, with `.zip`, of the archive: `B12-round-10`. */
export function nameOf({ run, head }: Pick<Content, "run" | "head">): string {
  const room = (run.classroom ?? "model").replace(/[^\p{L}\p{N}]+/gu, "-").replace(/^-+|-+$/g, "");
  return `${room === "" ? "model" : room}-round-${head.round}`;
}

function pageOf({ run, head, backbone, code }: Content): string {
  const model: TakenModel = {
    room: run.classroom ?? "A class's model",
    round: head.round,
    labels: head.labels,
    arch: run.backbone.arch,
    preprocessing: run.preprocessing,
    head: toBase64(new Uint8Array(head.parameters.buffer, head.parameters.byteOffset, head.parameters.byteLength)),
    ...(backbone === undefined ? {} : { backbone: toBase64(new Uint8Array(backbone)) }),
  };
  const title = `${model.room}: ${head.labels.join(", ")}`.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src blob:; base-uri 'none'; form-action 'none'">
<title>${title}</title>
</head>
<body>
<noscript>This page computes with JavaScript (expected: a browser that runs it; allow it for this file).</noscript>
<script type="application/json" id="model">${scriptJson(model)}</script>
<script>${code.replaceAll("</script", "<\\/script")}</script>
</body>
</html>
`;
}

function readme({ run, head, backbone, score }: Content, pageBytes: number): string {
  const { arch, digest, featureLength } = run.backbone;
  const network =
    backbone === undefined
      ? `None: the model looks at the pixels themselves, at ${run.preprocessing.imageSize} by ${run.preprocessing.imageSize}.`
      : `${arch}, ${formatBytes(backbone.byteLength)}, ${featureLength} numbers a picture, digest ${digest}.`;
  return `${run.classroom ?? "A class"}: a model that tells apart ${head.labels.join(", ")}
After round ${head.round} of training in ${run.classroom ?? "a run"}. ${score}

HOW TO OPEN IT
Unpack the archive, then open index.html with a double click. It needs no network and no server.
The camera: Chrome and its relatives give it to a page that is a file, and ask each time. Where a browser does not, choose pictures instead,
or serve the folder, for example with

    python3 -m http.server --bind 127.0.0.1

and open http://127.0.0.1:8000/ on the same computer.

WHAT IS IN IT
index.html (${formatBytes(pageBytes)})
    The page, with the model inside. It looks at pictures in the browser. Its Content-Security-Policy forbids it to send or load anything.
head.safetensors (${formatBytes(head.bytes.byteLength)})
    What the class has learned: the model's last layer, for programs (weights, biases, names of the classes).
LICENSE.txt
    See below.

No picture is in it. But a model tells a little about the pictures that it was made from: with few pictures of a class, more.

THE NETWORK BELOW THE LAST LAYER
${network}

IT IS NOT ALWAYS RIGHT
It knows only its own classes and calls everything one of them. Pictures that look unlike those that the class showed it are often called
wrong, and a high percentage does not say that it is right.

LICENCES
The page: Headwater, and TensorFlow.js by Google, both under the Apache License 2.0 (LICENSE.txt).
The network below: the one that comes with Headwater is under the same licence. If whoever opened the classroom chose another, its makers'
licence counts; ask them.
What the class has learned belongs to the class.
`;
}
