package dev.headwater.vision.data.demo;

import static dev.headwater.vision.data.demo.Subject.Ink.DARK;
import static dev.headwater.vision.data.demo.Subject.Ink.LIGHT;
import static dev.headwater.vision.data.demo.Subject.Ink.MAIN;
import static dev.headwater.vision.data.demo.Subject.Ink.SECOND;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The ten things that are drawn: the classes, in the order of their names. */
enum Subject {
  BOAT(
      0.58,
      part(SECOND, Shape.polygon(0.07, -0.92, 0.85, 0.22, 0.07, 0.22)),
      part(LIGHT, Shape.polygon(-0.08, -0.72, -0.08, 0.22, -0.68, 0.22)),
      part(DARK, Shape.box(0, -0.25, 0.045, 0.72, 0.02)),
      part(MAIN, Shape.polygon(-0.98, 0.34, 0.98, 0.34, 0.62, 0.84, -0.66, 0.84)),
      part(LIGHT, Shape.box(0, 0.46, 0.74, 0.045, 0.02))),
  BUTTERFLY(
      0.78,
      part(DARK, Shape.line(0, -0.45, 0.3, -0.92, 0.035)),
      part(DARK, Shape.line(0, -0.45, -0.3, -0.92, 0.035)),
      part(MAIN, Shape.ellipse(0.52, -0.3, 0.46, 0.42)),
      part(MAIN, Shape.ellipse(-0.52, -0.3, 0.46, 0.42)),
      part(SECOND, Shape.ellipse(0.4, 0.42, 0.34, 0.38)),
      part(SECOND, Shape.ellipse(-0.4, 0.42, 0.34, 0.38)),
      part(LIGHT, Shape.circle(0.6, -0.34, 0.16)),
      part(LIGHT, Shape.circle(-0.6, -0.34, 0.16)),
      part(LIGHT, Shape.circle(0.42, 0.46, 0.12)),
      part(LIGHT, Shape.circle(-0.42, 0.46, 0.12)),
      part(DARK, Shape.line(0, -0.45, 0, 0.62, 0.1))),
  CAR(
      0.0,
      part(MAIN, Shape.polygon(-0.62, -0.04, -0.4, -0.5, 0.28, -0.5, 0.62, -0.04)),
      part(LIGHT, Shape.polygon(-0.44, -0.06, -0.3, -0.38, -0.08, -0.38, -0.08, -0.06)),
      part(LIGHT, Shape.polygon(0.02, -0.38, 0.22, -0.38, 0.43, -0.06, 0.02, -0.06)),
      part(MAIN, Shape.box(0, 0.16, 0.98, 0.24, 0.13)),
      part(SECOND, Shape.box(0, 0.22, 0.97, 0.05, 0.04)),
      part(DARK, Shape.circle(-0.52, 0.4, 0.25)),
      part(DARK, Shape.circle(0.54, 0.4, 0.25)),
      part(LIGHT, Shape.circle(-0.52, 0.4, 0.11)),
      part(LIGHT, Shape.circle(0.54, 0.4, 0.11))),
  CUP(
      0.07,
      part(MAIN, Shape.ring(0.5, 0.06, 0.34, 0.085)),
      part(MAIN, Shape.polygon(-0.66, -0.55, 0.5, -0.55, 0.36, 0.78, -0.52, 0.78)),
      part(SECOND, Shape.polygon(-0.63, -0.06, 0.47, -0.06, 0.43, 0.26, -0.59, 0.26)),
      part(LIGHT, Shape.ellipse(-0.08, -0.55, 0.58, 0.17)),
      part(DARK, Shape.ellipse(-0.08, -0.53, 0.46, 0.11))),
  FISH(
      0.52,
      part(SECOND, Shape.polygon(-0.42, 0, -1, -0.48, -0.84, 0, -1, 0.48)),
      part(SECOND, Shape.polygon(-0.22, -0.3, 0.28, -0.72, 0.42, -0.25)),
      part(SECOND, Shape.polygon(-0.05, 0.3, 0.14, 0.66, 0.3, 0.28)),
      part(MAIN, Shape.ellipse(0.2, 0, 0.78, 0.5)),
      part(LIGHT, Shape.ellipse(0.2, 0.34, 0.6, 0.3).within(Shape.ellipse(0.2, 0, 0.75, 0.47))),
      part(LIGHT, Shape.circle(0.6, -0.1, 0.14)),
      part(DARK, Shape.circle(0.63, -0.1, 0.07))),
  FLOWER(0.9, flower()),
  HOUSE(
      0.1,
      part(SECOND, Shape.box(0.46, -0.56, 0.11, 0.28, 0.01)),
      part(MAIN, Shape.box(0, 0.34, 0.66, 0.5, 0.02)),
      part(SECOND, Shape.polygon(-0.92, -0.1, 0, -0.92, 0.92, -0.1)),
      part(DARK, Shape.box(0, 0.55, 0.15, 0.29, 0.03)),
      part(LIGHT, Shape.box(-0.4, 0.26, 0.14, 0.15, 0.01)),
      part(LIGHT, Shape.box(0.4, 0.26, 0.14, 0.15, 0.01)),
      part(LIGHT, Shape.circle(0, -0.38, 0.13))),
  MUSHROOM(
      0.99,
      part(LIGHT, Shape.box(0, 0.45, 0.26, 0.48, 0.16)),
      part(MAIN, Shape.ellipse(0, 0.16, 0.96, 0.98).within((x, y) -> y - 0.16)),
      part(LIGHT, Shape.circle(-0.42, -0.22, 0.17)),
      part(LIGHT, Shape.circle(0.12, -0.5, 0.17)),
      part(LIGHT, Shape.circle(0.5, -0.1, 0.15)),
      part(DARK, Shape.box(0, 0.17, 0.94, 0.045, 0.04))),
  STAR(0.15, part(MAIN, Shape.star(0, 0.05, 5, 1.0, 0.44))),
  TREE(
      0.35,
      part(DARK, Shape.box(0, 0.7, 0.13, 0.28, 0.03)),
      part(MAIN, Shape.polygon(-0.76, 0.5, 0, -0.32, 0.76, 0.5)),
      part(SECOND, Shape.polygon(-0.6, 0.06, 0, -0.62, 0.6, 0.06)),
      part(MAIN, Shape.polygon(-0.44, -0.34, 0, -0.98, 0.44, -0.34)));

  /** All of them; a class index is a position here. */
  static final List<Subject> ALL = List.of(values());

  /** Which of a picture's four colours. */
  enum Ink {
    MAIN,
    SECOND,
    DARK,
    LIGHT
  }

  /**
   * The main colour that a part of its pictures have, in turns: drawings of trees tend to green.
   */
  final double hue;

  @SuppressWarnings("ImmutableEnumChecker") // an unmodifiable list of records
  final List<Part> parts;

  Subject(double hue, Part... parts) {
    this.hue = hue;
    this.parts = List.of(parts);
  }

  /** The class name. */
  String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  private static Part part(Ink ink, Shape shape) {
    return Part.of(ink, shape);
  }

  private static Part[] flower() {
    List<Part> parts = new ArrayList<>();
    parts.add(part(DARK, Shape.line(0, 0.1, 0.04, 0.98, 0.06)));
    parts.add(part(DARK, Shape.ellipse(0.26, 0.66, 0.24, 0.1)));
    for (int i = 0; i < 6; i++) {
      double angle = Math.PI * i / 3;
      double x = 0.42 * StrictMath.sin(angle);
      double y = -0.32 - 0.42 * StrictMath.cos(angle);
      parts.add(part(MAIN, Shape.circle(x, y, 0.235)));
    }
    parts.add(part(SECOND, Shape.circle(0, -0.32, 0.25)));
    return parts.toArray(new Part[0]);
  }
}
