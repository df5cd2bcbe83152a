package dev.headwater.learning.models;

import dev.headwater.learning.contracts.ModelContract;

class LinearModelTest extends ModelContract {
  @Override
  protected String spec() {
    return "linear";
  }

  @Override
  protected int expectedSize(int classes, int features) {
    return classes * (features + 1);
  }
}
