package dev.headwater.simulations.hostile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headwater.files.UserDataException;
import dev.headwater.simulations.hostile.attack.ChangedUpdate;
import dev.headwater.simulations.hostile.attack.OldAnswer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlanFileTest {
  @TempDir private Path dir = Path.of("");

  private AttackPlan read(String text) throws IOException {
    Path file = dir.resolve("plan.yaml");
    Files.writeString(file, text);
    return PlanFile.read(file);
  }

  private static SortedSet<String> names(int count) {
    SortedSet<String> names = new TreeSet<>();
    IntStream.range(0, count).forEach(i -> names.add("client-%03d".formatted(i)));
    return names;
  }

  @Test
  void planSaysWhoAttacksWhenAndHow() throws IOException {
    AttackPlan plan =
        read(
            """
            seed: 7
            attacks:
              - attack: sign-flip
                scale: 10
                clients: [ann, bob]
                to: 4
              - attack: stale
                age: 2
                lies: true
                clients: ann
                from: 5
                to: 9
            """);
    assertThat(plan.seed()).isEqualTo(7);
    Roles roles = plan.on(new TreeSet<>(List.of("ann", "bob", "cyd")));
    assertThat(roles.of("ann", 4)).isEqualTo(new ChangedUpdate.SignFlip(10));
    assertThat(roles.of("ann", 5)).isEqualTo(new OldAnswer.Stale(2, true));
    assertThat(roles.of("ann", 10)).isNull();
    assertThat(roles.of("bob", 5)).isNull();
    assertThat(roles.of("cyd", 1)).isNull();
    assertThat(roles.crowd(1).attackers()).isEqualTo(2);
    assertThat(roles.sentences())
        .containsExactly(
            "Attack: sign flip times 10, by 2 clients of 3, in rounds 1 to 4: ann, bob.",
            "Attack: 2 rounds old, says new, by 1 client of 3, in rounds 5 to 9: ann.");
  }

  @Test
  void jsonIsReadTooAndASharePicksTheSameClientsEachTime() throws IOException {
    String text = "{\"seed\": %d, \"attacks\": [{\"attack\": \"alie\", \"share\": 0.2}]}";
    SortedSet<String> chosen = read(text.formatted(1)).on(names(50)).attackers();
    assertThat(chosen).hasSize(10).isSubsetOf(names(50));
    assertThat(read(text.formatted(1)).on(names(50)).attackers()).isEqualTo(chosen);
    assertThat(read(text.formatted(2)).on(names(50)).attackers()).isNotEqualTo(chosen);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'' | holds no plan",
        "'attacks: []' | no attacks",
        "'rounds: 3' | unknown key 'rounds' (expected: attacks, seed)",
        "'{seed: x, attacks: [{attack: nan, count: 1}]}' | seed: \"x\" (expected: a whole number)",
        "'attacks: [{count: 1}]' | attack 1: no name",
        "'attacks: [{attack: nann, count: 1}]' | attack 1: attack: 'nann', did you mean nan?",
        "'attacks: [{attack: nan}]' | attack 1: nobody (expected: one of clients, count and share",
        "'attacks: [{attack: nan, count: 1, share: 0.1}]' | attack 1: count and share (expected:",
        "'attacks: [{attack: nan, count: 0}]' | attack 1: count: 0 (expected: a whole number",
        "'attacks: [{attack: nan, share: 2}]' | attack 1: share: 2 (expected: above 0",
        "'attacks: [{attack: nan, clients: []}]' | attack 1: clients: [] (expected: a name",
        "'attacks: [{attack: nan, count: 1, from: 4, to: 3}]' | attack 1: rounds: 4 to 3",
        "'attacks: [{attack: ipm, count: 1, epsilom: 2}]' | attack 1: ipm: unknown key 'epsilom', did you mean epsilon?",
        "'attacks: [{attack: ipm, count: 1, epsilon: x}]' | attack 1: epsilon: \"x\" (expected: a number)",
        "'attacks: [{attack: ipm, count: 1, count: 2}]' | is not YAML, or says a key twice, in line 1",
        "'attacks: [' | is not YAML",
      })
  void whatIsNoPlanIsRefusedWithWhereAndWhatWasExpected(String text, String sentence) {
    assertThatThrownBy(() -> read(text))
        .isInstanceOf(UserDataException.class)
        .hasMessageStartingWith("attacks: %s: %s".formatted(dir.resolve("plan.yaml"), sentence))
        .hasMessageContaining("(expected: ");
  }

  @Test
  void missingFileIsSaid() {
    Path file = dir.resolve("none.yaml");
    assertThatThrownBy(() -> PlanFile.read(file))
        .isInstanceOf(UserDataException.class)
        .hasMessage(
            "attacks: no file %s (expected: a YAML or JSON file with a list 'attacks')", file);
  }

  @Test
  void clientWithTwoAttacksInARoundIsRefused() throws IOException {
    AttackPlan plan =
        read("attacks: [{attack: nan, count: 3}, {attack: silent, share: 0.1, from: 4}]");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> plan.on(names(20)))
        .withMessageContaining("has two attacks in round 4: not a number, and silent");
  }

  @Test
  void clientsThatAreNotThereAreRefused() throws IOException {
    AttackPlan plan = read("attacks: [{attack: nan, clients: eve}]");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> plan.on(names(2)))
        .withMessage("clients: no client 'eve' (expected: some of client-000, client-001)");
    AttackPlan more = read("attacks: [{attack: nan, count: 3}]");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> more.on(names(2)))
        .withMessage("count: 3 of 2 clients (expected: at most all of them)");
  }

  @Test
  void clientProcessFollowsLinesWithItsOwnNameAlone() throws IOException {
    AttackPlan plan =
        read("attacks: [{attack: nan, clients: [ann, bob]}, {attack: silent, clients: cyd}]");
    Roles mine = plan.alone("ann");
    assertThat(mine.attackers()).containsExactly("ann");
    assertThat(mine.sentences())
        .containsExactly("Attack: not a number, by 1 client, in every round: ann.");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> plan.alone("dan"))
        .withMessage("client dan is not in the plan (expected: one of ann, bob, cyd)");
    AttackPlan drawn = read("attacks: [{attack: nan, share: 0.5}]");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> drawn.alone("ann"))
        .withMessageStartingWith("not a number: attackers are drawn (expected: 'clients'");
    AttackPlan alie = read("attacks: [{attack: alie, clients: ann}]");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> alie.alone("ann"))
        .withMessageStartingWith("alie: no z (expected: a number");
  }
}
