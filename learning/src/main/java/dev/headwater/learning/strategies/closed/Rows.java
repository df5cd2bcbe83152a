package dev.headwater.learning.strategies.closed;

import dev.headwater.learning.parameters.Doubles;
import dev.headwater.learning.parameters.Head;
import dev.headwater.learning.parameters.Parameters;

/**
 * The parameters of a head in double precision, class by class: in its layout the {@code [classes x
 * features]} weights come first, then the {@code [classes]} biases; a row is a class's weights with
 * its bias behind them, {@code [features + 1]}.
 */
record Rows(Head head) {

  /** Number of parameters. */
  int size() {
    return head.classes() * (head.features() + 1);
  }

  /** Position of feature {@code j} of a class; of its bias for {@code j = features}. */
  int at(int classIndex, int j) {
    int features = head.features();
    return j == features ? head.classes() * features + classIndex : classIndex * features + j;
  }

  /** A fresh array. */
  double[] get(double[] w, int classIndex) {
    double[] row = new double[head.features() + 1];
    System.arraycopy(w, classIndex * head.features(), row, 0, head.features());
    row[head.features()] = w[at(classIndex, head.features())];
    return row;
  }

  void set(double[] w, int classIndex, double[] row) {
    System.arraycopy(row, 0, w, classIndex * head.features(), head.features());
    w[at(classIndex, head.features())] = row[head.features()];
  }

  /** As clients get them, rounded once. */
  Parameters parameters(double[] w) {
    return Parameters.owning(head.layout(), Doubles.rounded(w));
  }
}
