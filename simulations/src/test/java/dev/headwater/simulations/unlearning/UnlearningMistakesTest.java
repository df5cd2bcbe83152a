package dev.headwater.simulations.unlearning;

import static dev.headwater.simulations.unlearning.KeptRun.clients;
import static dev.headwater.simulations.unlearning.KeptRun.clientsWithout;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headwater.files.UserDataException;
import dev.headwater.learning.cohorts.ClientExamples;
import dev.headwater.learning.cohorts.LocalCohort;
import dev.headwater.learning.contracts.Samples;
import dev.headwater.learning.rounds.Cohort;
import dev.headwater.learning.rounds.RunSettings;
import dev.headwater.learning.strategies.closed.Fed3R;
import dev.headwater.learning.strategies.closed.FedNcm;
import dev.headwater.learning.strategies.stages.WarmStart;
import dev.headwater.learning.training.Examples;
import dev.headwater.simulations.output.RunFolder;
import dev.headwater.simulations.output.state.SavedStatistics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SortedMap;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every mistake is a sentence, and leaves neither sums nor a model. */
final class UnlearningMistakesTest {
  private final Path folder;
  private final KeptRun kept;
  private final Path statistics;

  UnlearningMistakesTest(@TempDir Path folder) {
    this.folder = folder;
    this.kept = new KeptRun(folder, "fed3r");
    this.statistics = folder.resolve("all").resolve(SavedStatistics.NAME);
  }

  @BeforeEach
  void run() {
    kept.run("all", 5, new LocalCohort(clients()));
  }

  private static void refused(ThrowingCallable mistake, String sentence) {
    assertThatThrownBy(mistake)
        .isInstanceOf(UserDataException.class)
        .hasMessageContaining(sentence)
        .hasMessageContaining("(expected: ");
  }

  /** Found in the first round; the folder says that the run failed. */
  private void refusedInTheRound(KeptRun run, Cohort cohort, String sentence) {
    refused(() -> run.run("bad", 4, run.departure("all", "client-3").of(cohort)), sentence);
    assertThat(run.hasModel("bad")).isFalse();
    assertThat(folder.resolve("bad").resolve(SavedStatistics.NAME)).doesNotExist();
  }

  @Test
  void clientThatIsNotThere() {
    refused(
        () -> kept.departure("all", "client-9"),
        "unlearn: client client-9 is not in the sums of this run (expected: one of client-0, client-1, client-2, client-3, client-4)");
  }

  @Test
  void lastClient() {
    kept.run("alone", 1, new LocalCohort(clients().headMap("client-1")));
    refused(() -> kept.departure("alone", "client-0"), "client-0 is the only one in the sums");
  }

  @Test
  void strategyThatTrains() {
    KeptRun trained = new KeptRun(folder, "fedavg");
    trained.run("trained", trained.settings(5).but().rounds(1).build(), new LocalCohort(clients()));
    refused(
        () -> trained.departure("trained", "client-3"),
        "has no statistics.safetensors (expected: a run of fed3r, fedncm, lda or exact-softmax without a privacy guarantee, after its first round; updates that clients have trained cannot be taken back exactly");
  }

  @Test
  void settingsThatTrain() {
    KeptRun other = new KeptRun(folder, "fedavg");
    refused(
        () ->
            other.run("bad", 4, other.departure("all", "client-3").of(new LocalCohort(clients()))),
        "updates that clients have trained cannot be taken back exactly");
    assertThat(folder.resolve("bad").resolve(RunFolder.ROUNDS)).doesNotExist();
  }

  @Test
  void sumsOfAnotherStrategy() {
    refusedInTheRound(
        new KeptRun(folder, "fedncm"),
        new LocalCohort(clients()),
        "unlearn: saved sums of moments for a round of class-sums");
  }

  @Test
  void twoClosedFormsOfDifferentSums() {
    RunSettings settings =
        kept.settings(5)
            .but()
            .strategy(WarmStart.of(new FedNcm(), new Fed3R(1.0)))
            .rounds(2)
            .build();
    kept.run("mixed", settings, new LocalCohort(clients()));
    refused(() -> kept.departure("mixed", "client-3"), "has no statistics.safetensors");
  }

  @Test
  void sumsOfAnotherBackbone() {
    refused(
        () ->
            Departure.from(
                folder.resolve("all"), KeptRun.facts("fed3r", "cd".repeat(32)), "client-3"),
        "are of backbone abababababab, given cdcdcdcdcdcd");
  }

  @Test
  void missingDetails() throws IOException {
    Files.delete(folder.resolve("all").resolve(RunFolder.DETAILS));
    refused(() -> kept.departure("all", "client-3"), "has no details.json that can be read");
  }

  @Test
  void missingSums() throws IOException {
    Files.delete(statistics);
    refused(() -> kept.departure("all", "client-3"), "has no statistics.safetensors");
  }

  @Test
  void sumsThatEndEarly() throws IOException {
    byte[] bytes = Files.readAllBytes(statistics);
    Files.write(statistics, Arrays.copyOf(bytes, bytes.length - 40));
    refused(() -> kept.departure("all", "client-3"), "copy or download it again");
  }

  @Test
  void sumsWithAChangedBit() throws IOException {
    byte[] bytes = Files.readAllBytes(statistics);
    bytes[bytes.length - 1] ^= 0x40; // the exponent of its last value
    Files.write(statistics, bytes);
    refused(() -> kept.departure("all", "client-3"), "is damaged");
  }

  @Test
  void otherPicturesThanWereAdded() {
    refusedInTheRound(
        kept,
        new LocalCohort(changed(new ClientExamples(Samples.examples(13, 4, 1, 3)))),
        "unlearn: client-3 has more pictures of class 0 than the sums");
  }

  @Test
  void morePicturesThanWereAdded() {
    Examples more = Samples.examples(14, 4, 3, 3);
    refusedInTheRound(
        kept,
        new LocalCohort(changed(new ClientExamples(more))),
        "the sums are of 36 pictures, and the clients that stay have 37");
  }

  private static SortedMap<String, ClientExamples> changed(ClientExamples leaving) {
    SortedMap<String, ClientExamples> clients = clients();
    clients.put("client-3", leaving);
    return clients;
  }

  @Test
  void clientsThatStayAndAreNotThereToChooseThePenaltyAgain() {
    refusedInTheRound(
        kept,
        new LocalCohort(clientsWithout("client-1")),
        "unlearn: 1 is missing of the clients that stay: client-1");
  }
}
