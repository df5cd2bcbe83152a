package dev.headwater.vision.data.demo;

import java.util.List;
import java.util.stream.Stream;

/**
 * Paints one user's pictures: a ground, things that only distract, a shadow, the subject, then what
 * light and camera do to them. Safe for concurrent use.
 */
public final class Painter {
  /**
   * Names these drawings: cached features are found by it, without painting. A change of a single
   * pixel of a single drawing is another version; a test holds it against the drawings.
   */
  public static final int VERSION = 1;

  /** Width and height of every picture. */
  public static final int SIZE = 64;

  private static final List<Part> DISTRACTIONS =
      Stream.of(
              Shape.circle(0, 0, 0.8),
              Shape.box(0, 0, 0.8, 0.5, 0.1),
              Shape.polygon(-0.9, 0.7, 0, -0.9, 0.9, 0.7),
              Shape.line(-1, 0, 1, 0, 0.2))
          .map(shape -> Part.of(Subject.Ink.MAIN, shape))
          .toList();

  private final long seed;
  private final long user;
  private final Camera camera;

  /** Paints for one user, who is a number. */
  public Painter(long seed, long user) {
    this.seed = seed;
    this.user = user;
    this.camera = Camera.of(seed, user);
  }

  /** The class names, sorted. */
  public static List<String> labels() {
    return Subject.ALL.stream().map(Subject::label).toList();
  }

  /**
   * The user's picture {@code index}, of class {@code label}.
   *
   * @return RGB, {@code [64, 64, 3]}
   */
  public byte[] paint(int label, int index) {
    Dice random = new Dice(seed, user, index, label);
    Subject subject = Subject.ALL.get(label);
    boolean lightGround = random.unit() < 0.5;
    double[] canvas = ground(random, lightGround).paint();
    int distractors = random.below(2);
    for (int i = 0; i < distractors; i++) {
      distractor(random).draw(canvas, camera);
    }
    Placed placed = place(random, subject, inks(random, lightGround, subject.hue));
    placed.drawShadow(canvas, camera);
    placed.draw(canvas, camera);
    return expose(random, canvas);
  }

  private Ground ground(Dice random, boolean light) {
    int kind = random.unit() < 0.6 ? camera.ground() : random.below(Ground.KINDS);
    double value = light ? random.between(0.74, 0.95) : random.between(0.16, 0.4);
    Rgb from = Rgb.hsv(hue(random), random.between(0.05, 0.35), value);
    double other = value + (light ? -1 : 1) * random.between(0.02, 0.06);
    return new Ground(random, kind, from, Rgb.hsv(hue(random), random.between(0.05, 0.35), other));
  }

  private double hue(Dice random) {
    return camera.hue(random.below(3)) + random.between(-0.06, 0.06);
  }

  /**
   * A main colour that stands off the ground, of the subject's typical hue or the user's; a second
   * one of another hue; one dark, one light.
   */
  private Placed.Inks inks(Dice random, boolean lightGround, double typical) {
    double hue = random.unit() < 0.32 ? typical + random.between(-0.05, 0.05) : hue(random);
    double value = lightGround ? random.between(0.4, 0.7) : random.between(0.75, 1);
    Rgb main = Rgb.hsv(hue, random.between(0.6, 0.95), value);
    double secondHue = hue + random.between(0.25, 0.75);
    Rgb second = Rgb.hsv(secondHue, random.between(0.5, 0.9), random.between(0.55, 0.95));
    Rgb dark = Rgb.hsv(random.unit(), random.between(0.2, 0.6), random.between(0.12, 0.28));
    Rgb light = Rgb.hsv(random.unit(), random.between(0.03, 0.2), random.between(0.88, 1));
    return new Placed.Inks(main, second, dark, light);
  }

  private Placed place(Dice random, Subject subject, Placed.Inks inks) {
    double scale = camera.size() * random.between(0.9, 1.1);
    double room = 0.82 * (SIZE / 2.0 - 0.9 * scale);
    double x = SIZE / 2.0 - 0.5 + random.between(-room, room);
    double y = SIZE / 2.0 - 0.5 + random.between(-room, room);
    double turn = random.between(-0.1, 0.1);
    return new Placed(x, y, scale, turn, random.unit() < 0.5 ? -1 : 1, subject.parts, inks);
  }

  /** A small plain thing, of the same colours as subjects have. */
  private Placed distractor(Dice random) {
    Part part = DISTRACTIONS.get(random.below(DISTRACTIONS.size()));
    Rgb colour = Rgb.hsv(hue(random), random.between(0.3, 0.9), random.between(0.3, 0.95));
    return new Placed(
        random.between(0, SIZE),
        random.between(0, SIZE),
        random.between(2, 4.5),
        random.between(-Math.PI, Math.PI),
        1,
        List.of(part),
        new Placed.Inks(colour, colour, colour, colour));
  }

  /** Light, vignette and noise, then eight bits. */
  private byte[] expose(Dice random, double[] canvas) {
    byte[] rgb = new byte[canvas.length];
    for (int y = 0; y < SIZE; y++) {
      for (int x = 0; x < SIZE; x++) {
        double dx = (x - SIZE / 2.0) / SIZE;
        double dy = (y - SIZE / 2.0) / SIZE;
        double light = camera.gain() * (1 - camera.vignette() * 2 * (dx * dx + dy * dy));
        long bits = random.nextLong();
        int at = 3 * (y * SIZE + x);
        rgb[at] = toByte(canvas[at] * light * camera.tint().red(), bits);
        rgb[at + 1] = toByte(canvas[at + 1] * light * camera.tint().green(), bits >>> 20);
        rgb[at + 2] = toByte(canvas[at + 2] * light * camera.tint().blue(), bits >>> 40);
      }
    }
    return rgb;
  }

  /** Noise: the sum of two uniform numbers of ten bits, whose deviation is 1024 / sqrt(6). */
  private byte toByte(double value, long bits) {
    double triangular =
        ((bits & 0x3ff) + ((bits >>> 10) & 0x3ff) - 1023) * (2.449489742783178 / 1024);
    double noisy = 255 * (value + camera.noise() * triangular);
    return (byte) (int) Math.max(0, Math.min(255, noisy + 0.5));
  }
}
