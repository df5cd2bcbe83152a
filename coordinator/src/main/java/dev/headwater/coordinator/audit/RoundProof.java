package dev.headwater.coordinator.audit;

import java.util.List;

/**
 * A proof that one client's answer is in the sum of a round, or that none is, for whoever knows the
 * round's root.
 *
 * @param round 1-based
 * @param client whom it is about
 * @param root of the round's tree
 * @param size answers in the sum
 * @param leaves the client's own, or those on both sides of where it would be
 */
public record RoundProof(int round, String client, String root, int size, List<Leaf> leaves) {

  /**
   * An answer in the sum.
   *
   * @param index its position, from 0
   * @param digest SHA-256 of what the client signed, in hex
   * @param path from the leaf to the root, {@link MerkleTree#path}
   */
  public record Leaf(int index, String client, String digest, List<String> path) {
    /** Copies the list. */
    public Leaf {
      path = List.copyOf(path);
    }
  }

  /** What a proof proves. */
  public enum Outcome {
    /** The client's answer is in the sum. */
    COUNTED,
    /** No answer of the client is in the sum. */
    NOT_COUNTED
  }

  /** The proof about {@code client} in a round that has ended. */
  public static RoundProof of(AuditEvent.Ended round, String client) {
    RoundTree tree = RoundTree.of(round.counted());
    return new RoundProof(
        round.round(), client, tree.root(), round.counted().size(), tree.around(client));
  }

  /** Copies the list. */
  public RoundProof {
    leaves = List.copyOf(leaves);
  }

  /**
   * What this proves to somebody who trusts {@link #root}.
   *
   * @throws IllegalArgumentException if it proves nothing
   */
  public Outcome check() {
    for (Leaf leaf : leaves) {
      byte[] entry = RoundTree.entry(leaf.client(), leaf.digest());
      if (!MerkleTree.leads(entry, leaf.index(), size, leaf.path(), root)) {
        throw new IllegalArgumentException(
            "proof: the path of %s does not lead to the root (expected: as it was made)"
                .formatted(leaf.client()));
      }
    }
    if (leaves.size() == 1 && leaves.get(0).client().equals(client)) {
      return Outcome.COUNTED;
    }
    if (gap()) {
      return Outcome.NOT_COUNTED;
    }
    throw new IllegalArgumentException(
        "proof: its leaves are not those beside %s (expected: the client's own, or the two between which it would be)"
            .formatted(client));
  }

  /** Whether the leaves are neighbours, or the first or last, and the client would be between. */
  private boolean gap() {
    if (size == 0) {
      return leaves.isEmpty() && root.equals(MerkleTree.of(List.of()).root());
    }
    if (leaves.size() == 1) {
      Leaf only = leaves.get(0);
      int side = client.compareTo(only.client());
      return (only.index() == 0 && side < 0) || (only.index() == size - 1 && side > 0);
    }
    return leaves.size() == 2
        && leaves.get(1).index() == leaves.get(0).index() + 1
        && leaves.get(0).client().compareTo(client) < 0
        && leaves.get(1).client().compareTo(client) > 0;
  }
}
