package dev.headwater.client.ledger;

/**
 * Which pictures took part. Neither part alone names a data set: a folder grows, and is copied.
 *
 * @param digest SHA-256 of the pictures, 64 hex digits; whatever their labels and the backbone
 * @param place where they lie, as an absolute path or the name of a source
 */
public record DataIdentity(String digest, String place) {
  /** Pictures of simulated clients, of which no node keeps an account. */
  public static final DataIdentity SIMULATED = new DataIdentity("", "");

  /** Whether these are the same pictures, or others in the same place. */
  boolean sameAs(DataIdentity other) {
    return (!digest.isEmpty() && digest.equals(other.digest))
        || (!place.isEmpty() && place.equals(other.place));
  }
}
