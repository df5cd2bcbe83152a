package dev.headwater.coordinator.audit;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;

/**
 * The answers in a round's sum as a {@link MerkleTree}: entries {@code digest of the answer, space,
 * client's name}, in the order of the names. So two neighbours prove that nobody between them was
 * counted.
 */
final class RoundTree {
  private final List<String> clients;
  private final List<String> digests;
  private final MerkleTree tree;

  private RoundTree(List<String> clients, List<String> digests) {
    this.clients = clients;
    this.digests = digests;
    List<byte[]> entries = new ArrayList<>();
    for (int i = 0; i < clients.size(); i++) {
      entries.add(entry(clients.get(i), digests.get(i)));
    }
    this.tree = MerkleTree.of(entries);
  }

  static RoundTree of(SortedMap<String, String> counted) {
    return new RoundTree(List.copyOf(counted.keySet()), List.copyOf(counted.values()));
  }

  static byte[] entry(String client, String digest) {
    return (digest + " " + client).getBytes(StandardCharsets.UTF_8);
  }

  String root() {
    return tree.root();
  }

  /** What proves that {@code client}'s answer is in the sum, or that none of its answers is. */
  List<RoundProof.Leaf> around(String client) {
    int at = Collections.binarySearch(clients, client);
    if (at >= 0) {
      return List.of(leaf(at));
    }
    int next = -at - 1;
    List<RoundProof.Leaf> neighbours = new ArrayList<>();
    if (next > 0) {
      neighbours.add(leaf(next - 1));
    }
    if (next < clients.size()) {
      neighbours.add(leaf(next));
    }
    return neighbours;
  }

  private RoundProof.Leaf leaf(int index) {
    return new RoundProof.Leaf(index, clients.get(index), digests.get(index), tree.path(index));
  }
}
