package dev.headwater.learning.strategies.closed;

import dev.headwater.learning.algebra.Spectrum;
import dev.headwater.learning.models.Model;
import dev.headwater.learning.names.Spec;
import dev.headwater.learning.parameters.Head;
import dev.headwater.learning.parameters.Layout;
import dev.headwater.learning.parameters.NamedVectors;
import dev.headwater.learning.parameters.Parameters;
import dev.headwater.learning.strategy.Need;
import dev.headwater.learning.strategy.ServerState;
import dev.headwater.learning.strategy.Strategy;
import dev.headwater.learning.sums.ExactSum;
import dev.headwater.learning.tasks.Aggregate;
import dev.headwater.learning.tasks.RoundTask;
import dev.headwater.learning.training.Hyperparameters;
import dev.headwater.learning.training.Scaling;
import dev.headwater.learning.work.ClippedMoments;
import dev.headwater.learning.work.LocalWork;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.DoubleUnaryOperator;

/**
 * Ridge regression from one noised release of clipped statistics: what {@link Fed3R} is under a
 * privacy guarantee. With G and B the noised {@code X'X} and {@code X'Y} of {@link ClippedMoments},
 * sigma the deviation of the noise on the diagonal of G, n its width and {@code G = U diag(l) U'}
 *
 * <pre>
 * W' = U diag(1 / (max(l, sigma sqrt(n) / 3) + lambda)) U' B
 * </pre>
 *
 * The noise on G is symmetric, and its eigenvalues reach {@code sqrt(2) sigma sqrt(n)} to both
 * sides. Directions in which the examples say less than the noise get the floor in place of an
 * eigenvalue that is noise, or negative. That regularises already: without an argument lambda is 0,
 * and there is nothing to choose on anybody's pictures. After the release all of this is
 * post-processing, which costs no privacy.
 *
 * <p>Public statistics centre and scale the features before they are clipped, and are folded back
 * into the head ({@link Scaling#fold}). Clipping a row to R changes its weight in the regression,
 * not the class that a linear head gives it.
 *
 * @param lambda the ridge penalty, finite and at least 0, in the unit of the clipped statistics
 * @param rowNorm R, to which every row is clipped, bias included
 * @param wholeClients whether whole clients are protected; otherwise single examples
 * @param scaling of public data
 */
public record PrivateRidge(double lambda, double rowNorm, boolean wholeClients, Scaling scaling)
    implements Strategy {
  /** Share of {@code sigma sqrt(n)} below which eigenvalues are taken for noise. */
  private static final double FLOOR = 1.0 / 3;

  private static final String STAGE = "stage";

  /**
   * Refuses penalties and norms outside their ranges.
   *
   * @param lambda finite and at least 0
   * @param rowNorm as {@link ClippedMoments} takes it
   * @param wholeClients whether whole clients are protected
   * @param scaling as wide as the features
   * @throws IllegalArgumentException for another penalty or norm
   */
  public PrivateRidge {
    new Fed3R(lambda); // refuses penalties
    new ClippedMoments(rowNorm, wholeClients); // refuses norms
  }

  @Override
  public Spec spec() {
    return lambda == 0 ? Spec.of(Fed3R.NAME) : Spec.of(Fed3R.NAME, lambda);
  }

  @Override
  public Set<Need> needs() {
    return wholeClients
        ? Set.of(Need.LINEAR_HEAD, Need.EVERYBODY, Need.SUMS, Need.UNIFORM_WEIGHTS)
        : Set.of(Need.LINEAR_HEAD, Need.EVERYBODY, Need.SUMS);
  }

  /** One release: what a second one would cost is better spent on less noise in the first. */
  @Override
  public OptionalInt rounds() {
    return OptionalInt.of(1);
  }

  @Override
  public boolean finished(ServerState state) {
    return state.memory(STAGE)[0] != 0;
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalArgumentException if the scaling is of another width
   */
  @Override
  public ServerState start(Model model, Parameters initial) {
    if (scaling.mean().length != model.features()) {
      throw new IllegalArgumentException(
          "strategy: %s with public statistics of %d features (expected: %d, as the backbone gives)"
              .formatted(spec(), scaling.mean().length, model.features()));
    }
    return new ServerState(initial).with(STAGE, new double[1]);
  }

  @Override
  public LocalWork work(ServerState state, Hyperparameters hyper) {
    return new ClippedMoments(rowNorm, wholeClients);
  }

  @Override
  public NamedVectors broadcast(ServerState state) {
    return NamedVectors.owning(scaling.broadcast());
  }

  @Override
  public ServerState update(ServerState state, RoundTask task, Aggregate aggregate) {
    Layout layout = state.parameters().layout();
    Parameters head = solve(layout, aggregate.total(ClippedMoments.STATISTICS));
    return state.with(scaling.fold(head)).with(STAGE, new double[] {1});
  }

  private Parameters solve(Layout layout, ExactSum.Total total) {
    Head head = Head.of(layout);
    int width = head.features() + 1;
    double unit = total.grid().unit();
    double floor = FLOOR * total.grid().noiseDeviation() * Math.sqrt(width);
    Spectrum spectrum = Spectrum.of(matrix(total.units(), width, unit));
    DoubleUnaryOperator inverse = inverse(floor, spectrum.values());
    Rows rows = new Rows(head);
    double[] w = new double[rows.size()];
    int at = width * (width + 1) / 2;
    for (int c = 0; c < head.classes(); c++) {
      double[] right = new double[width];
      for (int j = 0; j < width; j++) {
        right[j] = total.units()[at++] / unit;
      }
      double[] row = spectrum.apply(inverse, right);
      row[width - 1] *= ClippedMoments.BIAS;
      rows.set(w, c, row);
    }
    return rows.parameters(w);
  }

  /** The lower triangle of the packed matrix. */
  private static double[][] matrix(long[] units, int width, double unit) {
    double[][] matrix = new double[width][width];
    double beside = (double) ClippedMoments.OFF_DIAGONAL / ClippedMoments.ON_DIAGONAL;
    int at = 0;
    for (int i = 0; i < width; i++) {
      for (int j = i; j < width; j++) {
        double value = units[at++] / unit;
        matrix[j][i] = j == i ? value : value / beside;
      }
    }
    return matrix;
  }

  private DoubleUnaryOperator inverse(double floor, double[] eigenvalues) {
    double largest = 0;
    double smallest = Double.POSITIVE_INFINITY;
    for (double value : eigenvalues) {
      largest = Math.max(largest, value);
      smallest = Math.min(smallest, Math.max(value, floor) + lambda);
    }
    if (!(smallest > 1e-13 * largest)) {
      throw new IllegalArgumentException(
          "strategy: %s, the sums over all examples are singular: an eigenvalue is %.3g where the largest is %.3g (expected: a lambda above 0, such as fed3r:1, or noise)"
              .formatted(spec(), smallest, largest));
    }
    return value -> 1 / (Math.max(value, floor) + lambda);
  }
}
