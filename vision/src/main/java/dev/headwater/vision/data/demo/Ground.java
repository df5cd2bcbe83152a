package dev.headwater.vision.data.demo;

/** The ground behind a subject: one of five textures in two colours, uneven by value noise. */
final class Ground {
  static final int KINDS = 5;

  private final int kind;
  private final Rgb from;
  private final Rgb to;
  private final long key;
  private final double cos;
  private final double sin;
  private final double pitch;
  private final double shift;

  Ground(KeyedRandom random, int kind, Rgb from, Rgb to) {
    this.kind = kind;
    this.from = from;
    this.to = to;
    key = random.nextLong();
    double angle = random.between(0, Math.PI);
    cos = StrictMath.cos(angle);
    sin = StrictMath.sin(angle);
    pitch = random.between(9, 16);
    shift = random.between(0, 16);
  }

  Rgb at(double x, double y) {
    double rough = 0.65 * noise(x / 13, y / 13, key) + 0.35 * noise(x / 5, y / 5, key + 1);
    double u = (x * cos + y * sin) / pitch + shift;
    double v = (y * cos - x * sin) / pitch + shift;
    double pattern =
        switch (kind) {
          case 0 -> rough;
          case 1 -> wave(u + 0.8 * rough);
          case 2 -> 0.5 + 2 * (wave(u) - 0.5) * (wave(v) - 0.5);
          case 3 -> Math.max(0, Math.min(1, 1.5 - 5 * (square(u) + square(v))));
          default -> Math.max(0, Math.min(1, (y - 34 - shift / 2) / 5 + rough));
        };
    return from.mix(to, 0.75 * pattern + 0.25 * rough);
  }

  /** A triangle wave of period 1 with rounded tips. */
  private static double wave(double t) {
    double phase = Math.abs(2 * (t - Math.floor(t)) - 1);
    return phase * phase * (3 - 2 * phase);
  }

  private static double square(double t) {
    double centred = t - Math.floor(t) - 0.5;
    return centred * centred;
  }

  /** Random values on a grid, smoothly between them. */
  private static double noise(double x, double y, long key) {
    long column = (long) Math.floor(x);
    long row = (long) Math.floor(y);
    double fx = x - column;
    double fy = y - row;
    double sx = fx * fx * (3 - 2 * fx);
    double sy = fy * fy * (3 - 2 * fy);
    double top = knot(column, row, key) * (1 - sx) + knot(column + 1, row, key) * sx;
    double bottom = knot(column, row + 1, key) * (1 - sx) + knot(column + 1, row + 1, key) * sx;
    return top * (1 - sy) + bottom * sy;
  }

  private static double knot(long column, long row, long key) {
    return (KeyedRandom.mix(key + column * 0x9e3779b97f4a7c15L + row * 0xc2b2ae3d27d4eb4fL) >>> 11)
        * 0x1p-53;
  }
}
