package dev.headwater.simulations.replay.kept;

import dev.headwater.coordinator.audit.KeptAnswers;
import dev.headwater.learning.clients.ClientRound;
import dev.headwater.learning.clients.Conduct;
import dev.headwater.learning.parameters.NamedVectors;
import dev.headwater.learning.tasks.TrainTask;
import dev.headwater.learning.training.Examples;
import dev.headwater.proto.signing.AnswerDigest;
import dev.headwater.v1.Submission;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Simulated clients whose answers are compared with those that a run has kept. Safe for concurrent
 * use within a round.
 */
public final class ComparedConduct implements Conduct {
  private final Conduct clients;
  private final Path run;
  private Map<String, String> kept = new HashMap<>();
  private SortedMap<String, String> differing = new TreeMap<>();
  private int equal;
  private int round;

  /**
   * Compares nothing yet.
   *
   * @param clients how they answer
   * @param run the folder of a run that has kept answers
   */
  public ComparedConduct(Conduct clients, Path run) {
    this.clients = clients;
    this.run = run;
  }

  @Override
  public Optional<ClientRound> answer(
      String client, Examples examples, Examples heldOut, TrainTask task, NamedVectors memory) {
    Optional<ClientRound> done = clients.answer(client, examples, heldOut, task, memory);
    done.ifPresent(
        answer -> {
          Submission first = KeepingConduct.encoded(answer.contribution(), task).get(0);
          compare(task.round(), client, AnswerDigest.of(first));
        });
    return done;
  }

  private synchronized void compare(int of, String client, String digest) {
    if (of != round) {
      begin(of);
    }
    String was = kept.getOrDefault(client, "none");
    if (was.equals(digest)) {
      equal++;
    } else {
      differing.put(
          client, "its data gives answer %.16s, and the record has %.16s".formatted(digest, was));
    }
  }

  private void begin(int of) {
    round = of;
    equal = 0;
    differing = new TreeMap<>();
    kept = new HashMap<>();
    for (Map.Entry<String, Set<Submission>> one : KeptAnswers.read(run, of).entrySet()) {
      kept.put(one.getValue().iterator().next().getClient(), one.getKey());
    }
  }

  /**
   * {@return what differs in the round that was answered last, by client}
   *
   * @param of its number; another one gives nothing
   */
  public synchronized SortedMap<String, String> differing(int of) {
    return of == round ? new TreeMap<>(differing) : new TreeMap<>();
  }

  /**
   * {@return how many answers of that round are the kept ones}
   *
   * @param of its number; another one gives 0
   */
  public synchronized int equal(int of) {
    return of == round ? equal : 0;
  }
}
