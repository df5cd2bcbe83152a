package dev.headwater.vision.data.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Paints one picture: a ground, things that only distract, a shadow, the subject, then what light
 * and camera do to them. A pixel's coverage is taken from the signed distance at its centre, which
 * is as smooth as many samples and as cheap as one.
 */
public final class Painter {
  /** Width and height of every picture. */
  public static final int SIZE = 64;

  /** The four colours of one thing. */
  private record Inks(Rgb main, Rgb second, Rgb dark, Rgb light) {
    Rgb of(Subject.Ink ink) {
      return switch (ink) {
        case MAIN -> main;
        case SECOND -> second;
        case DARK -> dark;
        case LIGHT -> light;
      };
    }
  }

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
   * The user's picture {@code index} of class {@code label}.
   *
   * @return RGB, {@code [64, 64, 3]}
   */
  public byte[] paint(int label, int index) {
    KeyedRandom random = new KeyedRandom(seed, user, index, label);
    boolean lightGround = random.unit() < 0.5;
    Ground ground = ground(random, lightGround);
    List<Placed> distractors = new ArrayList<>();
    int count = 1 + random.below(2);
    for (int i = 0; i < count; i++) {
      distractors.add(distractor(random));
    }
    Inks inks = inks(random, lightGround, Subject.ALL.get(label).hue);
    Placed subject = subject(random, Subject.ALL.get(label), inks);
    double shadowX = subject.scale * -0.16 * camera.lightX();
    double shadowY = subject.scale * 0.14;

    byte[] rgb = new byte[3 * SIZE * SIZE];
    int at = 0;
    for (int y = 0; y < SIZE; y++) {
      for (int x = 0; x < SIZE; x++) {
        Rgb colour = ground.at(x, y);
        for (Placed distractor : distractors) {
          colour = distractor.over(colour, x, y);
        }
        colour = subject.shade(colour, x - shadowX, y - shadowY);
        colour = subject.over(colour, x, y);
        at = expose(colour, x, y, random, rgb, at);
      }
    }
    return rgb;
  }

  private Ground ground(KeyedRandom random, boolean light) {
    int kind = random.unit() < 0.6 ? camera.ground() : random.below(Ground.KINDS);
    double value = light ? random.between(0.74, 0.95) : random.between(0.16, 0.4);
    Rgb from = Rgb.hsv(hue(random), random.between(0.05, 0.35), value);
    double other = value + (light ? -1 : 1) * random.between(0.03, 0.12);
    return new Ground(random, kind, from, Rgb.hsv(hue(random), random.between(0.05, 0.35), other));
  }

  private double hue(KeyedRandom random) {
    return camera.hue(random.below(3)) + random.between(-0.06, 0.06);
  }

  /**
   * A main colour that stands off the ground, the subject's typical hue or the user's; a second one
   * of another hue; one dark, one light.
   */
  private Inks inks(KeyedRandom random, boolean lightGround, double typical) {
    double hue = random.unit() < 0.5 ? typical + random.between(-0.05, 0.05) : hue(random);
    double value = lightGround ? random.between(0.4, 0.7) : random.between(0.75, 1);
    Rgb main = Rgb.hsv(hue, random.between(0.6, 0.95), value);
    double secondHue = hue + random.between(0.25, 0.75);
    Rgb second = Rgb.hsv(secondHue, random.between(0.5, 0.9), random.between(0.55, 0.95));
    Rgb dark = Rgb.hsv(random.unit(), random.between(0.2, 0.6), random.between(0.12, 0.28));
    Rgb light = Rgb.hsv(random.unit(), random.between(0.03, 0.2), random.between(0.88, 1));
    return new Inks(main, second, dark, light);
  }

  private Placed subject(KeyedRandom random, Subject subject, Inks inks) {
    double scale = camera.size() * random.between(0.9, 1.1);
    double room = SIZE / 2.0 - 0.9 * scale;
    return new Placed(
        SIZE / 2.0 - 0.5 + random.between(-0.5, 0.5) * room,
        SIZE / 2.0 - 0.5 + random.between(-0.5, 0.5) * room,
        scale,
        random.between(-0.17, 0.17),
        random.unit() < 0.5,
        subject.parts,
        inks);
  }

  /** A small plain thing, of the same colours as subjects have. */
  private Placed distractor(KeyedRandom random) {
    Part part = DISTRACTIONS.get(random.below(DISTRACTIONS.size()));
    Rgb colour = Rgb.hsv(hue(random), random.between(0.3, 0.9), random.between(0.3, 0.95));
    return new Placed(
        random.between(0, SIZE),
        random.between(0, SIZE),
        random.between(2, 4.5),
        random.between(-Math.PI, Math.PI),
        false,
        List.of(part),
        new Inks(colour, colour, colour, colour));
  }

  private int expose(Rgb colour, int x, int y, KeyedRandom random, byte[] rgb, int at) {
    double dx = (x - SIZE / 2.0) / SIZE;
    double dy = (y - SIZE / 2.0) / SIZE;
    double light = camera.gain() * (1 - camera.vignette() * 2 * (dx * dx + dy * dy));
    long bits = random.nextLong();
    rgb[at] = toByte(colour.red() * light * camera.tint().red(), bits);
    rgb[at + 1] = toByte(colour.green() * light * camera.tint().green(), bits >>> 20);
    rgb[at + 2] = toByte(colour.blue() * light * camera.tint().blue(), bits >>> 40);
    return at + 3;
  }

  /** Noise: the sum of two uniform numbers of ten bits, deviation {@code 1024 / sqrt(6)}. */
  private byte toByte(double value, long bits) {
    double triangular =
        ((bits & 0x3ff) + ((bits >>> 10) & 0x3ff) - 1023) * (2.449489742783178 / 1024);
    double noisy = 255 * (value + camera.noise() * triangular);
    return (byte) (int) Math.max(0, Math.min(255, noisy + 0.5));
  }

  /** Parts at a place in the picture; {@code x} and {@code y} in pixels. */
  private final class Placed {
    private final double centreX;
    private final double centreY;
    private final double scale;
    private final double cos;
    private final double sin;
    private final double mirror;
    private final List<Part> parts;
    private final Inks inks;

    Placed(
        double centreX,
        double centreY,
        double scale,
        double angle,
        boolean mirrored,
        List<Part> parts,
        Inks inks) {
      this.centreX = centreX;
      this.centreY = centreY;
      this.scale = scale;
      this.cos = StrictMath.cos(angle) / scale;
      this.sin = StrictMath.sin(angle) / scale;
      this.mirror = mirrored ? -1 : 1;
      this.parts = parts;
      this.inks = inks;
    }

    private boolean isFar(double x, double y) {
      double dx = x - centreX;
      double dy = y - centreY;
      double reach = 1.3 * scale + 3;
      return dx * dx + dy * dy > reach * reach;
    }

    private double u(double x, double y) {
      return mirror * ((x - centreX) * cos + (y - centreY) * sin);
    }

    private double v(double x, double y) {
      return (y - centreY) * cos - (x - centreX) * sin;
    }

    /** This over what is there, lit from one side. */
    Rgb over(Rgb ground, double x, double y) {
      if (isFar(x, y)) {
        return ground;
      }
      double u = u(x, y);
      double v = v(x, y);
      double lit = 1 + 0.16 * (mirror * u * camera.lightX() - v);
      Rgb colour = ground;
      for (Part part : parts) {
        double distance = part.distance(u, v) * scale;
        double coverage = Math.min(1, 0.5 - distance / camera.softness());
        if (coverage > 0) {
          Rgb ink = inks.of(part.ink());
          Rgb shaded = new Rgb(ink.red() * lit, ink.green() * lit, ink.blue() * lit);
          colour = colour.mix(shaded, coverage);
        }
      }
      return colour;
    }

    /** The ground darkened where this keeps the light off, with a wide edge. */
    Rgb shade(Rgb ground, double x, double y) {
      if (isFar(x, y)) {
        return ground;
      }
      double u = u(x, y);
      double v = v(x, y);
      double nearest = Double.MAX_VALUE;
      for (Part part : parts) {
        nearest = Math.min(nearest, part.distance(u, v));
      }
      double depth = Math.max(0, Math.min(1, 0.5 - nearest * scale / 5));
      return ground.mix(new Rgb(0, 0, 0), 0.38 * depth);
    }
  }
}
