package dev.headwater.simulations.hostile.attack;

import dev.headwater.learning.clients.ClientRound;
import dev.headwater.learning.random.KeyedRandom;
import dev.headwater.learning.random.Purpose;
import dev.headwater.learning.tasks.Contribution;
import dev.headwater.learning.training.Examples;
import dev.headwater.simulations.output.text.Quantities;
import java.util.Optional;

/** Attacks that do the work as it is asked for, on examples that are wrong. */
public sealed interface PoisonedData extends Attack {

  /**
   * {@return what it trains on}
   *
   * @param own its examples; not written to
   * @param classes number of classes
   * @param client the client's name, for what it draws
   */
  Examples examples(Examples own, int classes, String client);

  @Override
  default Optional<ClientRound> answer(Turn turn) {
    return Optional.of(turn.on(turn.poisoned(this)));
  }

  /**
   * It trains on wrong labels: class {@code c} becomes {@code classes - 1 - c} (Fang, Cao, Jia and
   * Gong, "Local Model Poisoning Attacks to Byzantine-Robust Federated Learning", 2020).
   */
  record LabelFlip() implements PoisonedData {
    @Override
    public String words() {
      return "label flip";
    }

    @Override
    public Examples examples(Examples own, int classes, String client) {
      int[] labels = new int[own.size()];
      for (int i = 0; i < labels.length; i++) {
        labels[i] = classes - 1 - own.label(i);
      }
      return own.relabelled(labels);
    }
  }

  /**
   * It teaches the head that a {@link Trigger} means a class (Gu, Dolan-Gavitt and Garg, "BadNets",
   * 2017; in federated learning Bagdasaryan and others 2020): a share of its examples get the
   * trigger and the label {@code target}, and its update is multiplied, {@code scale u}.
   *
   * <p>Features of a frozen backbone are what it changes, not pixels: the head sees nothing else.
   *
   * @param target class index that the trigger is to mean, at least 0
   * @param share of its examples that get the trigger, above 0 and at most 1
   * @param strength of the trigger, above 0
   * @param scale factor of its update, above 0
   */
  record Backdoor(int target, double share, double strength, double scale) implements PoisonedData {
    /**
     * A backdoor.
     *
     * @param target at least 0
     * @param share above 0 and at most 1
     * @param strength finite and above 0
     * @param scale finite and above 0
     */
    public Backdoor {
      Attack.require(target >= 0, "target", target, "a class index of at least 0");
      Attack.require(share > 0 && share <= 1, "poisoned", share, "above 0 and at most 1");
      Attack.require(
          strength > 0 && Double.isFinite(strength), "strength", strength, "finite and above 0");
      Attack.require(scale > 0 && Double.isFinite(scale), "scale", scale, "finite and above 0");
    }

    /** {@return its trigger} */
    public Trigger trigger() {
      return new Trigger(strength);
    }

    @Override
    public String words() {
      return "backdoor to class %d%s"
          .formatted(target, scale == 1 ? "" : " times " + Quantities.setting(scale));
    }

    @Override
    public Examples examples(Examples own, int classes, String client) {
      if (target >= classes) {
        throw new IllegalArgumentException(
            "target: %d (expected: below %d, the classes of the run)".formatted(target, classes));
      }
      boolean[] poisoned = new boolean[own.size()];
      KeyedRandom random = KeyedRandom.of(0, 0, client, Purpose.ATTACK);
      for (int i = 0; i < poisoned.length; i++) {
        poisoned[i] = random.nextDouble() < share;
      }
      return trigger().stamped(own, poisoned, target);
    }

    @Override
    public Optional<ClientRound> answer(Turn turn) {
      ClientRound round = turn.on(turn.poisoned(this));
      if (scale == 1) {
        return Optional.of(round);
      }
      Contribution own = round.contribution();
      double[] update = Updates.of(own);
      return Optional.of(
          new ClientRound(Updates.with(own, j -> scale * update[j]), round.memory()));
    }
  }
}
