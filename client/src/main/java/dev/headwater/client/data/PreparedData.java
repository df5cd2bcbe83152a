package dev.headwater.client.data;

/**
 * A client's own data, ready for the head.
 *
 * @param backboneDigest of the backbone that computed the features
 * @param train training examples; without any the coordinator refuses the client
 * @param heldOut held-out examples, only for scoring; may be empty
 */
public record PreparedData(
    String backboneDigest, LabelledFeatures train, LabelledFeatures heldOut) {

  /** Refuses train and held-out features of different width. */
  public PreparedData {
    if (train.width() != heldOut.width()) {
      throw new IllegalArgumentException(
          "features: %d to train on and %d held out (expected: the same length)"
              .formatted(train.width(), heldOut.width()));
    }
  }
}
