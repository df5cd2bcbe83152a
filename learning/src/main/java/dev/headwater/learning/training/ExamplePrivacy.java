package dev.headwater.learning.training;

/** stub */
public record ExamplePrivacy(double clippingNorm, double noiseMultiplier) {}
