package dev.headwater.vision.digests;

import dev.headwater.vision.data.Stamp;

/** What an earlier reading of one picture found, and whether anyone asked for it since. */
final class Known {
  private final Stamp stamp;
  private final PictureKey key;
  private volatile boolean used;

  Known(Stamp stamp, PictureKey key) {
    this.stamp = stamp;
    this.key = key;
  }

  Stamp stamp() {
    return stamp;
  }

  PictureKey key() {
    return key;
  }

  boolean isUsed() {
    return used;
  }

  Known use() {
    used = true;
    return this;
  }
}
