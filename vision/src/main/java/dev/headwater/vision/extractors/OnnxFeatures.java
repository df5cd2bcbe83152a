package dev.headwater.vision.extractors;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.headwater.vision.backbone.Backbone;
import dev.headwater.vision.image.Preprocessing;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Map;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;

/**
 * A backbone under ONNX Runtime: one session for all threads, one thread inside it. Parallelism
 * comes from concurrent calls; so a picture's features are bitwise equal for every batch size and
 * number of threads. The library (24 MB) is unpacked and the session opened at the first picture:
 * where all features are cached, neither is needed.
 */
public final class OnnxFeatures implements FeatureExtractor {
  private final Backbone backbone;
  private final int features;
  private final Preprocessing preprocessing;
  private final Object opening = new Object();
  private volatile @Nullable Opened opened;
  // Closing a session that is running takes the process down: callers share, close waits.
  private final ReadWriteLock lock = new ReentrantReadWriteLock();
  private boolean closed;

  /** Features of a backbone, which is not run yet. */
  public OnnxFeatures(Backbone backbone) {
    this.backbone = backbone;
    features = backbone.features();
    preprocessing = backbone.preprocessing();
  }

  private record Opened(OrtEnvironment environment, OrtSession session) {}

  private Opened opened() {
    Opened known = opened;
    if (known == null) {
      synchronized (opening) {
        known = opened;
        if (known == null) {
          known = open(OnnxModel.of(backbone));
          opened = known;
        }
      }
    }
    return known;
  }

  /** Opens the backbone, written as an ONNX model in memory. */
  private Opened open(byte[] model) {
    OrtEnvironment environment = OnnxLibrary.environment();
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(1);
      options.setInterOpNumThreads(1);
      options.setExecutionMode(OrtSession.SessionOptions.ExecutionMode.SEQUENTIAL);
      options.addConfigEntry("session.intra_op.allow_spinning", "0");
      return new Opened(environment, environment.createSession(model, options));
    } catch (OrtException e) {
      throw new IllegalStateException(
          backbone.source() + ": ONNX Runtime refuses the model, " + e.getMessage(), e);
    }
  }

  @Override
  public int features() {
    return features;
  }

  @Override
  public Preprocessing preprocessing() {
    return preprocessing;
  }

  @Override
  public String digest() {
    return backbone.digest();
  }

  @Override
  public String runtime() {
    return "onnx-" + OnnxLibrary.version();
  }

  @Override
  public void load() {
    opened();
  }

  @Override
  public void extract(FloatBuffer pictures, int count, FloatBuffer into) {
    Batch.check(this, pictures, count, into);
    FloatBuffer in = pictures.duplicate();
    in.limit(in.position() + count * inputs());
    FloatBuffer out = into.duplicate();
    out.limit(out.position() + count * features);
    lock.readLock().lock();
    try {
      if (closed) {
        throw new IllegalStateException("features: extractor is closed");
      }
      run(in, count, out);
    } catch (OrtException e) {
      throw new IllegalStateException("features: ONNX Runtime failed, " + e.getMessage(), e);
    } finally {
      lock.readLock().unlock();
    }
  }

  private void run(FloatBuffer in, int count, FloatBuffer out) throws OrtException {
    int size = preprocessing.imageSize();
    Opened onnx = opened();
    try (OnnxTensor pictures =
        OnnxTensor.createTensor(onnx.environment, in, new long[] {count, 3, size, size})) {
      Map<String, OnnxTensor> inputs = Map.of(OnnxModel.INPUT, pictures);
      if (out.isDirect() && out.order() == ByteOrder.nativeOrder()) {
        try (OnnxTensor features =
                OnnxTensor.createTensor(onnx.environment, out, new long[] {count, this.features});
            OrtSession.Result result =
                onnx.session.run(inputs, Map.of(OnnxModel.OUTPUT, features))) {
          // The session has written straight into the caller's memory.
          assert result.size() == 1;
        }
      } else {
        try (OrtSession.Result result = onnx.session.run(inputs)) {
          out.put(((OnnxTensor) result.get(0)).getFloatBuffer());
        }
      }
    }
  }

  @Override
  public void close() {
    lock.writeLock().lock();
    try {
      if (!closed) {
        closed = true;
        Opened onnx = opened;
        if (onnx != null) {
          onnx.session.close();
        }
      }
    } catch (OrtException e) {
      throw new IllegalStateException("features: closing failed, " + e.getMessage(), e);
    } finally {
      lock.writeLock().unlock();
    }
  }
}
