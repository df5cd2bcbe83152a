package dev.headwater.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.List;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code headwater privacy}, as a person or a program runs it. */
final class PrivacyCommandTest {
  private static final String KNOWN =
      "privacy epsilon --sampling-rate 0.01 --noise-multiplier 1 --steps 1000 --delta 1e-5";

  private static CommandRun run(String line) {
    return CommandRun.of(line.split(" "));
  }

  private static JsonNode json(String line) throws IOException {
    CommandRun run = run(line + " --format json");
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out().lines()).hasSize(1);
    assertThat(run.err()).isEmpty();
    return new ObjectMapper().readTree(run.out());
  }

  @Test
  void epsilonIsOneObjectWithBothSides() throws IOException {
    JsonNode node = json(KNOWN);
    assertThat(node.get("epsilon_lower").asDouble()).isBetween(1.818, 1.838);
    assertThat(node.get("epsilon_upper").asDouble()).isBetween(1.818, 1.838);
    assertThat(node.get("epsilon")).isEqualTo(node.get("epsilon_upper"));
    assertThat(node.get("accountant").asText()).isEqualTo("pld");
    assertThat(node.get("adjacency").asText()).isEqualTo("add_or_remove");
    assertThat(List.of("delta", "sampling_rate", "noise_multiplier", "steps"))
        .allMatch(key -> node.get(key).isNumber());
  }

  @Test
  void rdpHasNoBracket() throws IOException {
    JsonNode node = json(KNOWN + " --accountant rdp");
    assertThat(node.get("epsilon").asDouble()).isCloseTo(2.101, Percentage.withPercentage(0.1));
    assertThat(node.has("epsilon_lower")).isFalse();
  }

  @Test
  void peopleGetASentenceAndATable() {
    CommandRun run = run(KNOWN);
    assertThat(run.exitCode()).isZero();
    assertThat(run.out())
        .startsWith("(1.8284, 1.0E-5)-differential privacy after 1,000 steps")
        .contains("one client more or less")
        .contains("epsilon           1.828");
  }

  @Test
  void noNoiseIsNoPrivacy() throws IOException {
    String line =
        "privacy epsilon --sampling-rate 0.01 --noise-multiplier 0 --steps 10 --delta 1e-5";
    assertThat(run(line).out()).startsWith("No privacy:");
    JsonNode node = json(line);
    assertThat(node.get("epsilon").isNull()).isTrue();
    assertThat(node.get("reason").asText()).contains("no privacy");
  }

  @Test
  void fixedCohortsAreReplaceOneAndRdp() throws IOException {
    String line = "privacy epsilon --cohort 50 --clients 5000 --noise-multiplier 2 --steps 100";
    JsonNode node = json(line + " --delta 1e-5");
    assertThat(node.get("adjacency").asText()).isEqualTo("replace_one");
    assertThat(node.get("accountant").asText()).isEqualTo("rdp");
    JsonNode all =
        json(
            "privacy epsilon --cohort 50 --clients 50 --noise-multiplier 20 --steps 4 --delta 1e-5");
    assertThat(all.get("accountant").asText()).isEqualTo("pld");
  }

  /** 100 rounds of 50 of 1,000 by turns: whoever knows the turns counts 5 of each client. */
  @Test
  void turnsThatEverybodyKnowsCostWhatOneClientsTurnsCost() throws IOException {
    JsonNode node =
        json("privacy epsilon --schedule 20 --steps 100 --noise-multiplier 2 --delta 1e-5");
    assertThat(node.get("epsilon").asDouble()).isCloseTo(11.480, withinPercentage(0.5));
    assertThat(node.get("steps").asInt()).isEqualTo(5);
    assertThat(node.get("adjacency").asText()).isEqualTo("replace_one");
  }

  @Test
  void calibrationKeepsTheBudget() throws IOException {
    JsonNode node =
        json("privacy calibrate --epsilon 8 --delta 1e-5 --sampling-rate 0.04 --steps 2000");
    assertThat(node.get("noise_multiplier").asDouble())
        .isCloseTo(1.290, Percentage.withPercentage(0.2));
    assertThat(node.get("epsilon").asDouble()).isBetween(7.98, 8.0);
    assertThat(run("privacy calibrate --epsilon 8 --delta 1e-5 --sampling-rate 0.04 --steps 20"))
        .matches(run -> run.exitCode() == 0 && run.out().startsWith("A noise multiplier of"));
  }

  @Test
  void planNamesTheSmallestUsefulCohort() throws IOException {
    String line = "privacy plan --clients 10000 --rounds 50 --epsilon 8";
    JsonNode node = json(line);
    assertThat(node.get("delta").asDouble()).isEqualTo(1e-5);
    assertThat(node.get("values").asInt()).isEqualTo(12_810);
    int useful = node.get("smallest_useful_cohort").asInt();
    for (JsonNode row : node.get("cohorts")) {
      double z = row.get("noise_multiplier").asDouble();
      double ratio = row.get("cohort").asInt() / (z * Math.sqrt(12_810));
      assertThat(row.get("signal_to_noise").asDouble())
          .isCloseTo(ratio, Percentage.withPercentage(1e-9));
      assertThat(ratio >= 1).isEqualTo(row.get("cohort").asInt() >= useful);
    }
    CommandRun people = run(line + " --cohort 200 --clipping-norm 0.5");
    assertThat(people.out()).contains("Smallest useful cohort: ").contains("z C sqrt(d) / M");
    assertThat(run("privacy plan --clients 20 --rounds 50 --epsilon 1").out())
        .contains("No cohort is useful");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "epsilon --sampling-rate 1.5 --noise-multiplier 1 --steps 1 --delta 1e-5 | sampling rate: 1.5 (expected: above 0 and at most 1)",
        "epsilon --sampling-rate 0.1 --noise-multiplier -1 --steps 1 --delta 1e-5 | noise multiplier: -1.0",
        "epsilon --sampling-rate 0.1 --noise-multiplier 1 --steps 0 --delta 1e-5 | steps: 0 (expected: at least 1)",
        "epsilon --sampling-rate 0.1 --noise-multiplier 1 --steps 1 --delta 0 | delta: 0.0",
        "epsilon --sampling-rate 0.1 --noise-multiplier 1 --steps 1 --delta 0.01 --clients 100 | below 1/100",
        "epsilon --cohort 5 --noise-multiplier 1 --steps 1 --delta 1e-5 | --clients",
        "epsilon --noise-multiplier 1 --steps 1 --delta 1e-5 | neither given",
        "epsilon --cohort 9 --clients 8 --noise-multiplier 1 --steps 1 --delta 1e-5 | cohort: 9",
        "epsilon --cohort 5 --clients 9 --noise-multiplier 1 --steps 1 --delta 1e-5 --accountant pld | with rdp",
        "epsilon --sampling-rate 0.1 --noise-multiplier 1 --steps 1 --delta 1e-5 --accountant magic | magic",
        "epsilon --sampling-rate 0.1 --steps 1 --delta 1e-5 | --noise-multiplier",
        "calibrate --sampling-rate 0.1 --epsilon -1 --steps 1 --delta 1e-5 | epsilon: -1.0",
        "calibrate --sampling-rate 0.1 --epsilon 1e-4 --steps 9 --delta 1e-9 --accountant rdp | raise epsilon or delta",
        "plan --clients 100 --rounds 5 --epsilon 1 --delta 0.02 | delta: 0.02 with 100 clients",
        "plan --clients 100 --rounds 5 --epsilon 1 --cohort 101 | cohort: 101",
        "plan --clients 100 --rounds 5 --epsilon 1 --clipping-norm 0 | clipping-norm: 0.0",
        "plan --clients 0 --rounds 5 --epsilon 1 | clients: 0"
      })
  void mistakesAreASentenceAndExitCodeTwo(String arguments, String sentence) {
    CommandRun run = run("privacy " + arguments);
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).contains(sentence);
  }
}
