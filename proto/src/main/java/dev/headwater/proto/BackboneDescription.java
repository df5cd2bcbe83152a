package dev.headwater.proto;

/**
 * The frozen function from pictures to features that all of a run's clients must share.
 *
 * @param digest 64 hex digits; equal exactly when the functions are equal
 * @param arch such as {@code mobilenet_v2} or {@code pixels}
 * @param features length of one feature vector, at least 1
 * @param fileAvailable whether clients can fetch the file from the coordinator
 */
public record BackboneDescription(String digest, String arch, int features, boolean fileAvailable) {

  /** Refuses digests that are not 64 hex digits, and lengths below 1. */
  public BackboneDescription {
    if (digest.length() != 64 || !digest.chars().allMatch(c -> Character.digit(c, 16) >= 0)) {
      throw new IllegalArgumentException(
          "backbone digest: '%s' (expected: 64 hex digits)".formatted(digest));
    }
    if (features < 1) {
      throw new IllegalArgumentException(
          "backbone: %d features (expected: at least 1)".formatted(features));
    }
  }
}
