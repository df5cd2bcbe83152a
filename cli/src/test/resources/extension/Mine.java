package com.acme;

import dev.headwater.learning.aggregation.*;
import dev.headwater.learning.evaluation.Evaluation;
import dev.headwater.learning.models.*;
import dev.headwater.learning.names.Arguments;
import dev.headwater.learning.names.Spec;
import dev.headwater.learning.parameters.*;
import dev.headwater.learning.partition.*;
import dev.headwater.learning.random.KeyedRandom;
import dev.headwater.learning.strategies.Strategies;
import dev.headwater.learning.strategy.*;
import dev.headwater.learning.tasks.*;
import dev.headwater.learning.training.*;
import dev.headwater.vision.data.PictureSet;
import dev.headwater.vision.sources.*;
import java.util.List;

public class Mine {
  /** Moves a part of the way. */
  public static class Slow implements Strategy {
    final double share;
    public Slow(Arguments arguments) { share = arguments.number(0); }
    @Override public Spec spec() { return Spec.of(Slow.class.getName(), share); }
    @Override public ServerState update(ServerState s, RoundTask task, Aggregate a) {
      double[] step = a.mean("delta");
      for (int j = 0; j < step.length; j++) { step[j] *= share; }
      return s.moved(step);
    }
  }
  /** Gives it a short name. */
  public static class SlowRow extends Strategies.Row {
    public SlowRow() { super("slow", "SHARE=0.5", "moves a part of the way", Slow::new); }
  }
  /** Fails in the third round. */
  public static class Late extends Slow {
    public Late(Arguments arguments) { super(arguments); }
    @Override public ServerState update(ServerState s, RoundTask task, Aggregate a) {
      if (task.round() == 3) { fail(); }
      return super.update(s, task, a);
    }
    void fail() { throw new IllegalStateException("boom\nand more"); }
  }
  /** Made for another version. */
  public static class Old extends Late {
    public Old(Arguments arguments) { super(arguments); }
    @Override void fail() { throw new NoSuchMethodError("gone()"); }
  }
  /** Gives a vector of another length to code that is not its own. */
  public static class Careless extends Slow {
    public Careless(Arguments arguments) { super(arguments); }
    @Override public ServerState update(ServerState s, RoundTask task, Aggregate a) {
      return task.round() == 3 ? s.moved(new double[1]) : super.update(s, task, a);
    }
  }
  /** Forgets its answer. */
  public static class Silent extends Slow {
    public Silent(Arguments arguments) { super(arguments); }
    @Override public ServerState update(ServerState s, RoundTask task, Aggregate a) {
      return task.round() == 3 ? null : super.update(s, task, a);
    }
  }
  /** Cannot be made. */
  public static class Stillborn extends Slow {
    public Stillborn() { super(null); }
  }
  /** Coordinate by coordinate, the smallest. */
  public static class Least implements Aggregator {
    @Override public boolean needsSingleUpdates() { return true; }
    @Override public void requireCohort(int cohort) {}
    @Override public Accumulator open(RoundTask task) {
      return new SingleUpdates(task, this, ascending -> ascending[0]);
    }
  }
  /** Fails while contributions arrive. */
  public static class Brittle extends Least {
    @Override public Accumulator open(RoundTask task) {
      Accumulator inner = super.open(task);
      return new Accumulator() {
        @Override public String add(Contribution c) {
          if (task.round() == 3) { throw new UnsupportedOperationException("add"); }
          return inner.add(c);
        }
        @Override public void merge(Accumulator other) { inner.merge(other); }
        @Override public Estimate close() { return inner.close(); }
      };
    }
  }
  /** Vectors that are too short. */
  public static class Cutting extends Least {
    @Override public Accumulator open(RoundTask task) {
      Accumulator inner = super.open(task);
      return new Accumulator() {
        @Override public String add(Contribution c) { return inner.add(c); }
        @Override public void merge(Accumulator other) { inner.merge(other); }
        @Override public Estimate close() {
          inner.close();
          return new Estimate.Robust(java.util.List.of(new double[2]), 1);
        }
      };
    }
  }
  /** Example i to client i modulo clients. */
  public static class Cards implements Partition {
    @Override public int[] assign(DataSet data, int clients, KeyedRandom random) {
      int[] owners = new int[data.size()];
      for (int i = 0; i < owners.length; i++) { owners[i] = i % clients; }
      return owners;
    }
  }
  /** No split. */
  public static class Broken implements Partition {
    @Override public int[] assign(DataSet data, int clients, KeyedRandom random) {
      return new int[data.size() / 0];
    }
  }
  /** The linear head under another name. */
  public static class Head implements Models.Factory {
    @Override public Model create(int classes, int features) {
      return new LinearModel(classes, features);
    }
  }
  /** A linear head whose tensors have names of their own. */
  public static class Named implements Models.Factory {
    @Override public Model create(int classes, int features) {
      return new NamedHead(new LinearModel(classes, features));
    }
  }
  record NamedHead(LinearModel inner) implements Model {
    Parameters to(Parameters p) { return Parameters.owning(inner.layout(), p.toArray()); }
    @Override public Spec spec() { return Spec.of(Named.class.getName()); }
    @Override public int features() { return inner.features(); }
    @Override public int classes() { return inner.classes(); }
    @Override public Layout layout() {
      return new Layout(List.of(
          new TensorSpec("mine.weight", List.of(classes(), features())),
          new TensorSpec("mine.bias", List.of(classes()))));
    }
    @Override public Parameters initial(long seed) {
      return Parameters.owning(layout(), inner.initial(seed).toArray());
    }
    @Override public LocalUpdate sgd(Parameters start, Examples examples,
        Hyperparameters hyper, float[] correction, KeyedRandom order) {
      return inner.sgd(to(start), examples, hyper, correction, order);
    }
    @Override public LocalUpdate gradient(Parameters at, Examples examples) {
      return inner.gradient(to(at), examples);
    }
    @Override public float[] logits(Parameters p, float[] features, int offset) {
      return inner.logits(to(p), features, offset);
    }
    @Override public Evaluation score(Parameters p, Examples examples, int from, int end) {
      return inner.score(to(p), examples, from, end);
    }
  }
  /** The demo under another name. */
  public static class Scans implements PictureSource {
    @Override public PictureSet pictures() {
      return PictureSets.open("demo:users=5,pictures=20,test=40");
    }
  }
}
