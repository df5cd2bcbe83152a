package dev.headwater.vision.data.demo;

/** The ground behind a subject: one of five textures in two colours, uneven by value noise. */
final class Ground {
  static final int KINDS = 5;

  private final int kind;
  private final Rgb from;
  private final Rgb to;
  private final Noise coarse;
  private final Noise fine;
  private final double cos;
  private final double sin;
  private final double pitch;
  private final double shift;

  Ground(Dice random, int kind, Rgb from, Rgb to) {
    this.kind = kind;
    this.from = from;
    this.to = to;
    coarse = new Noise(random, 13);
    fine = new Noise(random, 5);
    double angle = random.between(0, Math.PI);
    cos = StrictMath.cos(angle);
    sin = StrictMath.sin(angle);
    pitch = random.between(9, 16);
    shift = random.between(0, 16);
  }

  /** The canvas {@code [64, 64, 3]} with nothing else on it. */
  double[] paint() {
    double[] canvas = new double[3 * Painter.SIZE * Painter.SIZE];
    int at = 0;
    for (int y = 0; y < Painter.SIZE; y++) {
      for (int x = 0; x < Painter.SIZE; x++) {
        double share = share(x, y);
        canvas[at++] = from.red() + share * (to.red() - from.red());
        canvas[at++] = from.green() + share * (to.green() - from.green());
        canvas[at++] = from.blue() + share * (to.blue() - from.blue());
      }
    }
    return canvas;
  }

  /** How much of the second colour. */
  private double share(int x, int y) {
    double rough = 0.65 * coarse.at(x, y) + 0.35 * fine.at(x, y);
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
    return 0.75 * pattern + 0.25 * rough;
  }

  /** A triangle wave of period 1 with rounded tips. */
  private static double wave(double t) {
    return smooth(Math.abs(2 * (t - Math.floor(t)) - 1));
  }

  private static double square(double t) {
    double centred = t - Math.floor(t) - 0.5;
    return centred * centred;
  }

  /** Random values on a grid of some pitch, smoothly between them. */
  private static final class Noise {
    private final int pitch;
    private final int columns;
    private final double[] knots;

    Noise(Dice random, int pitch) {
      this.pitch = pitch;
      columns = Painter.SIZE / pitch + 2;
      knots = new double[columns * columns];
      for (int i = 0; i < knots.length; i++) {
        knots[i] = random.unit();
      }
    }

    double at(int x, int y) {
      int knot = y / pitch * columns + x / pitch;
      double sx = smooth((double) (x % pitch) / pitch);
      double sy = smooth((double) (y % pitch) / pitch);
      double top = knots[knot] * (1 - sx) + knots[knot + 1] * sx;
      double bottom = knots[knot + columns] * (1 - sx) + knots[knot + columns + 1] * sx;
      return top * (1 - sy) + bottom * sy;
    }
  }

  private static double smooth(double t) {
    return t * t * (3 - 2 * t);
  }
}
