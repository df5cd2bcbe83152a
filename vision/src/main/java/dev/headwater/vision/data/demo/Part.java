package dev.headwater.vision.data.demo;

/**
 * One area of one colour; later parts of a subject cover earlier ones. The bounds save most of the
 * distance functions' work: outside them the shape is further away than any edge or shadow reaches.
 */
record Part(Subject.Ink ink, Shape shape, double left, double right, double top, double bottom) {
  /** In units of the subject's radius: 3 pixels of the smallest subject. */
  private static final double MARGIN = 0.2;

  private static final double STEP = 0.05;
  private static final double LIMIT = 1.3;

  /** Finds the bounds by looking at a grid. */
  static Part of(Subject.Ink ink, Shape shape) {
    double left = LIMIT;
    double right = -LIMIT;
    double top = LIMIT;
    double bottom = -LIMIT;
    for (double y = -LIMIT; y <= LIMIT; y += STEP) {
      for (double x = -LIMIT; x <= LIMIT; x += STEP) {
        if (shape.distance(x, y) < MARGIN + STEP) {
          left = Math.min(left, x);
          right = Math.max(right, x);
          top = Math.min(top, y);
          bottom = Math.max(bottom, y);
        }
      }
    }
    return new Part(ink, shape, left, right, top, bottom);
  }
}
