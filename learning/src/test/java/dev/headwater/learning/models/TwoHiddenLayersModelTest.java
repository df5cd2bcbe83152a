package dev.headwater.learning.models;

import dev.headwater.learning.contracts.ModelContract;

class TwoHiddenLayersModelTest extends ModelContract {
  @Override
  protected String spec() {
    return "mlp:5,4";
  }

  @Override
  protected int expectedSize(int classes, int features) {
    return 5 * (features + 1) + 4 * 6 + classes * 5;
  }
}
