package dev.headwater.learning.accounting;

/** Which accountant. */
public enum AccountantKind {
  /** Renyi differential privacy: fast and a little loose; the only one for fixed-size cohorts. */
  RDP {
    @Override
    public Accountant fresh() {
      return new RdpAccountant();
    }
  },
  /** Privacy loss distributions: tight, with a lower bound beside the upper one. */
  PLD {
    @Override
    public Accountant fresh() {
      return new PldAccountant();
    }
  };

  /** An accountant that has seen no step. */
  public abstract Accountant fresh();
}
