package dev.headwater.learning.accounting;

/** The kinds of accountants. */
public enum AccountantKind {
  /** Renyi differential privacy: fast and a little loose; the only one for fixed-size cohorts. */
  RDP {
    @Override
    public Accountant fresh() {
      return new RdpAccountant();
    }
  },
  /** Privacy loss distributions: tight, with both an upper and a lower bound. */
  PLD {
    @Override
    public Accountant fresh() {
      return new PldAccountant();
    }
  };

  /** {@return an accountant of this kind without steps} */
  public abstract Accountant fresh();
}
