package dev.headwater.proto.codec;

import dev.headwater.learning.protection.ClientPrivacy;
import dev.headwater.learning.protection.ClientPrivacy.NoisePlace;
import dev.headwater.learning.protection.Protection;
import dev.headwater.learning.sums.FixedPoint;
import dev.headwater.learning.sums.Weighting;
import dev.headwater.learning.training.ExamplePrivacy;
import dev.headwater.v1.Grid;

/** {@link Protection} and {@link FixedPoint} on the wire. */
final class ProtectionCodec {
  private ProtectionCodec() {}

  static dev.headwater.v1.Protection encode(Protection protection) {
    var message =
        dev.headwater.v1.Protection.newBuilder()
            .setWeightCap(protection.weighting().cap())
            .setSecureNoise(protection.secureNoise());
    Double norm = protection.clippingNorm();
    if (norm != null) {
      message.setClippingNorm(norm);
    }
    ClientPrivacy client = protection.client();
    if (client != null) {
      message.setClient(
          dev.headwater.v1.ClientPrivacy.newBuilder()
              .setClippingNorm(client.clippingNorm())
              .setNoisePlace(
                  switch (client.noisePlace()) {
                    case NONE -> dev.headwater.v1.ClientPrivacy.NoisePlace.NONE;
                    case LOCAL -> dev.headwater.v1.ClientPrivacy.NoisePlace.LOCAL;
                    case MASKED -> dev.headwater.v1.ClientPrivacy.NoisePlace.MASKED;
                  })
              .setNoiseDeviation(client.noiseDeviation())
              .setReportsNorm(client.reportsNorm()));
    }
    ExamplePrivacy example = protection.example();
    if (example != null) {
      message.setExample(
          dev.headwater.v1.ExamplePrivacy.newBuilder()
              .setClippingNorm(example.clippingNorm())
              .setNoiseMultiplier(example.noiseMultiplier())
              .setUsers(example.users()));
    }
    return message.build();
  }

  static Protection decode(dev.headwater.v1.Protection message) {
    return new Protection(
        weighting(message.getWeightCap()),
        message.hasClient() ? decode(message.getClient()) : null,
        message.hasExample()
            ? new ExamplePrivacy(
                message.getExample().getClippingNorm(),
                message.getExample().getNoiseMultiplier(),
                message.getExample().getUsers())
            : null,
        message.getSecureNoise(),
        message.getClippingNorm() == 0 ? null : (Double) message.getClippingNorm());
  }

  private static Weighting weighting(int cap) {
    return switch (cap) {
      case 0 -> new Weighting.Examples();
      case 1 -> new Weighting.Uniform();
      default -> new Weighting.Capped(cap);
    };
  }

  private static ClientPrivacy decode(dev.headwater.v1.ClientPrivacy message) {
    return new ClientPrivacy(
        message.getClippingNorm(),
        switch (message.getNoisePlace()) {
          case NONE -> NoisePlace.NONE;
          case LOCAL -> NoisePlace.LOCAL;
          case MASKED -> NoisePlace.MASKED;
          // A client that ignored a request for noise would break its own guarantee.
          case NOISE_PLACE_UNSPECIFIED, UNRECOGNIZED ->
              throw new IllegalArgumentException(
                  "noise: of kind %d (expected: one that this version knows; use the coordinator's version)"
                      .formatted(message.getNoisePlaceValue()));
        },
        message.getNoiseDeviation(),
        message.getReportsNorm());
  }

  static Grid encode(FixedPoint grid) {
    return Grid.newBuilder()
        .setFractionBits(grid.fractionBits())
        .setMaxPerWeight(grid.maxPerWeight())
        .setMaxTotalWeight(grid.maxTotalWeight())
        .setRingBits(grid.ringBits())
        .setNoiseDeviation(grid.noiseDeviation())
        .build();
  }

  static FixedPoint decode(Grid message) {
    return new FixedPoint(
        message.getFractionBits(),
        message.getMaxPerWeight(),
        message.getMaxTotalWeight(),
        message.getRingBits(),
        message.getNoiseDeviation());
  }
}
