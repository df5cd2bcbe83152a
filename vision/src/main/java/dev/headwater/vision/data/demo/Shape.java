package dev.headwater.vision.data.demo;

/**
 * A signed distance function: how far a point is from the shape's edge, negative inside. Exact, or
 * close to it near the edge, which is where coverage is taken from it. Coordinates: x to the right,
 * y down; objects fill about the unit circle.
 */
@FunctionalInterface
interface Shape {
  double distance(double x, double y);

  static Shape circle(double cx, double cy, double radius) {
    return (x, y) -> length(x - cx, y - cy) - radius;
  }

  /** First-order distance: the implicit function over its gradient. */
  static Shape ellipse(double cx, double cy, double rx, double ry) {
    return (x, y) -> {
      double ux = (x - cx) / rx;
      double uy = (y - cy) / ry;
      double k = length(ux, uy);
      double gradient = length(ux / rx, uy / ry);
      return gradient < 1e-9 ? -Math.min(rx, ry) : k * (k - 1) / gradient;
    };
  }

  /** Half-sides {@code hx} and {@code hy} include the rounding of the corners. */
  static Shape box(double cx, double cy, double hx, double hy, double round) {
    return (x, y) -> {
      double dx = Math.abs(x - cx) - hx + round;
      double dy = Math.abs(y - cy) - hy + round;
      double outside = length(Math.max(dx, 0), Math.max(dy, 0));
      return outside + Math.min(Math.max(dx, dy), 0) - round;
    };
  }

  /** A line with round ends. */
  static Shape line(double ax, double ay, double bx, double by, double radius) {
    double ex = bx - ax;
    double ey = by - ay;
    double square = ex * ex + ey * ey;
    return (x, y) -> {
      double t = Math.min(1, Math.max(0, ((x - ax) * ex + (y - ay) * ey) / square));
      return length(x - ax - t * ex, y - ay - t * ey) - radius;
    };
  }

  static Shape ring(double cx, double cy, double radius, double width) {
    return (x, y) -> Math.abs(length(x - cx, y - cy) - radius) - width;
  }

  /** Any simple polygon, as x, y, x, y, ...: distance to the edges, sign by crossings. */
  static Shape polygon(double... xy) {
    return (x, y) -> {
      double nearest = Double.MAX_VALUE;
      boolean inside = false;
      double px = xy[xy.length - 2];
      double py = xy[xy.length - 1];
      for (int i = 0; i < xy.length; i += 2) {
        double ex = xy[i] - px;
        double ey = xy[i + 1] - py;
        double wx = x - px;
        double wy = y - py;
        double t = Math.min(1, Math.max(0, (wx * ex + wy * ey) / (ex * ex + ey * ey)));
        double dx = wx - t * ex;
        double dy = wy - t * ey;
        nearest = Math.min(nearest, dx * dx + dy * dy);
        if ((py > y) != (xy[i + 1] > y) && x < px + ex * (y - py) / ey) {
          inside = !inside;
        }
        px = xy[i];
        py = xy[i + 1];
      }
      return inside ? -Math.sqrt(nearest) : Math.sqrt(nearest);
    };
  }

  /** A star or, with {@code inner} near {@code outer}, a polygon of {@code 2 * points} corners. */
  static Shape star(double cx, double cy, int points, double outer, double inner) {
    double[] xy = new double[4 * points];
    for (int i = 0; i < 2 * points; i++) {
      double radius = i % 2 == 0 ? outer : inner;
      double angle = Math.PI * i / points;
      xy[2 * i] = cx + radius * StrictMath.sin(angle);
      xy[2 * i + 1] = cy - radius * StrictMath.cos(angle);
    }
    return polygon(xy);
  }

  /** What lies in both. */
  default Shape within(Shape other) {
    return (x, y) -> Math.max(distance(x, y), other.distance(x, y));
  }

  private static double length(double x, double y) {
    return Math.sqrt(x * x + y * y);
  }
}
