package dev.headwater.learning.accounting.pld;

/**
 * Losses on a grid that dominate a round's losses in both directions. The mass between two grid
 * points is split between them so that its probabilities under M and N are preserved: the round is
 * a post-processing of the grid's pair ("connect the dots": Doroshenko, Ghazi, Kamath, Kumar,
 * Manurangsi 2022). The loss's variance grows by at most step^2 / 4, its mean by half of that.
 */
final class Pessimistic {
  private Pessimistic() {}

  static Directions of(SubsampledGaussian round, double step) {
    double base = round.loss(round.lowest());
    int cells = Math.max(1, (int) Math.ceil((round.loss(round.highest()) - base) / step));
    double[] mixture = new double[cells + 1];
    double[] plain = new double[cells + 1];
    double from = Double.NEGATIVE_INFINITY;
    for (int k = 0; k < cells; k++) {
      double low = base + k * step;
      double to = round.argument(low + step);
      double a = round.without(from, to);
      double b = round.with(from, to);
      double total = round.mixture(a, b);
      double upper = Math.min(a, Math.max(0, round.excess(a, b, low) / Math.expm1(step)));
      // Far out N's probabilities are below the smallest double: then everything goes to the upper
      // point.
      double upperMixture =
          a < Double.MIN_NORMAL ? total : Math.min(total, upper * Math.exp(low + step));
      plain[k] += a - upper;
      plain[k + 1] += upper;
      mixture[k] += total - upperMixture;
      mixture[k + 1] += upperMixture;
      from = to;
    }
    double a = round.without(from, Double.POSITIVE_INFINITY);
    plain[cells] += a;
    return new Directions(
        new LossGrid(step, base, mixture, round.beyond()),
        LossGrid.negated(step, base, plain, round.beyond()));
  }
}
