package dev.headwater.client.data;

/**
 * A client's own data, ready for the head.
 *
 * @param backboneDigest of the backbone that computed the features
 * @param train what it trains on; at least one example, or the coordinator refuses the client
 * @param heldOut what it only scores; may be empty
 */
public record PreparedData(
    String backboneDigest, LabelledFeatures train, LabelledFeatures heldOut) {

  /** Refuses two halves of different width. */
  public PreparedData {
    if (train.width() != heldOut.width()) {
      throw new IllegalArgumentException(
          "features: %d to train on and %d held out (expected: the same length)"
              .formatted(train.width(), heldOut.width()));
    }
  }
}
