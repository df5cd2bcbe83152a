package dev.headwater.client.data;

import dev.headwater.client.ledger.DataIdentity;

/**
 * A client's own data, ready for the head.
 *
 * @param backboneDigest of the backbone that computed the features
 * @param train training examples; without any the coordinator refuses the client
 * @param heldOut held-out examples, only for scoring; may be empty
 * @param identity which pictures these are, for the node's ledger
 */
public record PreparedData(
    String backboneDigest,
    LabelledFeatures train,
    LabelledFeatures heldOut,
    DataIdentity identity) {

  /** Refuses train and held-out features of different width. */
  public PreparedData {
    if (train.width() != heldOut.width()) {
      throw new IllegalArgumentException(
          "features: %d to train on and %d held out (expected: the same length)"
              .formatted(train.width(), heldOut.width()));
    }
  }
}
