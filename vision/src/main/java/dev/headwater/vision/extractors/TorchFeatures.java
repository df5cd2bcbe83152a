package dev.headwater.vision.extractors;

import ai.djl.engine.Engine;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.nn.pooling.Pool;
import ai.djl.pytorch.jni.JniUtils;
import dev.headwater.files.FileTrouble;
import dev.headwater.files.Tensor;
import dev.headwater.files.UserDataException;
import dev.headwater.vision.backbone.Backbone;
import dev.headwater.vision.backbone.MobileNetV2;
import dev.headwater.vision.image.Preprocessing;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * A backbone under PyTorch, through DJL, layer by layer as the paper writes it: nothing folded,
 * nothing fused. The reference for {@link OnnxFeatures}, and the fallback where ONNX Runtime does
 * not run. The last bits depend on the size of the batch.
 */
public final class TorchFeatures implements FeatureExtractor {
  private static final Shape UNIT = new Shape(1, 1);

  /** What the jar with PyTorch's libraries says of them. A release does without this jar. */
  private static final String LIBRARIES = "/native/lib/pytorch.properties";

  private final MobileNetV2 network;
  private final Preprocessing preprocessing;
  private final String digest;
  private final NDManager weights;
  private final Map<String, NDArray> tensors = new HashMap<>();
  // Freeing arrays that another thread computes with takes the process down: close waits.
  private final ReadWriteLock lock = new ReentrantReadWriteLock();
  private boolean closed;

  /**
   * Starts PyTorch if necessary, and copies the weights to its memory.
   *
   * @throws UserDataException if its libraries cannot be unpacked or loaded
   */
  public TorchFeatures(Backbone backbone) {
    network = backbone.network();
    preprocessing = backbone.preprocessing();
    digest = backbone.digest();
    weights = newManager();
    for (Tensor tensor : backbone.tensors().values()) {
      Shape shape = new Shape(tensor.shape().stream().mapToLong(Integer::longValue).toArray());
      tensors.put(tensor.name(), weights.create(tensor.values(), shape));
    }
  }

  /**
   * Starts the engine with settings that it reads only once. Offline, or it would look for native
   * libraries on the network; one thread inside each call, because two collapse as soon as anything
   * else wants a core, and would make results depend on timing.
   */
  private static NDManager newManager() {
    for (Map.Entry<String, String> setting :
        Map.of("ai.djl.offline", "true", "ai.djl.pytorch.num_threads", "1").entrySet()) {
      if (System.getProperty(setting.getKey()) == null) {
        System.setProperty(setting.getKey(), setting.getValue());
      }
    }
    try {
      return NDManager.newBaseManager("PyTorch");
    } catch (EngineException | IllegalStateException | LinkageError e) {
      if (TorchFeatures.class.getResource(LIBRARIES) == null) {
        throw new UserDataException(
            "PyTorch: its libraries are not installed (expected: those of the archive headwater-VERSION-pytorch-linux-x86_64.tar.gz, unpacked over the release of the same version, or --runtime onnx)",
            e);
      }
      Throwable cause = FileTrouble.deepest(e);
      String why =
          cause instanceof IOException trouble
              ? trouble.getMessage() + ", " + FileTrouble.words(trouble)
              : String.valueOf(cause.getMessage());
      throw new UserDataException(
          "PyTorch: cannot be unpacked or loaded, %s (expected: room for it in ~/.djl.ai or DJL_CACHE_DIR, and in Java's temporary folder, neither mounted noexec; choose others, or use --runtime onnx)"
              .formatted(why),
          e);
    }
  }

  @Override
  public int features() {
    return network.features();
  }

  @Override
  public Preprocessing preprocessing() {
    return preprocessing;
  }

  @Override
  public String digest() {
    return digest;
  }

  @Override
  public String runtime() {
    return "pytorch-" + Engine.getEngine("PyTorch").getVersion();
  }

  @Override
  public void extract(FloatBuffer pictures, int count, FloatBuffer into) {
    Batch.check(this, pictures, count, into);
    lock.readLock().lock();
    try {
      if (closed) {
        throw new IllegalStateException("features: extractor is closed");
      }
      // Each thread has its own gradient switch, and PyTorch turns it on for new threads.
      boolean gradients = JniUtils.isGradMode();
      JniUtils.setGradMode(false);
      try (NDManager manager = weights.newSubManager()) {
        run(manager, pictures, count, into.duplicate());
      } finally {
        JniUtils.setGradMode(gradients);
      }
    } finally {
      lock.readLock().unlock();
    }
  }

  private void run(NDManager manager, FloatBuffer pictures, int count, FloatBuffer into) {
    int size = preprocessing.imageSize();
    FloatBuffer in = pictures.duplicate();
    in.limit(in.position() + count * inputs());
    NDArray x = manager.create(in, new Shape(count, 3, size, size));
    for (MobileNetV2.Block block : network.blocks()) {
      x = run(block, x);
    }
    into.put(Pool.globalAvgPool2d(x).toFloatArray());
  }

  /** Computes a block and frees everything but its result, {@code [count, out, h, w]}. */
  private NDArray run(MobileNetV2.Block block, NDArray input) {
    // Results belong to their left operand's manager: without one of its own, a block's
    // intermediate arrays would stay until the whole batch is done.
    NDManager outer = input.getManager();
    try (NDManager inner = outer.newSubManager()) {
      input.attach(inner);
      NDArray x = input;
      for (MobileNetV2.Layer layer : block.layers()) {
        x = run(layer, x);
      }
      if (block.residual()) {
        x = x.add(input);
      }
      x.attach(outer);
      return x;
    }
  }

  private NDArray run(MobileNetV2.Layer layer, NDArray x) {
    int pad = layer.kernel() / 2;
    NDArray convolved =
        Conv2d.conv2d(
                x,
                tensor(layer.convolution() + ".weight"),
                null,
                new Shape(layer.stride(), layer.stride()),
                new Shape(pad, pad),
                UNIT,
                layer.groups())
            .singletonOrThrow();
    NDArray normal =
        BatchNorm.batchNorm(
                convolved,
                tensor(layer.norm() + ".running_mean"),
                tensor(layer.norm() + ".running_var"),
                tensor(layer.norm() + ".weight"),
                tensor(layer.norm() + ".bias"),
                1,
                0.9f,
                (float) MobileNetV2.BN_EPSILON,
                false)
            .singletonOrThrow();
    return layer.relu6() ? normal.clip(0, 6) : normal;
  }

  private NDArray tensor(String name) {
    NDArray tensor = tensors.get(name);
    if (tensor == null) {
      throw new IllegalStateException(name + ": not loaded (expected: all of " + names() + ")");
    }
    return tensor;
  }

  private List<String> names() {
    return List.copyOf(network.tensors().keySet());
  }

  @Override
  public void close() {
    lock.writeLock().lock();
    try {
      if (!closed) {
        closed = true;
        weights.close();
      }
    } finally {
      lock.writeLock().unlock();
    }
  }
}
