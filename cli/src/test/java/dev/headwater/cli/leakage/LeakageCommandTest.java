package dev.headwater.cli.leakage;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.headwater.cli.CommandRun;
import dev.headwater.cli.TestCache;
import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * {@code headwater privacy leakage}. Its noise is secure, so it is drawn anew each time: an attack
 * on noise or masks passes for a success only many deviations from its mean (far below 1e-6).
 */
final class LeakageCommandTest {
  private static final String DATA = "demo:users=5,pictures=30,test=10";

  private CommandRun leakage(String... flags) {
    return CommandRun.of(
        Stream.concat(
                Stream.of("privacy", "leakage", "--data", DATA, "--cache", TestCache.path()),
                Stream.of(flags))
            .toArray(String[]::new));
  }

  @Test
  void anOpenUpdateGivesTheClientAwayAndProtectedOnesDoNot() throws IOException {
    CommandRun run = leakage("--client", "client-002", "--format", "json");
    assertThat(run.err()).isEmpty();
    assertThat(run.exitCode()).isZero();
    JsonNode node = new ObjectMapper().readTree(run.out());
    JsonNode step = node.get("open").get(0);
    assertThat(step.get("label_error").asDouble()).isLessThan(0.01);
    assertThat(step.get("baseline_label_error").asDouble()).isGreaterThan(0.1);
    assertThat(step.get("cosine").asDouble()).isGreaterThan(0.99);
    assertThat(step.get("label_counts")).isEqualTo(node.get("label_counts"));
    assertThat(node.get("open")).hasSize(3);
    assertThat(node.get("protected")).hasSize(3);
    assertThat(node.get("protected"))
        .allMatch(view -> !view.get("succeeded").asBoolean())
        .allMatch(view -> view.get("cosine").asDouble() < view.get("baseline_cosine").asDouble());
    assertThat(node.get("protected_hold").asBoolean()).isTrue();
  }

  @Test
  void hardlyAnyNoiseIsFoundOut() {
    CommandRun run = leakage("--noise-multiplier", "0.0001");
    assertThat(run.out())
        .startsWith("PROTECTION FAILS: an attack finds out about client-000")
        .contains("THE ATTACK SUCCEEDS.")
        .contains(
            "class          true    1 step   1 epoch  5 epochs   central     local    masked");
    assertThat(run.exitCode()).isEqualTo(1);
  }

  @Test
  void unknownClientsAndNoNoiseAreASentence() {
    CommandRun nobody = leakage("--client", "nobody");
    assertThat(nobody.err()).contains("client: nobody (expected: one of 5, such as client-000)");
    assertThat(nobody.exitCode()).isEqualTo(2);
    assertThat(leakage("--noise-multiplier", "0").err())
        .contains("noise-multiplier: 0.0 (expected: above 0)");
  }
}
