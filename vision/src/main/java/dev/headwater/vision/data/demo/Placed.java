package dev.headwater.vision.data.demo;

import java.util.Arrays;
import java.util.List;

/**
 * A thing at a place in the picture. A pixel's coverage is taken from the signed distance at its
 * centre, which is as smooth as many samples and as cheap as one; only pixels within a part's
 * bounds are looked at.
 *
 * @param centreX in pixels, as {@code centreY}; {@code scale} is the thing's radius
 * @param turn rotation in radians, clockwise
 * @param mirror -1 if left and right are exchanged, else 1
 */
record Placed(
    double centreX,
    double centreY,
    double scale,
    double turn,
    double mirror,
    List<Part> parts,
    Inks inks) {
  private static final int SIZE = Painter.SIZE;

  /** The four colours of one thing. */
  record Inks(Rgb main, Rgb second, Rgb dark, Rgb light) {
    Rgb of(Subject.Ink ink) {
      return switch (ink) {
        case MAIN -> main;
        case SECOND -> second;
        case DARK -> dark;
        case LIGHT -> light;
      };
    }
  }

  /** What is done with a pixel near a part. */
  private interface Pixel {
    /**
     * @param at the pixel's first number on the canvas
     * @param distance to the part's edge, in pixels, negative inside
     * @param u where on the thing the pixel is, right
     * @param v and down, in units of its radius
     */
    void near(int at, double distance, double u, double v);
  }

  /** Paints this over the canvas {@code [64, 64, 3]}, lit from one side. */
  void draw(double[] canvas, Camera camera) {
    for (Part part : parts) {
      Rgb ink = inks.of(part.ink());
      visit(
          part,
          0,
          0,
          (at, distance, u, v) -> {
            double coverage = Math.min(1, 0.5 - distance / camera.softness());
            if (coverage > 0) {
              double lit = 1 + 0.16 * (mirror * u * camera.lightX() - v);
              canvas[at] += coverage * (ink.red() * lit - canvas[at]);
              canvas[at + 1] += coverage * (ink.green() * lit - canvas[at + 1]);
              canvas[at + 2] += coverage * (ink.blue() * lit - canvas[at + 2]);
            }
          });
    }
  }

  /** Darkens the canvas where this keeps the light off, with a wide edge. */
  void drawShadow(double[] canvas, Camera camera) {
    double shiftX = -0.16 * scale * camera.lightX();
    double shiftY = 0.14 * scale;
    double[] nearest = new double[SIZE * SIZE];
    Arrays.fill(nearest, SIZE);
    for (Part part : parts) {
      visit(
          part,
          shiftX,
          shiftY,
          (at, distance, u, v) -> nearest[at / 3] = Math.min(nearest[at / 3], distance));
    }
    for (int i = 0; i < nearest.length; i++) {
      double light = 1 - 0.38 * Math.max(0, Math.min(1, 0.5 - nearest[i] / 5));
      canvas[3 * i] *= light;
      canvas[3 * i + 1] *= light;
      canvas[3 * i + 2] *= light;
    }
  }

  private void visit(Part part, double shiftX, double shiftY, Pixel pixel) {
    double cos = StrictMath.cos(turn);
    double sin = StrictMath.sin(turn);
    double x0 = centreX + shiftX;
    double y0 = centreY + shiftY;
    // The bounds' middle and half-sides; turned, they span at most this many pixels each way.
    double midX = mirror * (part.left() + part.right()) / 2;
    double midY = (part.top() + part.bottom()) / 2;
    double halfX = (part.right() - part.left()) / 2;
    double halfY = (part.bottom() - part.top()) / 2;
    double spanX = scale * (halfX * Math.abs(cos) + halfY * Math.abs(sin));
    double spanY = scale * (halfX * Math.abs(sin) + halfY * Math.abs(cos));
    double atX = x0 + scale * (midX * cos - midY * sin);
    double atY = y0 + scale * (midX * sin + midY * cos);
    int right = (int) Math.min(SIZE - 1, atX + spanX);
    int bottom = (int) Math.min(SIZE - 1, atY + spanY);
    for (int y = (int) Math.max(0, atY - spanY); y <= bottom; y++) {
      for (int x = (int) Math.max(0, atX - spanX); x <= right; x++) {
        double u = mirror * ((x - x0) * cos + (y - y0) * sin) / scale;
        double v = ((y - y0) * cos - (x - x0) * sin) / scale;
        pixel.near(3 * (y * SIZE + x), scale * part.shape().distance(u, v), u, v);
      }
    }
  }
}
