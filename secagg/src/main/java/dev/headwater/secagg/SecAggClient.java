package dev.headwater.secagg;

import dev.headwater.learning.parameters.Sha256;
import dev.headwater.secagg.messages.Advertisement;
import dev.headwater.secagg.messages.Confirmation;
import dev.headwater.secagg.messages.Confirmations;
import dev.headwater.secagg.messages.Inbox;
import dev.headwater.secagg.messages.MaskedInput;
import dev.headwater.secagg.messages.Roster;
import dev.headwater.secagg.messages.Shares;
import dev.headwater.secagg.messages.Survivors;
import dev.headwater.secagg.messages.Unmasking;
import dev.headwater.secagg.primitives.Bytes;
import dev.headwater.secagg.primitives.Context;
import dev.headwater.secagg.primitives.Identity;
import dev.headwater.secagg.primitives.MaskExpansion;
import dev.headwater.secagg.primitives.Ring;
import dev.headwater.secagg.primitives.RoundKey;
import dev.headwater.secagg.primitives.Shamir;
import dev.headwater.secagg.primitives.Share;
import dev.headwater.secagg.primitives.ShareBox;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One client in one round of double masking (Bonawitz et al. 2017, figure 4; Bell et al. 2020,
 * algorithm 2). It sends its input as
 *
 * <pre>y = x + PRG(own seed) + sum over neighbours v of (+ or -) PRG(key agreed with v)</pre>
 *
 * modulo {@code 2^ringBits}. Every step is taken once; every object has fresh keys.
 *
 * <p><b>Guarantee.</b> The server and up to {@code c} colluding clients in each neighbourhood learn
 * nothing about the others' inputs except sums over {@code minSurvivors} or more of the clients
 * that were alive, if {@code 2 * threshold > neighbours + 1 + c}. <b>Preconditions.</b> Without
 * identities the server is trusted to forward keys unchanged (honest but curious): a server that
 * impersonates all neighbours of a client can read its input. With {@link TrustedIdentities#only}
 * the server may be malicious, as long as at most {@code c} of the listed nodes collude. The
 * survivors' sum itself is not hidden.
 *
 * <p>Refusals are {@link SecAggException}s. A call out of order ({@link Refusal#REUSED}) changes
 * nothing; after any other refusal the secrets are overwritten and the object can no longer be
 * used. Not thread-safe.
 */
public final class SecAggClient {
  private final SecAggSetup setup;
  private final String name;
  private final @Nullable Identity identity;
  private final Context context;
  private final ClientChecks checks;
  private final SecureRandom random = new SecureRandom();
  private final RoundKey sharingKey = new RoundKey(random(random));
  private final RoundKey maskingKey = new RoundKey(random(random));
  private final byte[] seed = random(random);

  private @Nullable Stage next = Stage.ADVERTISE;
  private @Nullable Advertisement advertisement;
  private Map<String, Advertisement> neighbours = Map.of();
  private final Map<String, byte[]> boxSecrets = new HashMap<>();
  private final Map<String, ShareBox> held = new HashMap<>();
  private @Nullable Bytes confirmed;

  /**
   * A client with fresh keys.
   *
   * @param identity the node's identity, or null if it has none
   * @param trusted the other nodes' identities, obtained independently of the server
   */
  public SecAggClient(
      SecAggSetup setup, String name, @Nullable Identity identity, TrustedIdentities trusted) {
    this.setup = setup;
    this.name = name;
    this.identity = identity;
    this.context = setup.context();
    this.checks = new ClientChecks(setup, name, trusted);
  }

  /** Step 1: the round's public keys, signed if the node has an identity. */
  public Advertisement advertise() {
    return step(
        Stage.ADVERTISE,
        Stage.SHARE,
        () -> {
          Bytes signature =
              sign(
                  ClientChecks.advertised(
                      context, name, sharingKey.publicKey(), maskingKey.publicKey()));
          Advertisement made =
              new Advertisement(
                  setup.runId(),
                  setup.round(),
                  name,
                  sharingKey.publicKey(),
                  maskingKey.publicKey(),
                  signature);
          advertisement = made;
          return made;
        });
  }

  /** Step 2: shares of the masking key and of the seed, one pair encrypted for each neighbour. */
  public Shares share(Roster roster) {
    return step(
        Stage.SHARE,
        Stage.MASK,
        () -> {
          Map<String, Advertisement> members = checks.roster(roster, advertisement);
          int holders = members.size();
          List<Share> keyShares =
              Shamir.split(maskingKey.secret(), holders, setup.threshold(), random);
          List<Share> seedShares = Shamir.split(seed, holders, setup.threshold(), random);
          Map<String, Bytes> boxes = new HashMap<>();
          int place = 0;
          for (Advertisement member : members.values()) {
            ShareBox box = new ShareBox(keyShares.get(place), seedShares.get(place));
            place++;
            if (member.client().equals(name)) {
              held.put(name, box);
              continue;
            }
            byte[] secret = agree(sharingKey, member.sharingKey(), member.client());
            boxSecrets.put(member.client(), secret);
            byte[] info = context.info("share", name, member.client());
            boxes.put(member.client(), box.seal(RoundKey.derive(secret, info), info));
          }
          neighbours = members;
          return new Shares(
              setup.runId(), setup.round(), name, commitment(context, name, seed), boxes);
        });
  }

  /**
   * Step 3: the masked input.
   *
   * @param units {@code length} integers; only their residue modulo {@code 2^ringBits} matters
   */
  public MaskedInput mask(Inbox inbox, long[] units) {
    return step(
        Stage.MASK,
        Stage.CONFIRM,
        () -> {
          checks.inbox(inbox, neighbours.keySet());
          checks.input(units);
          inbox.boxes().forEach((sender, box) -> held.put(sender, open(sender, box)));
          MaskExpansion masks = new MaskExpansion(setup.ringBits());
          long[] elements = units.clone();
          masks.add(RoundKey.derive(seed, context.info("self", name)), elements);
          for (String peer : inbox.boxes().keySet()) {
            Bytes peerKey = of(neighbours, peer).maskingKey();
            byte[] key = pairKey(context, agree(maskingKey, peerKey, peer), name, peer);
            if (name.compareTo(peer) < 0) {
              masks.add(key, elements);
            } else {
              masks.subtract(key, elements);
            }
          }
          return new MaskedInput(
              setup.runId(), setup.round(), name, Ring.encode(elements, setup.ringBits()));
        });
  }

  /** Step 4: commits this client to one list of survivors. */
  public Confirmation confirm(Survivors survivors) {
    return step(
        Stage.CONFIRM,
        Stage.UNMASK,
        () -> {
          checks.survivors(survivors, neighbours.keySet(), held.keySet());
          Bytes digest = digest(context, survivors);
          confirmed = digest;
          return new Confirmation(
              setup.runId(),
              setup.round(),
              name,
              digest,
              sign(ClientChecks.confirmed(context, name, digest)));
        });
  }

  /**
   * Step 5: one share for every neighbour, of its seed if it is alive, of its masking key if it
   * dropped out.
   */
  public Unmasking unmask(Survivors survivors, Confirmations confirmations) {
    return step(
        Stage.UNMASK,
        null,
        () -> {
          Bytes digest = digest(context, survivors);
          checks.confirmations(confirmations, survivors, digest, confirmed, neighbours.keySet());
          Map<String, Share> seedShares = new HashMap<>();
          Map<String, Share> keyShares = new HashMap<>();
          for (String peer : survivors.alive()) {
            ShareBox box = held.get(peer);
            if (box != null) {
              seedShares.put(peer, box.seed());
            }
          }
          for (String peer : survivors.dropped()) {
            ShareBox box = held.get(peer);
            if (box != null) {
              keyShares.put(peer, box.key());
            }
          }
          forget();
          return new Unmasking(setup.runId(), setup.round(), name, seedShares, keyShares);
        });
  }

  /** Overwrites the secrets of this round; the object can no longer be used. */
  public void forget() {
    next = null;
    sharingKey.forget();
    maskingKey.forget();
    Arrays.fill(seed, (byte) 0);
    boxSecrets.values().forEach(secret -> Arrays.fill(secret, (byte) 0));
    held.clear();
  }

  /** Commits a client to its seed without revealing it: 32 random bytes cannot be guessed. */
  static Bytes commitment(Context context, String owner, byte[] seed) {
    return Bytes.owning(
        Sha256.digest().digest(context.message("commitment", owner, Bytes.copyOf(seed))));
  }

  /** The key of the mask that two clients add and subtract. */
  static byte[] pairKey(Context context, byte[] secret, String one, String other) {
    boolean inOrder = one.compareTo(other) < 0;
    return RoundKey.derive(
        secret, context.info("mask", inOrder ? one : other, inOrder ? other : one));
  }

  static Bytes digest(Context context, Survivors survivors) {
    return context.digest("survivors", survivors.alive(), survivors.dropped());
  }

  private <T> T step(Stage stage, @Nullable Stage following, Supplier<T> work) {
    if (next != stage) {
      throw new SecAggException(
          Refusal.REUSED,
          "%s: asked to %s (expected: %s; every step serves once and keys are never used again)"
              .formatted(name, stage, next == null ? "nothing more in this round" : next));
    }
    boolean done = false;
    try {
      T result = work.get();
      next = following;
      done = true;
      return result;
    } finally {
      if (!done) {
        forget();
      }
    }
  }

  private Bytes sign(byte[] message) {
    return identity == null ? Bytes.EMPTY : identity.sign(message);
  }

  private byte[] agree(RoundKey mine, Bytes theirs, String peer) {
    try {
      return mine.agree(theirs);
    } catch (InvalidKeyException e) {
      throw new SecAggException(
          Refusal.SAME_KEYS,
          "%s: a key of %s gives everybody the same secret (expected: a fresh X25519 key)"
              .formatted(name, peer));
    }
  }

  private ShareBox open(String sender, Bytes box) {
    byte[] info = context.info("share", sender, name);
    try {
      return ShareBox.open(RoundKey.derive(of(boxSecrets, sender), info), info, box);
    } catch (GeneralSecurityException e) {
      throw new SecAggException(
          Refusal.BAD_SHARE,
          "%s: the share from %s does not open (expected: one it sealed for this client in this round)"
              .formatted(name, sender));
    }
  }

  private static <T> T of(Map<String, T> map, String peer) {
    T value = map.get(peer);
    if (value == null) {
      throw new IllegalStateException(peer + ": not a neighbour (expected: one)");
    }
    return value;
  }

  private static byte[] random(SecureRandom random) {
    byte[] bytes = new byte[RoundKey.BYTES];
    random.nextBytes(bytes);
    return bytes;
  }
}
