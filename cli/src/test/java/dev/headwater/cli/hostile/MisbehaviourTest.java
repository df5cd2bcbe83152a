package dev.headwater.cli.hostile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headwater.cli.CommandRun;
import dev.headwater.files.UserDataException;
import dev.headwater.learning.clients.Conduct;
import dev.headwater.simulations.hostile.PlannedConduct;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MisbehaviourTest {
  @TempDir private Path dir = Path.of("");

  private Path plan(String text) throws IOException {
    Path file = dir.resolve("plan.yaml");
    Files.writeString(file, text);
    return file;
  }

  private Conduct conduct(Path file, Map<String, String> environment, List<String> told) {
    MisbehaviourOptions options = new MisbehaviourOptions();
    options.plan = file;
    return options.conduct("ann", environment, told::add);
  }

  @Test
  void clientsAreHonestWithoutTheFlag() {
    MisbehaviourOptions options = new MisbehaviourOptions();
    Map<String, String> allowed = Map.of(MisbehaviourOptions.ALLOWED, "yes");
    assertThat(options.conduct("ann", allowed, line -> {})).isSameAs(Conduct.HONEST);
  }

  @Test
  void flagAloneIsRefusedByTheCommand() throws IOException {
    CommandRun run =
        CommandRun.of(
            "client",
            "--coordinator",
            "127.0.0.1:1",
            "--data",
            dir.toString(),
            "--name",
            "ann",
            "--misbehave",
            plan("attacks: [{attack: nan, clients: ann}]").toString());
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err().replaceAll("\\s+", " "))
        .contains("but it is not allowed here")
        .contains(MisbehaviourOptions.ALLOWED + "=yes")
        .doesNotContain("\tat ");
  }

  @Test
  void helpDoesNotOfferIt() {
    assertThat(CommandRun.of("client", "--help").out()).doesNotContain("misbehave");
  }

  @Test
  void allowedClientSaysThatItAttacks() throws IOException {
    List<String> told = new ArrayList<>();
    Conduct conduct =
        conduct(
            plan("attacks: [{attack: nan, clients: ann}]"),
            Map.of(MisbehaviourOptions.ALLOWED, "yes"),
            told);
    assertThat(conduct).isInstanceOf(PlannedConduct.class);
    assertThat(told.get(0)).contains("this client ATTACKS its run").contains("For tests alone.");
    assertThat(told.get(1)).startsWith("Attack: not a number, by 1 client, in every round: ann.");
  }

  @Test
  void planForOthersIsRefused() throws IOException {
    Path file = plan("attacks: [{attack: nan, clients: bob}]");
    assertThatThrownBy(
            () -> conduct(file, Map.of(MisbehaviourOptions.ALLOWED, "yes"), new ArrayList<>()))
        .isInstanceOf(UserDataException.class)
        .hasMessage("misbehave: %s: client ann is not in the plan (expected: one of bob)", file);
  }
}
