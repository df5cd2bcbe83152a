package dev.headwater.secagg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headwater.secagg.messages.Advertisement;
import dev.headwater.secagg.messages.Confirmation;
import dev.headwater.secagg.messages.Confirmations;
import dev.headwater.secagg.messages.Inbox;
import dev.headwater.secagg.messages.Roster;
import dev.headwater.secagg.messages.Shares;
import dev.headwater.secagg.messages.Survivors;
import dev.headwater.secagg.messages.Unmasking;
import dev.headwater.secagg.primitives.Bytes;
import dev.headwater.secagg.primitives.Identity;
import dev.headwater.secagg.primitives.ShareBox;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SecAggClientTest {
  private static final long[] UNITS = {1, 2, 3};

  @Test
  void everyStepServesOnceAndInOrder() {
    Parties parties = Parties.of(4);
    SecAggClient fresh = parties.client("a");
    refuses(Refusal.REUSED, () -> fresh.share(new Roster("run", 0, "a", List.of())));
    parties.confirm("d");
    SecAggClient a = parties.client("a");
    refuses(Refusal.REUSED, a::advertise);
    refuses(Refusal.REUSED, () -> a.share(parties.roster("a")));
    refuses(Refusal.REUSED, () -> a.mask(parties.inbox("a"), UNITS));
    refuses(Refusal.REUSED, () -> a.confirm(parties.survivors));
    // None of it has hurt the round.
    Unmasking answer = a.unmask(parties.survivors, parties.confirmations("a"));
    Parties.accepted(parties.server.accept(answer));
    refuses(Refusal.REUSED, () -> a.unmask(parties.survivors, parties.confirmations("a")));
  }

  @Test
  void itAnswersForOneShareOfEveryPeerAndNeverForBoth() {
    Parties parties = Parties.of(6).confirm("c", "f");
    for (String name : parties.survivors.alive()) {
      Unmasking answer =
          parties.client(name).unmask(parties.survivors, parties.confirmations(name));
      assertThat(answer.seedShares()).containsOnlyKeys("a", "b", "d", "e");
      assertThat(answer.keyShares()).containsOnlyKeys("c", "f");
    }
  }

  @Test
  void peersThatAreAliveAndDroppedAreRefused() {
    Parties parties = Parties.of(4).mask("d");
    SecAggClient a = parties.client("a");
    refuses(
        Refusal.BOTH_SHARES, () -> a.confirm(survivors(List.of("a", "b", "c", "d"), List.of("d"))));
    refuses(Refusal.REUSED, () -> a.confirm(parties.survivors));
  }

  @Test
  void otherSurvivorsThanTheConfirmedOnesAreRefused() {
    Parties parties = Parties.of(5).confirm("e");
    SecAggClient a = parties.client("a");
    Survivors other = survivors(List.of("a", "b", "c"), List.of("d", "e"));
    refuses(Refusal.INCONSISTENT, () -> a.unmask(other, parties.confirmations("a")));
    refuses(Refusal.REUSED, () -> a.unmask(parties.survivors, parties.confirmations("a")));
  }

  @Test
  void survivorsThatContradictWhatTheClientKnowsAreRefused() {
    refusesSurvivors(Refusal.INCONSISTENT, List.of("b", "c", "d"), List.of("a"));
    refusesSurvivors(Refusal.INCONSISTENT, List.of("a", "b", "c"), List.of());
    refusesSurvivors(Refusal.INCONSISTENT, List.of("a", "a", "b", "c"), List.of("d"));
    refusesSurvivors(Refusal.INCONSISTENT, List.of("a", "b", "c", "x", "y"), List.of("d"));
    refusesSurvivors(Refusal.TOO_FEW, List.of("a", "b"), List.of("c", "d"));
    refusesSurvivors(Refusal.TOO_FEW, List.of("a"), List.of("b", "c", "d"));
  }

  private static void refusesSurvivors(Refusal refusal, List<String> alive, List<String> dropped) {
    Parties parties = Parties.of(4).mask("d");
    refuses(refusal, () -> parties.client("a").confirm(survivors(alive, dropped)));
  }

  @Test
  void aPeerThatNeverSharedCannotSurvive() {
    Parties parties = Parties.of(4).advertise();
    SecAggClient a = parties.client("a");
    a.share(parties.roster("a"));
    Map<String, Bytes> boxes = new HashMap<>();
    for (String name : List.of("b", "c")) {
      boxes.put(name, boxFor("a", parties.client(name).share(parties.roster(name))));
    }
    a.mask(new Inbox("run", 0, "a", boxes), UNITS);
    refuses(
        Refusal.INCONSISTENT, () -> a.confirm(survivors(List.of("a", "b", "c", "d"), List.of())));
  }

  @Test
  void tamperedSharesAreRefused() {
    for (int at = 0; at < ShareBox.SEALED_BYTES; at += 11) {
      int place = at;
      refusesBox(box -> Parties.flipped(box, place));
    }
  }

  @Test
  void misroutedSharesAreRefused() {
    Parties parties = Parties.of(4).share();
    Inbox ofB = parties.inbox("b");
    Inbox ofA = parties.inbox("a");
    refuses(Refusal.MISROUTED, () -> parties.client("a").mask(ofB, UNITS));
    // What c sealed for d, given to b as c's; and what c sealed for b, given as a's.
    Map<String, Bytes> boxes = new HashMap<>(ofB.boxes());
    boxes.put("c", boxFor("d", parties.shares("c")));
    refuses(
        Refusal.BAD_SHARE, () -> parties.client("b").mask(new Inbox("run", 0, "b", boxes), UNITS));
    Map<String, Bytes> swapped = new HashMap<>(parties.inbox("c").boxes());
    swapped.put("a", boxFor("c", parties.shares("b")));
    refuses(
        Refusal.BAD_SHARE,
        () -> parties.client("c").mask(new Inbox("run", 0, "c", swapped), UNITS));
    // A box is no good in the other direction either.
    Map<String, Bytes> mirrored = new HashMap<>(parties.inbox("d").boxes());
    mirrored.put("a", boxFor("a", parties.shares("d")));
    refuses(
        Refusal.BAD_SHARE,
        () -> parties.client("d").mask(new Inbox("run", 0, "d", mirrored), UNITS));
    assertThat(ofA.boxes()).hasSize(3);
  }

  @Test
  void sharesReplayedFromAnotherRoundAreRefused() {
    Parties before = Parties.of(4).share();
    Bytes old = boxFor("a", before.shares("b"));
    refusesBox(box -> old);
    refuses(
        Refusal.WRONG_ROUND,
        () -> {
          Parties now = Parties.of(4).share();
          now.client("a").mask(new Inbox("run", 1, "a", now.inbox("a").boxes()), UNITS);
        });
    refuses(
        Refusal.WRONG_ROUND,
        () -> {
          Parties now = Parties.of(4).share();
          now.client("a").mask(new Inbox("ran", 0, "a", now.inbox("a").boxes()), UNITS);
        });
  }

  private static void refusesBox(UnaryOperator<Bytes> meddler) {
    Parties parties = Parties.of(3).share();
    Map<String, Bytes> boxes = new HashMap<>(parties.inbox("a").boxes());
    boxes.computeIfPresent("b", (name, box) -> meddler.apply(box));
    refuses(
        Refusal.BAD_SHARE, () -> parties.client("a").mask(new Inbox("run", 0, "a", boxes), UNITS));
  }

  @Test
  void partiesThatWereToldDifferentSetupsCannotReadEachOther() {
    SecAggSetup strict = new SecAggSetup("run", 0, 32, 3, 3, 2, 3, 3);
    SecAggSetup lax = new SecAggSetup("run", 0, 32, 3, 3, 2, 2, 2);
    List<SecAggClient> clients = List.of(client(strict, "a"), client(lax, "b"), client(lax, "c"));
    List<Advertisement> keys = clients.stream().map(SecAggClient::advertise).toList();
    clients.get(0).share(new Roster("run", 0, "a", keys));
    Bytes fromB = boxFor("a", clients.get(1).share(new Roster("run", 0, "b", keys)));
    Bytes fromC = boxFor("a", clients.get(2).share(new Roster("run", 0, "c", keys)));
    refuses(
        Refusal.BAD_SHARE,
        () -> clients.get(0).mask(new Inbox("run", 0, "a", Map.of("b", fromB, "c", fromC)), UNITS));
  }

  @Test
  void rostersThatDoNotHoldAreRefused() {
    refusesRoster(Refusal.TOO_FEW, keys -> keys.subList(0, 2));
    refusesRoster(Refusal.INCONSISTENT, keys -> keys.subList(1, 4));
    refusesRoster(Refusal.SAME_KEYS, keys -> withLast(keys, keys.get(1), "d"));
    refusesRoster(Refusal.INCONSISTENT, keys -> withLast(keys, keys.get(1), "b"));
    refusesRoster(
        Refusal.INCONSISTENT, keys -> more(keys, client(Parties.setup(4, 0), "e").advertise()));
    refusesRoster(
        Refusal.WRONG_ROUND,
        keys -> withLast(keys, client(Parties.setup(4, 1), "d").advertise(), "d"));
    refusesRoster(
        Refusal.SAME_KEYS,
        keys -> {
          Bytes zero = Bytes.owning(new byte[32]);
          return withLast(
              keys,
              new Advertisement("run", 0, "d", zero, keys.get(3).maskingKey(), Bytes.EMPTY),
              "d");
        });
    // The server gives a its own name with keys of the server's making.
    refusesRoster(
        Refusal.INCONSISTENT,
        keys -> more(keys.subList(1, 4), client(Parties.setup(4, 0), "a").advertise()));
  }

  private static void refusesRoster(Refusal refusal, UnaryOperator<List<Advertisement>> meddler) {
    Parties parties = Parties.of(4).advertise();
    List<Advertisement> members = meddler.apply(parties.roster("a").members());
    refuses(refusal, () -> parties.client("a").share(new Roster("run", 0, "a", members)));
    refuses(Refusal.REUSED, () -> parties.client("a").share(parties.roster("a")));
  }

  private static List<Advertisement> withLast(
      List<Advertisement> keys, Advertisement like, String name) {
    return more(
        keys.subList(0, 3),
        new Advertisement(
            like.runId(), like.round(), name, like.sharingKey(), like.maskingKey(), Bytes.EMPTY));
  }

  private static List<Advertisement> more(List<Advertisement> keys, Advertisement one) {
    List<Advertisement> all = new ArrayList<>(keys);
    all.add(one);
    return all;
  }

  @Test
  void inputsOfAnotherLengthAreRefused() {
    Parties parties = Parties.of(3).share();
    refuses(Refusal.BAD_INPUT, () -> parties.client("a").mask(parties.inbox("a"), new long[4]));
  }

  @Test
  void keysThatAnEnrolledNodeDidNotSignAreRefused() {
    Parties parties = Parties.enrolled(3).advertise();
    List<Advertisement> keys = parties.roster("a").members();
    // The server puts keys of its own under the name of b: unsigned, and signed by itself.
    for (Identity liar : new Identity[] {null, Identity.fresh()}) {
      Parties again = Parties.enrolled(3).advertise();
      Advertisement forged =
          new SecAggClient(again.setup, "b", liar, TrustedIdentities.none()).advertise();
      List<Advertisement> own = again.roster("a").members();
      refuses(
          Refusal.BAD_SIGNATURE,
          () ->
              again
                  .client("a")
                  .share(new Roster("run", 0, "a", List.of(own.get(0), forged, own.get(2)))));
    }
    // b's signature of an earlier round, with that round's keys, relabelled.
    Advertisement old =
        new SecAggClient(
                Parties.setup(3, 7), "b", parties.identities.get("b"), TrustedIdentities.none())
            .advertise();
    Advertisement relabelled =
        new Advertisement("run", 0, "b", old.sharingKey(), old.maskingKey(), old.signature());
    refuses(
        Refusal.BAD_SIGNATURE,
        () ->
            parties
                .client("a")
                .share(new Roster("run", 0, "a", List.of(keys.get(0), relabelled, keys.get(2)))));
  }

  @Test
  void aStrictClientRefusesStrangersAndALenientOneDoesNot() {
    SecAggSetup setup = Parties.setup(2, 0);
    Identity b = Identity.fresh();
    for (boolean strict : new boolean[] {true, false}) {
      SecAggClient a =
          new SecAggClient(
              setup, "a", null, new TrustedIdentities(Map.of("z", b.publicKey()), strict));
      Roster roster =
          new Roster("run", 0, "a", List.of(a.advertise(), client(setup, "b").advertise()));
      if (strict) {
        refuses(Refusal.BAD_SIGNATURE, () -> a.share(roster));
      } else {
        assertThat(a.share(roster).boxes()).containsOnlyKeys("b");
      }
    }
  }

  @Test
  void strangersCannotPadTheSurvivorsOfAStrictClient() {
    Parties parties = Parties.enrolled(4).mask("d");
    refuses(
        Refusal.BAD_SIGNATURE,
        () -> parties.client("a").confirm(survivors(List.of("a", "b", "c", "x"), List.of())));
  }

  @Test
  void aServerThatTellsTwoHalvesDifferentStoriesGetsNoAnswer() {
    Parties parties = Parties.enrolled(4).mask();
    Survivors all = parties.survivors;
    Survivors withoutD = survivors(List.of("a", "b", "c"), List.of("d"));
    Confirmation a = parties.client("a").confirm(all);
    Confirmation b = parties.client("b").confirm(all);
    Confirmation c = parties.client("c").confirm(withoutD);
    refuses(
        Refusal.INCONSISTENT,
        () -> parties.client("a").unmask(all, new Confirmations("run", 0, "a", List.of(a, b, c))));
    Confirmation forged = new Confirmation("run", 0, "c", a.survivorsDigest(), c.signature());
    refuses(
        Refusal.BAD_SIGNATURE,
        () ->
            parties
                .client("b")
                .unmask(all, new Confirmations("run", 0, "b", List.of(a, b, forged))));
    refuses(
        Refusal.TOO_FEW,
        () -> parties.client("c").unmask(withoutD, new Confirmations("run", 0, "c", List.of(c))));
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 5})
  void enrolledClientsSumLikeAnybody(int clients) {
    Parties parties = Parties.enrolled(clients).confirm();
    for (String name : parties.survivors.alive()) {
      Parties.accepted(
          parties.server.accept(
              parties.client(name).unmask(parties.survivors, parties.confirmations(name))));
    }
    assertThat(parties.server.finish()).containsExactly(clients, 2L * clients, 3L * clients);
  }

  private static SecAggClient client(SecAggSetup setup, String name) {
    return new SecAggClient(setup, name, null, TrustedIdentities.none());
  }

  private static Survivors survivors(List<String> alive, List<String> dropped) {
    return new Survivors("run", 0, alive, dropped);
  }

  private static Bytes boxFor(String receiver, Shares shares) {
    return Objects.requireNonNull(shares.boxes().get(receiver));
  }

  private static void refuses(Refusal refusal, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            SecAggException.class,
            e -> assertThat(e.refusal()).as(e.getMessage()).isEqualTo(refusal))
        .hasMessageContaining("expected: ");
  }
}
