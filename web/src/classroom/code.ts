import { svg } from "../ui/h";

/** A QR code as a drawing, black on white in the dark too: cameras look for that. */
export function code(rows: readonly string[], label: string): SVGElement {
  const size = rows.length;
  return svg(
    "svg",
    {
      viewBox: `0 0 ${size} ${size}`,
      class: "code",
      role: "img",
      "aria-label": label,
      "shape-rendering": "crispEdges",
    },
    svg("rect", { width: size, height: size, fill: "#fff" }),
    svg("path", { d: path(rows), fill: "#000" }),
  );
}

/** Dark modules of a row that stand beside each other are one stroke. */
export function path(rows: readonly string[]): string {
  let d = "";
  rows.forEach((row, y) => {
    for (const run of row.matchAll(/1+/g)) {
      d += `M${run.index} ${y}h${run[0].length}v1h-${run[0].length}z`;
    }
  });
  return d;
}
