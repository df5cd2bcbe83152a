package dev.headwater.simulations.unlearning;

import dev.headwater.learning.cohorts.ClientExamples;
import dev.headwater.learning.contracts.Samples;
import dev.headwater.learning.models.LinearModel;
import dev.headwater.learning.models.Model;
import dev.headwater.learning.names.Spec;
import dev.headwater.learning.rounds.Cohort;
import dev.headwater.learning.rounds.RunSettings;
import dev.headwater.learning.strategies.Strategies;
import dev.headwater.learning.strategy.ServerState;
import dev.headwater.simulations.Experiment;
import dev.headwater.simulations.output.RoundRecord;
import dev.headwater.simulations.output.RunFacts;
import dev.headwater.simulations.output.RunFolder;
import dev.headwater.simulations.output.RunOutcome;
import dev.headwater.simulations.output.state.Checkpoint;
import dev.headwater.simulations.view.RunView;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

/** Runs of five clients on made-up features, each with a folder that keeps what runs keep. */
record KeptRun(Path folder, String strategy) {
  static final Model MODEL = new LinearModel(3, 4);
  private static final String MODEL_FILE = "model";

  static SortedMap<String, ClientExamples> clients() {
    return Samples.clients(5, 4, 3);
  }

  static SortedMap<String, ClientExamples> clientsWithout(String... gone) {
    SortedMap<String, ClientExamples> clients = new TreeMap<>(clients());
    clients.keySet().removeAll(List.of(gone));
    return clients;
  }

  static RunFacts facts(String strategy, String backbone) {
    return new RunFacts(
        "0.1.0",
        strategy,
        1,
        Map.of(),
        List.of("cat", "dog", "fox"),
        new RunFacts.Backbone("made up", backbone, 4),
        MODEL.layout().size(),
        "memory",
        1,
        "made up",
        new TreeMap<>(),
        RunFacts.TestSet.NONE,
        List.of(),
        null);
  }

  RunFacts facts() {
    return facts(strategy, "ab".repeat(32));
  }

  RunSettings settings(int clients) {
    return RunSettings.of(MODEL, clients)
        .strategy(Strategies.CHOICES.parse(strategy))
        .rounds(500)
        .build();
  }

  RunOutcome run(String name, int clients, Cohort cohort) {
    return run(name, settings(clients), cohort);
  }

  RunOutcome run(String name, RunSettings settings, Cohort cohort) {
    return new Experiment(
            facts(),
            RunFolder.create(folder.resolve(name)),
            RunView.silent(),
            null,
            (run, parameters) ->
                Files.writeString(run.dir().resolve(MODEL_FILE), parameters.toString()),
            null,
            null,
            "memory",
            null,
            "")
        .run(settings, cohort, null);
  }

  Departure departure(String from, String client) {
    return Departure.from(folder.resolve(from), facts(), client);
  }

  boolean hasModel(String name) {
    return Files.exists(folder.resolve(name).resolve(MODEL_FILE));
  }

  /** What its checkpoint goes on from. */
  ServerState state(String name) {
    Spec spec = Strategies.CHOICES.parse(strategy).spec();
    return Objects.requireNonNull(
            Checkpoint.read(folder.resolve(name), MODEL.layout(), spec.toString()))
        .state();
  }

  /** Digest of the parameters after every round. */
  List<String> digests(String name) {
    return RunFolder.open(folder.resolve(name)).rounds().stream().map(RoundRecord::digest).toList();
  }
}
