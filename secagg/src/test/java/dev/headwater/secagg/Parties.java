package dev.headwater.secagg;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headwater.secagg.messages.Confirmations;
import dev.headwater.secagg.messages.Inbox;
import dev.headwater.secagg.messages.MaskedInput;
import dev.headwater.secagg.messages.Roster;
import dev.headwater.secagg.messages.Shares;
import dev.headwater.secagg.messages.Survivors;
import dev.headwater.secagg.primitives.Bytes;
import dev.headwater.secagg.primitives.Identity;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** A server and its clients, driven step by step so that a test can meddle in between. */
final class Parties {
  final SecAggSetup setup;
  final SecAggServer server;
  final Map<String, SecAggClient> clients = new TreeMap<>();
  final Map<String, Identity> identities = new TreeMap<>();
  Map<String, Roster> rosters = Map.of();
  Map<String, Shares> shares = new TreeMap<>();
  Map<String, Inbox> inboxes = Map.of();
  Map<String, MaskedInput> inputs = new TreeMap<>();
  Survivors survivors;
  Map<String, Confirmations> confirmations = Map.of();

  private Parties(SecAggSetup setup, List<String> names, boolean enrolled) {
    this.setup = setup;
    this.survivors = new Survivors(setup.runId(), setup.round(), List.of(), List.of());
    if (enrolled) {
      names.forEach(name -> identities.put(name, Identity.fresh()));
    }
    server = new SecAggServer(setup, new TreeSet<>(names), trusted());
    for (String name : names) {
      clients.put(name, new SecAggClient(setup, name, identities.get(name), trusted()));
    }
  }

  /** Clients "a", "b", ... that all hear each other, without identities. */
  static Parties of(int clients) {
    return new Parties(setup(clients, 0), names(clients), false);
  }

  /** The same with identities that everybody insists on. */
  static Parties enrolled(int clients) {
    return new Parties(setup(clients, 0), names(clients), true);
  }

  static SecAggSetup setup(int clients, int round) {
    return new SecAggSetup("run", round, 32, 3, clients, clients - 1, clients / 2 + 1, 2);
  }

  static List<String> names(int clients) {
    return "abcdefgh".substring(0, clients).chars().mapToObj(c -> "" + (char) c).toList();
  }

  TrustedIdentities trusted() {
    return identities.isEmpty()
        ? TrustedIdentities.none()
        : TrustedIdentities.only(
            identities.entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, e -> e.getValue().publicKey())));
  }

  SecAggClient client(String name) {
    return Objects.requireNonNull(clients.get(name));
  }

  Roster roster(String name) {
    return Objects.requireNonNull(rosters.get(name));
  }

  Shares shares(String name) {
    return Objects.requireNonNull(shares.get(name));
  }

  Inbox inbox(String name) {
    return Objects.requireNonNull(inboxes.get(name));
  }

  Confirmations confirmations(String name) {
    return Objects.requireNonNull(confirmations.get(name));
  }

  Parties advertise() {
    clients.values().forEach(c -> accepted(server.accept(c.advertise())));
    rosters = server.closeAdvertising();
    return this;
  }

  Parties share() {
    advertise();
    for (String name : clients.keySet()) {
      Shares sent = client(name).share(roster(name));
      shares.put(name, sent);
      accepted(server.accept(sent));
    }
    inboxes = server.closeSharing();
    return this;
  }

  /** All but {@code silent} send (1, 2, 3). */
  Parties mask(String... silent) {
    share();
    for (String name : clients.keySet()) {
      if (!List.of(silent).contains(name)) {
        MaskedInput sent = client(name).mask(inbox(name), new long[] {1, 2, 3});
        inputs.put(name, sent);
        accepted(server.accept(sent));
      }
    }
    survivors = server.closeMasking();
    return this;
  }

  Parties confirm(String... silent) {
    mask(silent);
    survivors.alive().forEach(name -> accepted(server.accept(client(name).confirm(survivors))));
    confirmations = server.closeConfirming();
    return this;
  }

  static Bytes flipped(Bytes bytes, int at) {
    byte[] copy = bytes.toByteArray();
    copy[at] ^= 1;
    return Bytes.owning(copy);
  }

  static void accepted(Verdict verdict) {
    assertThat(verdict).isInstanceOf(Verdict.Accepted.class);
  }

  static void refused(Verdict verdict, String why) {
    assertThat(verdict).isInstanceOf(Verdict.Refused.class);
    assertThat(((Verdict.Refused) verdict).reason()).contains(why);
  }
}
