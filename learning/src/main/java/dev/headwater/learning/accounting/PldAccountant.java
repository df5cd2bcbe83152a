package dev.headwater.learning.accounting;
import java.util.List;
/** stub */
public final class PldAccountant implements Accountant {
  private final Accountant a;
  /** stub */
  public PldAccountant() { this(new RdpAccountant()); }
  private PldAccountant(Accountant a) { this.a = a; }
  @Override public Accountant plus(Step s) { return new PldAccountant(a.plus(s)); }
  @Override public double epsilon(double d) { return a.epsilon(d); }
  @Override public double delta(double e) { return a.delta(e); }
  @Override public List<Step> steps() { return a.steps(); }
}
