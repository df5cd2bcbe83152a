package dev.headwater.learning.work;

import dev.headwater.learning.models.Model;
import dev.headwater.learning.parameters.NamedVectors;
import dev.headwater.learning.random.Purpose;
import dev.headwater.learning.sums.Values;
import dev.headwater.learning.training.ExamplePrivacy;
import dev.headwater.learning.training.Hyperparameters;
import dev.headwater.learning.training.LocalUpdate;
import dev.headwater.learning.training.softmax.DpSgd;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Mini-batch SGD from the global parameters {@code x} to {@code y}; uploads the delta {@code y -
 * x}. A proximal term in the hyperparameters makes it FedProx's client (Li et al. 2020).
 *
 * @param hyper how to train, with this round's learning rate
 * @param form what is uploaded with the delta, or instead of it
 */
public record Sgd(Hyperparameters hyper, Form form) implements LocalWork {
  /** The vector that is averaged. */
  public static final String DELTA = "delta";

  /** SCAFFOLD's second vector, its broadcast and its memory. */
  public static final String CONTROL = "control";

  /** FedNova's scalar: the number of local steps as weighted by momentum. */
  public static final String STEPS = "steps";

  private static final double MOST_STEPS = 1e6;

  /** What a client uploads. */
  public enum Form {
    /** The delta. */
    PLAIN,

    /**
     * SCAFFOLD's client (Karimireddy et al. 2020, algorithm 1, option II): every step's gradient is
     * corrected by {@code c - c_i}, where {@code c} is the broadcast {@value #CONTROL} and {@code
     * c_i} the memory of that name, zero before the client's first counted round. After {@code K}
     * steps at rate {@code eta}
     *
     * <pre>
     * c_i+ = c_i - c + (x - y) / (K eta)       upload: y - x  and  c_i+ - c_i
     * </pre>
     */
    CONTROL_VARIATE,

    /**
     * FedNova's client (Wang et al. 2020, section 4): uploads {@code (y - x) / |a|_1} and the
     * scalar {@code |a|_1}, where {@code a} holds the weight of each of {@code K} gradients in the
     * delta: {@code |a|_1 = K} without momentum, {@code (K - rho (1 - rho^K) / (1 - rho)) / (1 -
     * rho)} with momentum {@code rho}.
     */
    NORMALISED
  }

  /**
   * Refuses forms whose formulas do not hold for these hyperparameters.
   *
   * @param hyper for NORMALISED without weight decay and proximal term, for CONTROL_VARIATE without
   *     momentum too
   * @param form PLAIN goes with every {@code hyper}
   * @throws IllegalArgumentException for other combinations
   */
  public Sgd {
    boolean pulled = hyper.weightDecay() > 0 || hyper.proximalMu() > 0;
    if (form == Form.CONTROL_VARIATE && (pulled || hyper.momentum() > 0)) {
      throw new IllegalArgumentException(
          "control variates: momentum %s, weight decay %s, proximal mu %s (expected: plain SGD, all of them 0)"
              .formatted(hyper.momentum(), hyper.weightDecay(), hyper.proximalMu()));
    }
    if (form == Form.NORMALISED && pulled) {
      throw new IllegalArgumentException(
          "normalised deltas: weight decay %s, proximal mu %s (expected: 0; what a gradient counts is known for plain SGD and for momentum)"
              .formatted(hyper.weightDecay(), hyper.proximalMu()));
    }
  }

  /**
   * Uploads the delta only.
   *
   * @param hyper how to train, with this round's learning rate
   */
  public Sgd(Hyperparameters hyper) {
    this(hyper, Form.PLAIN);
  }

  @Override
  public String name() {
    return "sgd";
  }

  @Override
  public boolean keepsMemory() {
    return form == Form.CONTROL_VARIATE;
  }

  /** The shortest training has one step per epoch, so {@code |delta c| <= 2 maxDelta / (E eta)}. */
  @Override
  public List<Output> outputs(Model model, double maxDelta) {
    Output delta = new Output(DELTA, model.layout(), maxDelta);
    if (form != Form.CONTROL_VARIATE) {
      return List.of(delta);
    }
    double most = 2 * maxDelta / Math.min(1, hyper.localEpochs() * hyper.learningRate());
    return List.of(delta, new Output(CONTROL, model.layout(), most));
  }

  @Override
  public List<Scalar> scalars() {
    return form == Form.NORMALISED ? List.of(new Scalar(STEPS, MOST_STEPS)) : List.of();
  }

  @Override
  public LocalResult perform(LocalInput input) {
    return switch (form) {
      case PLAIN -> plain(input);
      case CONTROL_VARIATE -> corrected(input);
      case NORMALISED -> normalised(input);
    };
  }

  private LocalResult plain(LocalInput input) {
    ExamplePrivacy privacy = input.example();
    LocalUpdate update =
        privacy == null
            ? train(input, null)
            : input
                .model()
                .privateSgd(
                    input.parameters(),
                    input.examples(),
                    hyper,
                    privacy,
                    input.noise().apply(Purpose.BATCH),
                    input.noise().apply(Purpose.NOISE));
    return new LocalResult(List.of(new Values.Reals(update.delta())), update.meanLoss());
  }

  private LocalUpdate train(LocalInput input, float @Nullable [] correction) {
    return input
        .model()
        .sgd(input.parameters(), input.examples(), hyper, correction, input.order());
  }

  private LocalResult corrected(LocalInput input) {
    int size = input.parameters().size();
    float[] global = input.broadcast().get(CONTROL);
    if (global.length != size) {
      throw new IllegalArgumentException(
          "broadcast: %s has %d values (expected: %d, as the model has)"
              .formatted(CONTROL, global.length, size));
    }
    float[] own = input.memory().getOrZeros(CONTROL, size);
    float[] correction = new float[size];
    for (int j = 0; j < size; j++) {
      correction[j] = global[j] - own[j];
    }
    LocalUpdate update = train(input, correction);
    double distance = steps(input) * hyper.learningRate();
    float[] change = new float[size];
    float[] next = new float[size];
    for (int j = 0; j < size; j++) {
      change[j] = (float) (-global[j] - update.delta()[j] / distance);
      next[j] = own[j] + change[j];
    }
    return new LocalResult(
        List.of(new Values.Reals(update.delta()), new Values.Reals(change)),
        update.meanLoss(),
        List.of(),
        NamedVectors.owning(Map.of(CONTROL, next)));
  }

  private LocalResult normalised(LocalInput input) {
    LocalUpdate update = train(input, null);
    double counted = counted(steps(input), hyper.momentum());
    float[] vector = update.delta();
    for (int j = 0; j < vector.length; j++) {
      vector[j] = (float) (vector[j] / counted);
    }
    return new LocalResult(
        List.of(new Values.Reals(vector)), update.meanLoss(), List.of(counted), NamedVectors.NONE);
  }

  private int steps(LocalInput input) {
    return DpSgd.steps(input.examples().size(), hyper);
  }

  /**
   * {@code |a|_1} of a number of steps; the power is computed by multiplications in a fixed order.
   */
  static double counted(int steps, double momentum) {
    double power = 1;
    for (int i = 0; i < steps; i++) {
      power *= momentum;
    }
    return momentum == 0
        ? steps
        : (steps - momentum * (1 - power) / (1 - momentum)) / (1 - momentum);
  }
}
