package dev.headwater.secagg;

import dev.headwater.secagg.graph.Neighbourhoods;
import dev.headwater.secagg.messages.Advertisement;
import dev.headwater.secagg.messages.Shares;
import dev.headwater.secagg.messages.Survivors;
import dev.headwater.secagg.messages.Unmasking;
import dev.headwater.secagg.primitives.Bytes;
import dev.headwater.secagg.primitives.Context;
import dev.headwater.secagg.primitives.MaskExpansion;
import dev.headwater.secagg.primitives.RoundKey;
import dev.headwater.secagg.primitives.Shamir;
import dev.headwater.secagg.primitives.Share;
import java.security.InvalidKeyException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Collects the shares of the last step and reconstructs the secrets that remove the masks from the
 * sum.
 */
final class Recovery {
  private final SecAggSetup setup;
  private final Context context;
  private final Map<String, Advertisement> advertised;
  private final Map<String, Shares> shared;
  private final Set<String> alive;
  private final Set<String> dropped;
  private final Neighbourhoods graph;
  private final Map<String, List<Share>> gathered = new TreeMap<>();

  Recovery(
      SecAggSetup setup,
      Map<String, Advertisement> advertised,
      Map<String, Shares> shared,
      Survivors survivors,
      Neighbourhoods graph) {
    this.setup = setup;
    this.context = setup.context();
    this.advertised = advertised;
    this.shared = shared;
    this.alive = new HashSet<>(survivors.alive());
    this.dropped = new HashSet<>(survivors.dropped());
    this.graph = graph;
    for (String owner : alive) {
      gathered.put(owner, new ArrayList<>());
    }
    for (String owner : dropped) {
      if (graph.count(owner, alive) > 0) {
        gathered.put(owner, new ArrayList<>());
      }
    }
  }

  /** Accepts all of one client's shares or none; returns null, or what is wrong with them. */
  @Nullable String add(Unmasking message) {
    Set<String> ofAlive = new HashSet<>();
    Set<String> ofDropped = new HashSet<>();
    for (String peer : graph.around(message.client())) {
      if (alive.contains(peer)) {
        ofAlive.add(peer);
      } else if (dropped.contains(peer)) {
        ofDropped.add(peer);
      }
    }
    if (!message.seedShares().keySet().equals(ofAlive)
        || !message.keyShares().keySet().equals(ofDropped)) {
      return "shares of %d seeds and %d keys (expected: of %d neighbours that are alive and %d that dropped)"
          .formatted(
              message.seedShares().size(),
              message.keyShares().size(),
              ofAlive.size(),
              ofDropped.size());
    }
    for (Map<String, Share> shares : List.of(message.seedShares(), message.keyShares())) {
      for (Map.Entry<String, Share> share : shares.entrySet()) {
        int x = graph.around(share.getKey()).indexOf(message.client()) + 1;
        if (share.getValue().x() != x) {
          return "a share of %s at x = %d (expected: %d)"
              .formatted(share.getKey(), share.getValue().x(), x);
        }
      }
    }
    message.seedShares().forEach(this::keep);
    message.keyShares().forEach(this::keep);
    return null;
  }

  private void keep(String owner, Share share) {
    List<Share> shares = gathered.get(owner);
    if (shares != null && shares.size() < setup.threshold()) {
      shares.add(share);
    }
  }

  boolean complete() {
    return gathered.values().stream().allMatch(shares -> shares.size() == setup.threshold());
  }

  /** Subtracts every remaining mask from {@code sum}. */
  void unmask(long[] sum) {
    MaskExpansion masks = new MaskExpansion(setup.ringBits());
    for (Map.Entry<String, List<Share>> entry : gathered.entrySet()) {
      byte[] secret = Shamir.combine(entry.getValue());
      if (alive.contains(entry.getKey())) {
        removeOwnMask(entry.getKey(), secret, masks, sum);
      } else {
        removePairMasks(entry.getKey(), secret, masks, sum);
      }
    }
  }

  private void removeOwnMask(String owner, byte[] seed, MaskExpansion masks, long[] sum) {
    Shares published = shared.get(owner);
    if (published == null
        || !published.seedCommitment().equals(SecAggClient.commitment(context, owner, seed))) {
      throw wrong(owner, "seed does not fit its commitment");
    }
    masks.subtract(RoundKey.derive(seed, context.info("self", owner)), sum);
  }

  private void removePairMasks(String owner, byte[] secret, MaskExpansion masks, long[] sum) {
    RoundKey key = new RoundKey(secret);
    Advertisement published = advertised.get(owner);
    if (published == null || !published.maskingKey().equals(key.publicKey())) {
      throw wrong(owner, "masking key does not fit the one it advertised");
    }
    for (String peer : graph.around(owner)) {
      Advertisement other = advertised.get(peer);
      if (other == null || !alive.contains(peer)) {
        continue;
      }
      byte[] pairKey =
          SecAggClient.pairKey(context, agree(key, other.maskingKey(), peer), owner, peer);
      if (peer.compareTo(owner) < 0) {
        masks.subtract(pairKey, sum); // the peer, which precedes the owner, had added it
      } else {
        masks.add(pairKey, sum);
      }
    }
    key.forget();
  }

  private byte[] agree(RoundKey key, Bytes peerKey, String peer) {
    try {
      return key.agree(peerKey);
    } catch (InvalidKeyException e) {
      throw wrong(peer, "masking key gives everybody the same secret");
    }
  }

  private SecAggAborted wrong(String owner, String what) {
    return new SecAggAborted(
        Stage.UNMASK,
        "secure aggregation of round %d: %s's recovered %s (expected: true shares of it; some client gave wrong ones)"
            .formatted(setup.round(), owner, what));
  }
}
