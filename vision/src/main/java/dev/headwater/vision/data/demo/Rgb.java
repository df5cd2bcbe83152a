package dev.headwater.vision.data.demo;

/** A colour, each channel about 0 to 1. */
record Rgb(double red, double green, double blue) {

  /** Hue in turns, saturation and value in 0 to 1; the usual hexcone. */
  static Rgb hsv(double hue, double saturation, double value) {
    return new Rgb(
        channel(hue, saturation, value, 5),
        channel(hue, saturation, value, 3),
        channel(hue, saturation, value, 1));
  }

  private static double channel(double hue, double saturation, double value, int offset) {
    double k = (offset + (hue - Math.floor(hue)) * 6) % 6;
    return value - value * saturation * Math.max(0, Math.min(1, Math.min(k, 4 - k)));
  }
}
