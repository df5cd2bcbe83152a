package dev.headwater.vision.image.format;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * Whether the scans of a JPEG without an end marker hold the whole picture. Within a scan the
 * decoder knows; that a further scan is missing, nobody tells it.
 */
final class JpegScans {
  private static final int COEFFICIENTS = 64;

  /** No scan has brought this coefficient yet. */
  private static final int UNSEEN = 255;

  private JpegScans() {}

  /**
   * True if every component has every coefficient down to its last bit; then no scan can follow.
   *
   * @param from where the first scan's marker stands
   * @param components of the frame
   * @param progressive whether scans say which coefficients they bring
   */
  static boolean areAllThere(byte[] b, int from, int components, boolean progressive) {
    Map<Integer, int[]> missingBits = new HashMap<>();
    int at = from;
    while (at + 4 <= b.length) {
      int marker = (b[at] & 0xff) == 0xff ? b[at + 1] & 0xff : 0;
      if (marker <= 1 || marker == 0xff || (marker >= 0xd0 && marker <= 0xd9)) {
        at++; // compressed data, and markers without a length
        continue;
      }
      int end = at + 2 + Structure.u16(b, at + 2);
      if (marker != 0xda) {
        at = end;
        continue;
      }
      int count = b.length > at + 4 ? b[at + 4] & 0xff : 0;
      if (end > b.length || end != at + 8 + 2 * count) {
        return false;
      }
      int first = progressive ? b[end - 3] & 0xff : 0;
      int last = progressive ? Math.min(b[end - 2] & 0xff, COEFFICIENTS - 1) : COEFFICIENTS - 1;
      int low = progressive ? b[end - 1] & 0x0f : 0;
      for (int i = 0; i < count; i++) {
        int[] bits =
            missingBits.computeIfAbsent(
                b[at + 5 + 2 * i] & 0xff,
                id -> {
                  int[] none = new int[COEFFICIENTS];
                  Arrays.fill(none, UNSEEN);
                  return none;
                });
        for (int k = first; k <= last; k++) {
          bits[k] = low;
        }
      }
      at = end;
    }
    return missingBits.size() == components
        && missingBits.values().stream().flatMapToInt(Arrays::stream).allMatch(bits -> bits == 0);
  }
}
