package dev.headwater.secagg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headwater.secagg.messages.Advertisement;
import dev.headwater.secagg.messages.Confirmation;
import dev.headwater.secagg.messages.MaskedInput;
import dev.headwater.secagg.messages.Shares;
import dev.headwater.secagg.messages.Unmasking;
import dev.headwater.secagg.primitives.Bytes;
import dev.headwater.secagg.primitives.Identity;
import dev.headwater.secagg.primitives.Share;
import dev.headwater.secagg.simulation.InMemoryRound;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class SecAggServerTest {
  @Test
  void sendingTwiceCountsOnceAtEveryStep() {
    Parties parties = Parties.of(3).confirm("c");
    SecAggServer server = parties.server;
    duplicate(server.accept(parties.roster("a").members().get(0)));
    duplicate(server.accept(parties.shares("a")));
    duplicate(server.accept(Objects.requireNonNull(parties.inputs.get("a"))));
    duplicate(server.accept(parties.confirmations("a").confirmations().get(0)));
    for (String name : List.of("a", "b")) {
      assertThat(server.canFinish()).isFalse();
      Unmasking answer =
          parties.client(name).unmask(parties.survivors, parties.confirmations(name));
      Parties.accepted(server.accept(answer));
      duplicate(server.accept(answer));
    }
    assertThat(server.canFinish()).isTrue();
    assertThat(server.finish()).containsExactly(2, 4, 6);
    assertThat(server.canFinish()).isFalse();
    assertThatThrownBy(server::finish).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void strangersLatecomersAndOtherRoundsAreRefused() {
    Parties parties = Parties.of(3);
    SecAggServer server = parties.server;
    Parties.refused(server.accept(advertisement(0, "stranger")), "not a client that may ADVERTISE");
    Parties.refused(server.accept(advertisement(1, "a")), "round 1 (expected: run run, round 0)");
    Parties.refused(
        server.accept(new MaskedInput("run", 0, "a", Bytes.EMPTY)), "expected: one to ADVERTISE");
    Parties.accepted(server.accept(advertisement(0, "a")));
    Parties.refused(server.accept(advertisement(0, "a")), "a second and different message");
    Parties.accepted(server.accept(advertisement(0, "b")));
    server.closeAdvertising();
    Parties.refused(server.accept(advertisement(0, "c")), "a message to ADVERTISE");
  }

  @Test
  void keysUsedByTwoAreRefused() {
    SecAggServer server = Parties.of(3).server;
    Advertisement a = advertisement(0, "a");
    Parties.accepted(server.accept(a));
    Bytes fresh = advertisement(0, "b").maskingKey();
    Parties.refused(
        server.accept(new Advertisement("run", 0, "b", a.maskingKey(), fresh, Bytes.EMPTY)),
        "used before");
    Parties.refused(
        server.accept(new Advertisement("run", 0, "b", fresh, fresh, Bytes.EMPTY)), "used before");
  }

  @Test
  void keysAndConfirmationsNeedTheEnrolledIdentity() {
    Parties parties = Parties.enrolled(2);
    Parties.refused(parties.server.accept(advertisement(0, "a")), "not signed");
    parties.mask();
    Confirmation good = parties.client("a").confirm(parties.survivors);
    Bytes forged = Identity.fresh().sign(new byte[0]);
    Parties.refused(
        parties.server.accept(new Confirmation("run", 0, "a", good.survivorsDigest(), forged)),
        "not signed");
    Parties.refused(
        parties.server.accept(
            new Confirmation("run", 0, "a", Bytes.owning(new byte[32]), good.signature())),
        "other survivors");
    Parties.accepted(parties.server.accept(good));
  }

  @Test
  void sharesForOthersThanTheNeighboursAreRefused() {
    Parties parties = Parties.of(3).advertise();
    Shares good = parties.client("a").share(parties.roster("a"));
    Map<String, Bytes> fewer = new HashMap<>(good.boxes());
    fewer.remove("b");
    Parties.refused(
        parties.server.accept(new Shares("run", 0, "a", good.seedCommitment(), fewer)),
        "shares for 1 clients (expected: for each of the 2 neighbours)");
    Parties.accepted(parties.server.accept(good));
  }

  @Test
  void inputsOfAnotherSizeAndSecondInputsAreRefusedAndDoNotCount() {
    Parties parties = Parties.of(2).share();
    SecAggServer server = parties.server;
    Parties.refused(
        server.accept(new MaskedInput("run", 0, "a", Bytes.owning(new byte[11]))),
        "an input of 11 bytes (expected: 12)");
    MaskedInput good = parties.client("a").mask(parties.inbox("a"), new long[] {1, 2, 3});
    Parties.accepted(server.accept(good));
    duplicate(server.accept(good));
    Parties.refused(
        server.accept(new MaskedInput("run", 0, "a", Bytes.owning(new byte[12]))),
        "second and different input");
    Parties.accepted(
        server.accept(parties.client("b").mask(parties.inbox("b"), new long[] {10, 20, 30})));
    parties.survivors = server.closeMasking();
    for (String name : List.of("a", "b")) {
      Parties.accepted(server.accept(parties.client(name).confirm(parties.survivors)));
    }
    parties.confirmations = server.closeConfirming();
    for (String name : List.of("a", "b")) {
      server.accept(parties.client(name).unmask(parties.survivors, parties.confirmations(name)));
    }
    assertThat(server.finish()).containsExactly(11, 22, 33);
  }

  @Test
  void aClientWithTooFewNeighboursLeftIsLeftOutOfTheRound() {
    // On a circle of degree 2 with threshold 3, one silence takes its two neighbours along, and
    // so on: nobody is left.
    SecAggSetup setup = new SecAggSetup("run", 0, 32, 1, 6, 2, 3, 2);
    InMemoryRound.Result outcome =
        InMemoryRound.run(
            setup,
            Map.of(
                "a",
                new long[1],
                "b",
                new long[1],
                "c",
                new long[1],
                "d",
                new long[1],
                "e",
                new long[1],
                "f",
                new long[1]),
            Map.of("c", Stage.SHARE));
    assertThat(outcome).isInstanceOf(InMemoryRound.Aborted.class);
    assertThat(((InMemoryRound.Aborted) outcome).reason()).contains("0 of 6 clients shared");
  }

  @Test
  void sharesThatOpenNothingTrueAbortWithoutASum() {
    for (boolean seed : new boolean[] {true, false}) {
      Parties parties = Parties.of(3).confirm("c");
      for (String name : List.of("a", "b")) {
        Unmasking answer =
            parties.client(name).unmask(parties.survivors, parties.confirmations(name));
        Parties.accepted(parties.server.accept(name.equals("b") ? lying(answer, seed) : answer));
      }
      assertThat(parties.server.canFinish()).isTrue();
      assertThatThrownBy(parties.server::finish)
          .isInstanceOf(SecAggAborted.class)
          .hasMessageContaining(seed ? "seed does not fit" : "masking key does not fit");
      assertThatThrownBy(parties.server::finish).isInstanceOf(IllegalStateException.class);
    }
  }

  private static Unmasking lying(Unmasking answer, boolean seed) {
    Map<String, Share> seeds = new HashMap<>(answer.seedShares());
    Map<String, Share> keys = new HashMap<>(answer.keyShares());
    (seed ? seeds : keys)
        .computeIfPresent(
            seed ? "a" : "c",
            (owner, share) -> new Share(share.x(), Parties.flipped(share.value(), 5)));
    return new Unmasking("run", 0, answer.client(), seeds, keys);
  }

  @Test
  void sharesNobodyAskedForAreRefused() {
    Parties parties = Parties.of(3).confirm("c");
    Unmasking good = parties.client("a").unmask(parties.survivors, parties.confirmations("a"));
    Map<String, Share> more = new HashMap<>(good.seedShares());
    more.put("x", new Share(1, Bytes.owning(new byte[32])));
    Parties.refused(
        parties.server.accept(new Unmasking("run", 0, "a", more, good.keyShares())),
        "shares of 3 seeds and 1 keys (expected: of 2");
    Map<String, Share> moved = new HashMap<>();
    good.seedShares().forEach((owner, s) -> moved.put(owner, new Share(s.x() + 1, s.value())));
    Parties.refused(
        parties.server.accept(new Unmasking("run", 0, "a", moved, good.keyShares())),
        "at x = 2 (expected: 1)");
    Parties.refused(
        parties.server.accept(new Unmasking("run", 0, "c", Map.of(), Map.of())),
        "not a client that may UNMASK");
    assertThatThrownBy(() -> new Unmasking("run", 0, "a", good.seedShares(), good.seedShares()))
        .hasMessageContaining("both shares of");
  }

  @Test
  void aRoundThatAbortedGivesNothingAndTakesNothing() {
    Parties parties = Parties.of(4).share();
    MaskedInput one = parties.client("a").mask(parties.inbox("a"), new long[3]);
    Parties.accepted(parties.server.accept(one));
    assertThatThrownBy(parties.server::closeMasking)
        .isInstanceOfSatisfying(
            SecAggAborted.class, e -> assertThat(e.stage()).isEqualTo(Stage.MASK))
        .hasMessage(
            "secure aggregation of round 0: 1 of 4 clients sent a masked input (expected: at least 3)");
    Parties.refused(
        parties.server.accept(parties.client("b").mask(parties.inbox("b"), new long[3])),
        "the round is over");
    assertThatThrownBy(parties.server::finish).isInstanceOf(IllegalStateException.class);
    assertThat(parties.server.stage()).isNull();
  }

  @Test
  void aCohortOfAnotherSizeIsRefused() {
    assertThatThrownBy(
            () -> new SecAggServer(Parties.setup(3, 0), Set.of("a", "b"), TrustedIdentities.none()))
        .hasMessage("cohort: 2 names (expected: 3)");
  }

  private static Advertisement advertisement(int round, String name) {
    return new SecAggClient(Parties.setup(3, round), name, null, TrustedIdentities.none())
        .advertise();
  }

  private static void duplicate(Verdict verdict) {
    assertThat(verdict).isInstanceOf(Verdict.Duplicate.class);
  }
}
