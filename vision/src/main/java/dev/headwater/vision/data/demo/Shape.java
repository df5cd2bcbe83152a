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
    int n = xy.length / 2;
    double[] ex = new double[n];
    double[] ey = new double[n];
    double[] perSquare = new double[n];
    for (int i = 0; i < n; i++) {
      int next = 2 * ((i + 1) % n);
      ex[i] = xy[next] - xy[2 * i];
      ey[i] = xy[next + 1] - xy[2 * i + 1];
      perSquare[i] = 1 / (ex[i] * ex[i] + ey[i] * ey[i]);
    }
    return (x, y) -> {
      double nearest = Double.MAX_VALUE;
      boolean inside = false;
      for (int i = 0; i < n; i++) {
        double wx = x - xy[2 * i];
        double wy = y - xy[2 * i + 1];
        double t = Math.min(1, Math.max(0, (wx * ex[i] + wy * ey[i]) * perSquare[i]));
        double dx = wx - t * ex[i];
        double dy = wy - t * ey[i];
        nearest = Math.min(nearest, dx * dx + dy * dy);
        // The edge crosses this height, to the right of the point.
        if ((wy < 0) != (wy < ey[i]) && wx * ey[i] < wy * ex[i] == ey[i] > 0) {
          inside = !inside;
        }
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
