package dev.headwater.learning.work;

import dev.headwater.learning.models.Model;
import dev.headwater.learning.parameters.NamedVectors;
import dev.headwater.learning.random.Purpose;
import dev.headwater.learning.sums.Values;
import dev.headwater.learning.training.ExamplePrivacy;
import dev.headwater.learning.training.Hyperparameters;
import dev.headwater.learning.training.LocalUpdate;
import dev.headwater.learning.training.kernels.Power;
import dev.headwater.learning.training.softmax.DpSgd;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Mini-batch SGD from the global parameters {@code x} to {@code y}; uploads the delta {@code y -
 * x}. A proximal term in the hyperparameters makes it FedProx's client (Li et al. 2020).
 *
 * @param hyper how to train, with this round's learning rate
 * @param form what is uploaded with the delta, or instead of it
 * @param q the power of the loss in form FAIR, at least 0; 0 in the others
 */
public record Sgd(Hyperparameters hyper, Form form, double q) implements LocalWork {
  /** The vector that is averaged. */
  public static final String DELTA = "delta";

  /** SCAFFOLD's second vector, its broadcast and its memory. */
  public static final String CONTROL = "control";

  /** FedNova's scalar: the number of local steps as weighted by momentum. */
  public static final String STEPS = "steps";

  /** q-FedAvg's scalar {@code h}, the estimated curvature by which the server divides. */
  public static final String CURVATURE = "curvature";

  /** FedDyn's memory. */
  public static final String LOCAL_GRADIENT = "local-gradient";

  /** Ditto's memory: the client's own head, which is scored beside the global one. */
  public static final String PERSONAL = "personal";

  private static final double MOST_STEPS = 1e6;

  /** Largest q: beyond it the smaller losses vanish beside the larger ones. */
  public static final double MOST_Q = 10;

  /** Largest {@code h / L}; see {@link #scalars}. */
  private static final double MOST_CURVATURE = 1e6;

  /** A loss counts as no less: below 1 a power {@code q - 1} of a loss of 0 is infinite. */
  private static final double LEAST_LOSS = 1e-10;

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
    NORMALISED,

    /**
     * The client of q-FedAvg (Li, Sanjabi, Beirami and Smith 2020, "Fair Resource Allocation in
     * Federated Learning", algorithm 2): with {@code F} its mean loss at {@code x} over its
     * training examples, {@code L = 1 / eta} and {@code d = y - x} it uploads
     *
     * <pre>
     * F^q L d        and the scalar        h = q F^(q-1) |L d|^2 + L F^q
     * </pre>
     *
     * A loss below 1e-10 counts as 1e-10, so that {@code F^(q-1)} is finite for a client that makes
     * no error.
     */
    FAIR,

    /**
     * FedDyn's client (Acar et al. 2021, "Federated Learning Based on Dynamic Regularization",
     * algorithm 1): {@code alpha} is the proximal mu of the hyperparameters, and {@code g_i} the
     * memory {@value #LOCAL_GRADIENT}, zero before the client's first counted round. Every step's
     * gradient is that of {@code L_i(w) - <g_i, w> + alpha/2 |w - x|^2}; then
     *
     * <pre>
     * g_i+ = g_i - alpha (y - x)        upload: y - x
     * </pre>
     */
    DYNAMIC,

    /**
     * Ditto's client (Li, Hu, Beirami and Smith 2021, "Ditto: Fair and Robust Federated Learning
     * Through Personalization", algorithm 1): uploads the delta of PLAIN without a proximal term,
     * and also trains a personal head {@code v} for as many steps, from the memory {@value
     * Sgd#PERSONAL} or, before its first counted round, from {@code x}:
     *
     * <pre>
     * v -= eta (gradient at v + lambda (v - x))
     * </pre>
     *
     * where {@code lambda} is the proximal mu of the hyperparameters. {@code v} is kept and never
     * uploaded.
     */
    PERSONAL
  }

  /**
   * Refuses forms whose formulas do not hold for these hyperparameters.
   *
   * @param hyper for NORMALISED without weight decay and proximal term, for CONTROL_VARIATE without
   *     momentum too, for DYNAMIC with a proximal term alone
   * @param form PLAIN, FAIR and PERSONAL go with every {@code hyper}
   * @param q finite and at least 0, 0 unless the form is FAIR
   * @throws IllegalArgumentException for other combinations
   */
  public Sgd {
    if (!(q >= 0 && q <= MOST_Q) || (q > 0 && form != Form.FAIR)) {
      throw new IllegalArgumentException(
          "sgd: q %s in form %s (expected: 0 to %.0f in form fair, 0 in the others)"
              .formatted(q, form.name().toLowerCase(Locale.ROOT), MOST_Q));
    }
    if (form == Form.DYNAMIC
        && (hyper.proximalMu() == 0 || hyper.weightDecay() > 0 || hyper.momentum() > 0)) {
      throw new IllegalArgumentException(
          "dynamic regularisation: alpha %s, momentum %s, weight decay %s (expected: alpha above 0 and plain SGD, the others 0)"
              .formatted(hyper.proximalMu(), hyper.momentum(), hyper.weightDecay()));
    }
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
   * A form without arguments.
   *
   * @param hyper how to train, with this round's learning rate
   * @param form any but FAIR with a q above 0
   */
  public Sgd(Hyperparameters hyper, Form form) {
    this(hyper, form, 0);
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
    return switch (form) {
      case CONTROL_VARIATE, DYNAMIC, PERSONAL -> true;
      case PLAIN, NORMALISED, FAIR -> false;
    };
  }

  @Override
  public boolean keepsHead() {
    return form == Form.PERSONAL;
  }

  /**
   * The shortest training has one step per epoch, so {@code |delta c| <= 2 maxDelta / (E eta)}. A
   * {@code F^q L d} may be {@code L maxDelta}: the bound of a delta times {@code F^q}.
   */
  @Override
  public List<Output> outputs(Model model, double maxDelta) {
    double largest = form == Form.FAIR ? maxDelta / hyper.learningRate() : maxDelta;
    Output delta = new Output(DELTA, model.layout(), largest);
    if (form != Form.CONTROL_VARIATE) {
      return List.of(delta);
    }
    double most = 2 * maxDelta / Math.min(1, hyper.localEpochs() * hyper.learningRate());
    return List.of(delta, new Output(CONTROL, model.layout(), most));
  }

  /**
   * FedNova's steps are at most a million, q-FedAvg's {@code h} at most a million times {@code L}:
   * sums need a bound, and a contribution beyond it is refused.
   */
  @Override
  public List<Scalar> scalars() {
    return switch (form) {
      case NORMALISED -> List.of(new Scalar(STEPS, MOST_STEPS));
      case FAIR -> List.of(new Scalar(CURVATURE, MOST_CURVATURE / hyper.learningRate()));
      case PLAIN, CONTROL_VARIATE, DYNAMIC, PERSONAL -> List.of();
    };
  }

  @Override
  public LocalResult perform(LocalInput input) {
    return switch (form) {
      case PLAIN -> plain(input);
      case CONTROL_VARIATE -> Remembering.control(this, input);
      case NORMALISED -> normalised(input);
      case FAIR -> fair(input);
      case DYNAMIC -> Remembering.dynamic(this, input);
      case PERSONAL -> Remembering.personal(this, input);
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

  /** SGD from the global parameters, with {@code correction} added to every gradient. */
  LocalUpdate train(LocalInput input, float @Nullable [] correction) {
    return input
        .model()
        .sgd(input.parameters(), input.examples(), hyper, correction, input.order());
  }

  /** See {@link Form#FAIR}. */
  private LocalResult fair(LocalInput input) {
    double loss =
        Math.max(
            LEAST_LOSS,
            input.model().score(input.parameters(), input.examples()).lossSum()
                / input.examples().size());
    LocalUpdate update = train(input, null);
    float[] delta = update.delta();
    double squares = 0;
    for (float d : delta) {
      squares += (double) d * d;
    }
    double lipschitz = 1 / hyper.learningRate();
    double factor = Power.of(loss, q) * lipschitz;
    double h = q * Power.of(loss, q - 1) * (lipschitz * lipschitz * squares) + factor;
    float[] vector = new float[delta.length];
    for (int j = 0; j < vector.length; j++) {
      vector[j] = (float) (factor * delta[j]);
    }
    return new LocalResult(
        List.of(new Values.Reals(vector)), update.meanLoss(), List.of(h), NamedVectors.NONE);
  }

  private LocalResult normalised(LocalInput input) {
    LocalUpdate update = train(input, null);
    double counted = counted(DpSgd.steps(input.examples().size(), hyper), hyper.momentum());
    float[] vector = update.delta();
    for (int j = 0; j < vector.length; j++) {
      vector[j] = (float) (vector[j] / counted);
    }
    return new LocalResult(
        List.of(new Values.Reals(vector)), update.meanLoss(), List.of(counted), NamedVectors.NONE);
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
