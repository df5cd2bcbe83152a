package dev.headwater.simulations.hostile.attack;

import dev.headwater.learning.clients.ClientRound;
import dev.headwater.learning.tasks.TrainTask;
import dev.headwater.simulations.output.text.Quantities;
import java.util.Optional;

/** Attacks by time: no answer, or one that is old. */
public sealed interface OldAnswer extends Attack {

  /** It does not answer. The coordinator ends the round without it. */
  record Silent() implements OldAnswer {
    @Override
    public String words() {
      return "silent";
    }

    @Override
    public boolean answersInTime() {
      return false;
    }

    @Override
    public Optional<ClientRound> answer(Turn turn) {
      return Optional.empty();
    }
  }

  /**
   * It sends the first answer that it has ever given, again and again, with the round that it was
   * for. In the first round it has none, and answers as others do.
   */
  record Replay() implements OldAnswer {
    @Override
    public String words() {
      return "replay";
    }

    @Override
    public boolean answersInTime() {
      return false;
    }

    @Override
    public Optional<ClientRound> answer(Turn turn) {
      ClientRound first = turn.first();
      return Optional.of(first == null ? turn.honest() : first);
    }
  }

  /**
   * It trains on the head of some rounds ago. If it says so, its answer is late. If it lies it
   * answers the open round, and no coordinator can tell (Xie, Koyejo and Gupta, "Asynchronous
   * Federated Optimization", 2019, bound what stale updates do): a robust rule has to bear it.
   *
   * @param age rounds that the head is old, at least 1; as long as it has seen fewer, the oldest
   * @param lies whether it says that it has trained on the head of the open round
   */
  record Stale(int age, boolean lies) implements OldAnswer {
    /**
     * Work on an old head.
     *
     * @param age at least 1
     * @param lies whether it hides that
     */
    public Stale {
      Attack.require(age >= 1, "age", age, "at least 1 round");
    }

    @Override
    public String words() {
      return "%s old%s".formatted(Quantities.count(age, "round"), lies ? ", says new" : "");
    }

    @Override
    public boolean answersInTime() {
      return lies;
    }

    @Override
    public Optional<ClientRound> answer(Turn turn) {
      TrainTask old = turn.earlier(age);
      ClientRound done = turn.of(old);
      return Optional.of(
          lies
              ? new ClientRound(
                  Updates.dated(done.contribution(), turn.task().round()), done.memory())
              : done);
    }
  }
}
