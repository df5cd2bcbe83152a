package dev.headwater.coordinator.audit;

import dev.headwater.learning.parameters.Sha256;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * The Merkle tree of RFC 9162, section 2.1: leaves are hashed with a byte 0 in front, pairs with a
 * byte 1, so that no leaf passes for a pair. All digests are SHA-256 in hex.
 *
 * <p>Guarantee: whoever knows the root is convinced of a leaf and its position by a path of {@code
 * ceil(log2 n)} digests, and of nothing that is not there unless SHA-256 has collisions.
 */
public final class MerkleTree {
  private final List<byte[]> leaves;

  private MerkleTree(List<byte[]> leaves) {
    this.leaves = leaves;
  }

  /** The tree over these entries, in this order; may be empty. */
  public static MerkleTree of(List<byte[]> entries) {
    return new MerkleTree(entries.stream().map(MerkleTree::leaf).toList());
  }

  /** SHA-256 of the whole, 64 hex digits; of nothing where there are no leaves. */
  public String root() {
    return hex(leaves.isEmpty() ? Sha256.digest().digest() : root(leaves));
  }

  /**
   * The siblings on the way from a leaf to the root.
   *
   * @param index of the leaf, from 0
   * @throws IndexOutOfBoundsException if there is no such leaf
   */
  public List<String> path(int index) {
    leaves.get(index);
    List<String> path = new ArrayList<>();
    path(leaves, index, path);
    return path;
  }

  /**
   * Whether {@code path} leads from this entry at this position to {@code root}.
   *
   * @param index of the entry, from 0
   * @param size leaves of the tree
   */
  public static boolean leads(byte[] entry, int index, int size, List<String> path, String root) {
    if (index < 0 || index >= size) {
      return false;
    }
    // RFC 9162, section 2.1.3.2
    int fn = index;
    int sn = size - 1;
    byte[] hash = leaf(entry);
    for (String sibling : path) {
      if (sn == 0) {
        return false;
      }
      byte[] other;
      try {
        other = HexFormat.of().parseHex(sibling);
      } catch (IllegalArgumentException e) {
        return false;
      }
      if ((fn & 1) == 1 || fn == sn) {
        hash = pair(other, hash);
        while ((fn & 1) == 0 && fn != 0) {
          fn >>= 1;
          sn >>= 1;
        }
      } else {
        hash = pair(hash, other);
      }
      fn >>= 1;
      sn >>= 1;
    }
    return sn == 0 && hex(hash).equals(root);
  }

  private static byte[] root(List<byte[]> part) {
    if (part.size() == 1) {
      return part.get(0);
    }
    int left = left(part.size());
    return pair(root(part.subList(0, left)), root(part.subList(left, part.size())));
  }

  private static void path(List<byte[]> part, int index, List<String> path) {
    if (part.size() == 1) {
      return;
    }
    int left = left(part.size());
    List<byte[]> first = part.subList(0, left);
    List<byte[]> second = part.subList(left, part.size());
    if (index < left) {
      path(first, index, path);
      path.add(hex(root(second)));
    } else {
      path(second, index - left, path);
      path.add(hex(root(first)));
    }
  }

  /** The largest power of 2 below {@code size}. */
  private static int left(int size) {
    return Integer.highestOneBit(size - 1);
  }

  private static byte[] leaf(byte[] entry) {
    MessageDigest sha = Sha256.digest();
    sha.update((byte) 0);
    return sha.digest(entry);
  }

  private static byte[] pair(byte[] one, byte[] other) {
    MessageDigest sha = Sha256.digest();
    sha.update((byte) 1);
    sha.update(one);
    return sha.digest(other);
  }

  private static String hex(byte[] digest) {
    return HexFormat.of().formatHex(digest);
  }
}
