package dev.headwater.simulations.hostile.attack;

import dev.headwater.learning.clients.ClientRound;
import dev.headwater.learning.parameters.NamedVectors;
import dev.headwater.learning.random.KeyedRandom;
import dev.headwater.learning.random.Purpose;
import dev.headwater.learning.sums.SumSchema;
import dev.headwater.learning.sums.Values;
import dev.headwater.learning.tasks.Contribution;
import dev.headwater.learning.tasks.TrainTask;
import dev.headwater.simulations.output.text.Quantities;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** Attacks of single clients that upload something else than what they have trained. */
public sealed interface ChangedUpdate extends Attack {

  /**
   * {@return what it uploads}
   *
   * @param own what an honest client would upload; not written to
   * @param task what it was asked for
   */
  Contribution contribution(Contribution own, TrainTask task);

  @Override
  default Optional<ClientRound> answer(Turn turn) {
    ClientRound own = turn.honest();
    return Optional.of(
        new ClientRound(contribution(own.contribution(), turn.task()), own.memory()));
  }

  /**
   * It uploads the opposite of its update, a multiple of it: {@code -scale u} (Li, Xu, Chen,
   * Giannakis and Ling, "RSA: Byzantine-Robust Stochastic Aggregation Methods", 2019).
   *
   * @param scale factor of the update, above 0
   */
  record SignFlip(double scale) implements ChangedUpdate {
    /**
     * A sign flip.
     *
     * @param scale finite and above 0
     */
    public SignFlip {
      Attack.require(scale > 0 && Double.isFinite(scale), "scale", scale, "finite and above 0");
    }

    @Override
    public String words() {
      return scale == 1 ? "sign flip" : "sign flip times " + Quantities.setting(scale);
    }

    @Override
    public Contribution contribution(Contribution own, TrainTask task) {
      double[] update = Updates.of(own);
      return Updates.with(own, j -> -scale * update[j]);
    }
  }

  /**
   * It uploads a multiple of its update, {@code factor u}: the model replacement of Bagdasaryan,
   * Veit, Hua, Estrin and Shmatikov, "How To Backdoor Federated Learning", 2020, of a client that
   * wants its own data alone to count.
   *
   * @param factor above 0
   */
  record Scaled(double factor) implements ChangedUpdate {
    /**
     * A larger update.
     *
     * @param factor finite and above 0
     */
    public Scaled {
      Attack.require(factor > 0 && Double.isFinite(factor), "factor", factor, "finite and above 0");
    }

    @Override
    public String words() {
      return "own update times " + Quantities.setting(factor);
    }

    @Override
    public Contribution contribution(Contribution own, TrainTask task) {
      double[] update = Updates.of(own);
      return Updates.with(own, j -> factor * update[j]);
    }
  }

  /**
   * It uploads values of one size, each against the sign of its own update: {@code -size sign(u)}.
   * The largest that a run accepts do the most harm.
   *
   * @param size per unit of weight, above 0
   */
  record ExtremeValues(double size) implements ChangedUpdate {
    /**
     * Values of one size.
     *
     * @param size finite and above 0
     */
    public ExtremeValues {
      Attack.require(size > 0 && Double.isFinite(size), "size", size, "finite and above 0");
    }

    @Override
    public String words() {
      return "values of ±" + Quantities.setting(size);
    }

    @Override
    public Contribution contribution(Contribution own, TrainTask task) {
      double[] update = Updates.of(own);
      return Updates.with(own, j -> update[j] > 0 ? -size : size);
    }
  }

  /**
   * It claims a size, from its enrolment on, and uploads the opposite of its update at that weight.
   *
   * @param numExamples what it claims, at least 1
   */
  record ReversedClaim(int numExamples) implements ChangedUpdate {
    @Override
    public String words() {
      return "reversed, claims %s".formatted(Quantities.count(numExamples, "example"));
    }

    @Override
    public int claim(int own) {
      return numExamples;
    }

    @Override
    public Contribution contribution(Contribution own, TrainTask task) {
      int weight = task.protection().weighting().of(numExamples);
      double[] update = Updates.of(own);
      return Updates.with(own, numExamples, weight, j -> -update[j]);
    }
  }

  /** It uploads numbers that are none: {@code NaN} in every coordinate. */
  record NotANumber() implements ChangedUpdate {
    @Override
    public String words() {
      return "not a number";
    }

    @Override
    public Contribution contribution(Contribution own, TrainTask task) {
      return Updates.with(own, j -> Double.NaN);
    }
  }

  /**
   * It trains nothing and wants the model (Lin, Du and Liu, "Free-riders in Federated Learning:
   * Attacks and Defenses", 2019): it uploads {@code noise g} with {@code g} standard normal, or
   * zeros.
   *
   * @param noise deviation of its values, per unit of weight; 0 for zeros
   */
  record FreeRider(double noise) implements ChangedUpdate {
    /**
     * A client without work.
     *
     * @param noise finite and at least 0
     */
    public FreeRider {
      Attack.require(noise >= 0 && Double.isFinite(noise), "noise", noise, "finite, at least 0");
    }

    @Override
    public String words() {
      return noise == 0 ? "free rider" : "free rider, noise " + Quantities.setting(noise);
    }

    @Override
    public Optional<ClientRound> answer(Turn turn) {
      TrainTask task = turn.task();
      List<Values> zeros = new ArrayList<>();
      for (SumSchema.Vector vector : task.schema().vectors()) {
        int size = vector.layout().size();
        zeros.add(
            vector.integers()
                ? new Values.Integers(new long[size])
                : new Values.Reals(new float[size]));
      }
      int units = turn.examples().units();
      int scalars = task.schema().slots().size() - SumSchema.USUAL_SLOTS;
      Contribution nothing =
          new Contribution(
              turn.client(),
              task.round(),
              units,
              task.protection().weighting().of(units),
              zeros,
              0,
              true,
              Collections.nCopies(scalars, 0.0));
      return Optional.of(new ClientRound(contribution(nothing, task), NamedVectors.NONE));
    }

    @Override
    public Contribution contribution(Contribution own, TrainTask task) {
      KeyedRandom random = KeyedRandom.of(task.seed(), task.round(), own.client(), Purpose.ATTACK);
      return Updates.with(own, j -> noise == 0 ? 0 : noise * random.nextGaussian());
    }
  }
}
