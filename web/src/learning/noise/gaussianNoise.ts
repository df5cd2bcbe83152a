import type { NoiseSource } from "./noise";

const LAYERS = 256;
const R = 3.654152885361009;
const POINTS = 2 ** 53;
const WIDTH = new Float64Array(LAYERS);
const INSIDE = new Float64Array(LAYERS);
const HEIGHT = new Float64Array(LAYERS + 1);

function density(x: number): number {
  return Math.exp(-0.5 * x * x);
}

{
  const area = 0.00492867323399;
  const edge = new Float64Array(LAYERS + 1);
  edge[1] = R;
  for (let layer = 2; layer < LAYERS; layer++) {
    edge[layer] = Math.sqrt(-2 * Math.log(area / edge[layer - 1] + density(edge[layer - 1])));
  }
  edge[0] = area / density(R);
  for (let layer = 0; layer < LAYERS; layer++) {
    WIDTH[layer] = edge[layer] / POINTS;
    INSIDE[layer] = Math.trunc((edge[layer + 1] / edge[layer]) * POINTS);
    HEIGHT[layer] = density(edge[layer]);
  }
  HEIGHT[LAYERS] = 1;
}

/**
 * Standard normal draws by the ziggurat of 256 layers, as Java's learning.noise.GaussianNoise, whose remarks on
 * floating-point noise apply here too (Marsaglia and Tsang 2000; Mironov 2012).
 */
export class GaussianNoise {
  constructor(private readonly source: NoiseSource) {}

  next(): number {
    const high = this.source.nextInt();
    const low = this.source.nextInt() >>> 0;
    const layer = low & 255;
    // 54 bits with the sign: independent of the eight that chose the layer.
    const point = high * 0x400000 + (low >>> 10);
    const x = point * WIDTH[layer];
    return Math.abs(point) < INSIDE[layer] ? x : this.edge(layer, x);
  }

  /** Adds `deviation` times one draw each to all of the vector, rounding to float32 once. */
  addTo(vector: Float32Array, deviation: number): void {
    for (let j = 0; j < vector.length; j++) vector[j] = vector[j] + deviation * this.next();
  }

  private edge(layer: number, x: number): number {
    if (layer === 0) return x < 0 ? -this.tail() : this.tail();
    const low = HEIGHT[layer];
    const y = low + this.uniform() * (HEIGHT[layer + 1] - low);
    return y < density(x) ? x : this.next();
  }

  private tail(): number {
    for (;;) {
      const x = -Math.log(this.uniform()) / R;
      const y = -Math.log(this.uniform());
      if (y + y > x * x) return R + x;
    }
  }

  /** Uniform on (0, 1), with 52 bits. */
  private uniform(): number {
    const high = this.source.nextInt() >>> 0;
    const low = this.source.nextInt() >>> 0;
    return (high * 0x100000 + (low >>> 12) + 0.5) * 2 ** -52;
  }
}
