package dev.headwater.secagg;

import dev.headwater.secagg.messages.Advertisement;
import dev.headwater.secagg.messages.Confirmation;
import dev.headwater.secagg.messages.Confirmations;
import dev.headwater.secagg.messages.Inbox;
import dev.headwater.secagg.messages.Message;
import dev.headwater.secagg.messages.Roster;
import dev.headwater.secagg.messages.Survivors;
import dev.headwater.secagg.primitives.Bytes;
import dev.headwater.secagg.primitives.Context;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** All checks that a client makes of the server's messages before it acts on them. */
final class ClientChecks {
  private final SecAggSetup setup;
  private final String name;
  private final TrustedIdentities trusted;
  private final Context context;

  ClientChecks(SecAggSetup setup, String name, TrustedIdentities trusted) {
    this.setup = setup;
    this.name = name;
    this.trusted = trusted;
    this.context = setup.context();
  }

  /** The bytes of an advertisement that an identity signs. */
  static byte[] advertised(Context context, String client, Bytes sharingKey, Bytes maskingKey) {
    return context.message("advertise", client, sharingKey, maskingKey);
  }

  /** The bytes of the survivors that an identity signs. */
  static byte[] confirmed(Context context, String client, Bytes digest) {
    return context.message("confirm", client, digest);
  }

  /** The members by name, in the roster's order. */
  Map<String, Advertisement> roster(Roster roster, @Nullable Advertisement own) {
    addressed(roster, roster.recipient());
    Map<String, Advertisement> members = new LinkedHashMap<>();
    Set<Bytes> keys = new HashSet<>();
    for (Advertisement member : roster.members()) {
      thisRound(member);
      require(
          members.put(member.client(), member) == null,
          Refusal.INCONSISTENT,
          "the roster names %s twice (expected: once)",
          member.client());
      require(
          keys.add(member.sharingKey()) && keys.add(member.maskingKey()),
          Refusal.SAME_KEYS,
          "a key of %s stands in the roster twice (expected: fresh and different keys)",
          member.client());
      if (!member.client().equals(name)) {
        byte[] signed =
            advertised(context, member.client(), member.sharingKey(), member.maskingKey());
        require(
            trusted.vouchFor(member.client(), signed, member.signature()),
            Refusal.BAD_SIGNATURE,
            "the keys of %s are not signed by its enrolled identity (expected: an Ed25519 signature for this round)",
            member.client());
      }
    }
    require(
        own != null && own.equals(members.get(name)),
        Refusal.INCONSISTENT,
        "the roster lacks this client's own keys as it sent them (expected: %s among the members)",
        name);
    require(
        members.size() >= setup.threshold(),
        Refusal.TOO_FEW,
        "the roster has %s members (expected: at least the threshold of %s)",
        members.size(),
        setup.threshold());
    require(
        members.size() <= setup.holders(),
        Refusal.INCONSISTENT,
        "the roster has %s members (expected: at most %s, or half of them could open a secret)",
        members.size(),
        setup.holders());
    return members;
  }

  void inbox(Inbox inbox, Set<String> neighbours) {
    addressed(inbox, inbox.recipient());
    for (String sender : inbox.boxes().keySet()) {
      require(
          neighbours.contains(sender) && !sender.equals(name),
          Refusal.MISROUTED,
          "a share from %s, who is no neighbour (expected: neighbours only)",
          sender);
    }
    require(
        inbox.boxes().size() + 1 >= setup.threshold(),
        Refusal.TOO_FEW,
        "%s neighbours shared (expected: at least %s)",
        inbox.boxes().size(),
        setup.threshold() - 1);
  }

  void input(long[] units) {
    require(
        units.length == setup.length(),
        Refusal.BAD_INPUT,
        "an input of %s elements (expected: %s)",
        units.length,
        setup.length());
  }

  /** {@code held}: the neighbours whose shares this client has, including itself. */
  void survivors(Survivors survivors, Set<String> neighbours, Set<String> held) {
    thisRound(survivors);
    Set<String> alive = new HashSet<>(survivors.alive());
    Set<String> dropped = new HashSet<>(survivors.dropped());
    require(
        alive.size() == survivors.alive().size() && dropped.size() == survivors.dropped().size(),
        Refusal.INCONSISTENT,
        "the survivors name somebody twice (expected: once)");
    for (String peer : survivors.dropped()) {
      require(
          !alive.contains(peer),
          Refusal.BOTH_SHARES,
          "%s is called alive and dropped (expected: one of them)",
          peer);
    }
    require(
        alive.contains(name),
        Refusal.INCONSISTENT,
        "this client is not among the survivors it is asked about (expected: %s alive)",
        name);
    require(
        alive.size() >= setup.minSurvivors(),
        Refusal.TOO_FEW,
        "%s survivors (expected: at least %s)",
        alive.size(),
        setup.minSurvivors());
    require(
        alive.size() + dropped.size() <= setup.cohort(),
        Refusal.INCONSISTENT,
        "%s clients alive or dropped (expected: at most the cohort of %s)",
        alive.size() + dropped.size(),
        setup.cohort());
    for (String peer : alive) {
      require(
          peer.equals(name) || trusted.admits(peer),
          Refusal.BAD_SIGNATURE,
          "%s survives and is not enrolled (expected: enrolled nodes only)",
          peer);
    }
    int aliveAround = 0;
    for (String peer : neighbours) {
      boolean named = alive.contains(peer) || dropped.contains(peer);
      require(
          named == held.contains(peer),
          Refusal.INCONSISTENT,
          "the survivors are wrong about %s (expected: alive or dropped exactly if it shared)",
          peer);
      aliveAround += alive.contains(peer) ? 1 : 0;
    }
    require(
        aliveAround >= setup.threshold(),
        Refusal.TOO_FEW,
        "%s of the neighbourhood are alive (expected: at least the threshold of %s)",
        aliveAround,
        setup.threshold());
  }

  void confirmations(
      Confirmations confirmations,
      Survivors survivors,
      Bytes digest,
      @Nullable Bytes confirmed,
      Set<String> neighbours) {
    addressed(confirmations, confirmations.recipient());
    thisRound(survivors);
    require(
        digest.equals(confirmed),
        Refusal.INCONSISTENT,
        "other survivors than the confirmed ones (expected: the same lists)");
    Set<String> agreeing = new HashSet<>();
    agreeing.add(name);
    for (Confirmation one : confirmations.confirmations()) {
      thisRound(one);
      require(
          neighbours.contains(one.client()) && survivors.alive().contains(one.client()),
          Refusal.MISROUTED,
          "a confirmation by %s (expected: neighbours that are alive)",
          one.client());
      require(
          one.survivorsDigest().equals(digest),
          Refusal.INCONSISTENT,
          "%s was told of other survivors (expected: the same for everybody)",
          one.client());
      require(
          one.client().equals(name)
              || trusted.vouchFor(
                  one.client(), confirmed(context, one.client(), digest), one.signature()),
          Refusal.BAD_SIGNATURE,
          "the confirmation by %s is not signed by its enrolled identity (expected: an Ed25519 signature for this round)",
          one.client());
      agreeing.add(one.client());
    }
    require(
        agreeing.size() >= setup.threshold(),
        Refusal.TOO_FEW,
        "%s of the neighbourhood confirmed (expected: at least the threshold of %s)",
        agreeing.size(),
        setup.threshold());
  }

  private void addressed(Message message, String recipient) {
    thisRound(message);
    require(
        recipient.equals(name),
        Refusal.MISROUTED,
        "a message for %s (expected: for this client)",
        recipient);
  }

  private void thisRound(Message message) {
    require(
        message.runId().equals(setup.runId()) && message.round() == setup.round(),
        Refusal.WRONG_ROUND,
        "a message for run %s, round %s (expected: run %s, round %s)",
        message.runId(),
        message.round(),
        setup.runId(),
        setup.round());
  }

  @SuppressWarnings("AnnotateFormatMethod") // format strings are constants of this file
  private void require(boolean holds, Refusal refusal, String sentence, Object... values) {
    if (!holds) {
      throw new SecAggException(refusal, name + ": " + sentence.formatted(values));
    }
  }
}
