package dev.headwater.cli.crowd;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headwater.coordinator.audit.AuditEvent;
import dev.headwater.coordinator.audit.AuditFile;
import dev.headwater.coordinator.audit.RoundProof;
import dev.headwater.learning.aggregation.Gathering;
import dev.headwater.learning.clients.ClientRound;
import dev.headwater.learning.parameters.NamedVectors;
import dev.headwater.learning.parameters.Parameters;
import dev.headwater.learning.protection.Instruction;
import dev.headwater.learning.rounds.RunSettings;
import dev.headwater.learning.strategy.ServerState;
import dev.headwater.learning.tasks.Contribution;
import dev.headwater.learning.tasks.RoundTask;
import dev.headwater.learning.training.Examples;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

/** A run computed again from its audit log and the nodes' data, without its coordinator. */
final class CrowdReplay {
  private final AuditFile.Chain log;
  private final Map<String, CrowdRole> roles;
  private final CrowdData data;
  private final Map<String, Examples> examples = new TreeMap<>();

  CrowdReplay(Path run, Map<String, CrowdRole> roles, CrowdData data) {
    this.log = AuditFile.read(run);
    this.roles = roles;
    this.data = data;
  }

  /**
   * No answer that was accepted is missing in the sum of its round; returns how many there were.
   */
  long requireAllCounted(Map<Integer, Map<String, String>> accepted) {
    log.requireAnswers();
    long answers = 0;
    for (Map.Entry<Integer, Map<String, String>> round : accepted.entrySet()) {
      AuditEvent.Ended ended = Objects.requireNonNull(log.ended(round.getKey()));
      if (ended.whyNoSum() != null) {
        continue; // given up, and the log says why: there is no sum that could lack an answer
      }
      assertThat(ended.counted())
          .as("round %d", round.getKey())
          .containsAllEntriesOf(round.getValue());
      RoundProof proof = RoundProof.of(ended, round.getValue().keySet().iterator().next());
      assertThat(proof.check()).isEqualTo(RoundProof.Outcome.COUNTED);
      answers += round.getValue().size();
    }
    return answers;
  }

  /**
   * The parameters after the last round, if each round had aggregated what its counted clients
   * computed; every round's must be those that the coordinator wrote down.
   */
  Parameters requireSums(RunSettings settings) {
    ServerState state = settings.start();
    List<String> asked = new ArrayList<>();
    for (AuditEvent event : log.events()) {
      if (event instanceof AuditEvent.Asked first && asked.isEmpty()) {
        asked.addAll(first.clients());
      } else if (event instanceof AuditEvent.Ended ended) {
        if (ended.whyNoSum() == null) {
          state = next(settings, state, asked, ended);
        }
        assertThat(state.parameters().digest())
            .as("round %d", ended.round())
            .isEqualTo(ended.parameters());
        asked.clear();
      }
    }
    return state.parameters();
  }

  private ServerState next(
      RunSettings settings, ServerState state, List<String> asked, AuditEvent.Ended ended) {
    SortedMap<String, Integer> population = new TreeMap<>();
    asked.forEach(name -> population.put(name, CrowdData.EXAMPLES));
    RoundTask task = settings.task(ended.round(), state, population, Instruction.NONE);
    ended.counted().keySet().forEach(name -> examples.computeIfAbsent(name, this::load));
    List<Contribution> contributions =
        ended.counted().keySet().parallelStream().map(name -> contribution(name, task)).toList();
    Gathering gathering = new Gathering(task, settings.aggregator());
    contributions.forEach(gathering::offer);
    return settings.strategy().update(state, task, gathering.close(0, 0));
  }

  private Examples load(String name) {
    return data.examples(Objects.requireNonNull(roles.get(name)), name);
  }

  private Contribution contribution(String name, RoundTask task) {
    return ClientRound.perform(
            name,
            Objects.requireNonNull(examples.get(name)),
            Examples.none(CrowdData.FEATURES),
            task.train(),
            NamedVectors.NONE)
        .contribution();
  }
}
