package dev.headwater.vision.data.demo;

/**
 * What is the same in all pictures of one user: a palette, the light, the habits, the camera.
 *
 * @param hue1 the first of three favourite hues
 * @param ground the kind of ground, 0 to {@link Ground#KINDS} - 1, that most pictures have
 * @param gain brightness
 * @param tint the light's colour
 * @param noise deviation of the sensor's noise, on the scale of 0 to 1
 * @param vignette how much darker the corners are
 * @param softness width of an edge in pixels
 * @param lightX where the light comes from
 * @param size mean radius of the subject in pixels
 */
record Camera(
    double hue1,
    double hue2,
    double hue3,
    int ground,
    double gain,
    Rgb tint,
    double noise,
    double vignette,
    double softness,
    double lightX,
    double size) {

  static Camera of(long seed, long user) {
    Dice random = new Dice(seed, user, 0xca);
    double warmth = random.between(-0.09, 0.09);
    return new Camera(
        random.unit(),
        random.unit(),
        random.unit(),
        random.below(Ground.KINDS),
        random.between(0.8, 1.15),
        new Rgb(1 + warmth, 1 + random.between(-0.04, 0.04), 1 - warmth),
        random.between(0.004, 0.01),
        random.between(0, 0.2),
        random.between(1, 1.4),
        random.between(-1, 1),
        random.between(22.5, 25.5));
  }

  double hue(int which) {
    return which == 0 ? hue1 : which == 1 ? hue2 : hue3;
  }
}
