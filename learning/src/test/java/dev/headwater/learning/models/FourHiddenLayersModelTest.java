package dev.headwater.learning.models;

import dev.headwater.learning.contracts.ModelContract;

class FourHiddenLayersModelTest extends ModelContract {
  @Override
  protected String spec() {
    return "mlp:6,5,6,5";
  }

  @Override
  protected int expectedSize(int classes, int features) {
    return 6 * (features + 1) + 5 * 7 + 6 * 6 + 5 * 7 + classes * 6;
  }
}
