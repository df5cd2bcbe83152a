package dev.headwater.vision.backbone;

import dev.headwater.files.Safetensors;
import dev.headwater.files.SafetensorsWriter;
import dev.headwater.files.Tensor;
import dev.headwater.files.UserDataException;
import dev.headwater.learning.parameters.Head;
import dev.headwater.vision.image.Preprocessing;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The weights of a frozen MobileNetV2 and the preprocessing they were trained for, checked when
 * loaded: every tensor is there, has its shape, and is finite.
 */
public final class Backbone {
  /** The backbone that ships inside the jar; its model card lies beside it. */
  static final String EMBEDDED = "headwater_mobilenet_v2_0.50_64.safetensors";

  /** Its digest, so that not every start computes it; a test does. */
  private static final String EMBEDDED_DIGEST =
      "2c22b473b9c811eb28469820199f7f7c8359ecc8c3ec11fd536cf321268a159f";

  private final MobileNetV2 network;
  private final SortedMap<String, Tensor> tensors;
  private final Optional<TrainedHead> pretrainedHead;
  private final Preprocessing preprocessing;
  private final Metadata metadata;
  private final String digest;

  private Backbone(
      MobileNetV2 network,
      SortedMap<String, Tensor> tensors,
      Optional<TrainedHead> pretrainedHead,
      Preprocessing preprocessing,
      Metadata metadata,
      String digest) {
    this.network = network;
    this.tensors = tensors;
    this.pretrainedHead = pretrainedHead;
    this.preprocessing = preprocessing;
    this.metadata = metadata;
    this.digest = digest;
  }

  /**
   * Loads a safetensors file.
   *
   * @throws UserDataException if it is missing, damaged, or no MobileNetV2 with the metadata {@code
   *     arch}, {@code width}, {@code image_size}, {@code mean} and {@code std}
   */
  public static Backbone load(Path file) {
    return load(file, OwnModels.NONE);
  }

  /**
   * Loads a safetensors file whose head may be of a class of somebody's own.
   *
   * @param own makes the model of such a head
   * @throws UserDataException as {@link #load(Path)}, and if {@code own} does not make it
   */
  static Backbone load(Path file, OwnModels own) {
    return of(Safetensors.open(file), own);
  }

  /**
   * Loads a safetensors file that is in memory, such as one received over the network.
   *
   * @param source what to call it in messages
   * @throws UserDataException as {@link #load}
   */
  public static Backbone load(String source, byte[] file) {
    return of(Safetensors.of(source, ByteBuffer.wrap(file)), OwnModels.NONE);
  }

  /** Loads the backbone that ships with Headwater. */
  public static Backbone embedded() {
    try (InputStream in = Backbone.class.getResourceAsStream(EMBEDDED)) {
      if (in == null) {
        throw new IllegalStateException(
            EMBEDDED + ": not in the jar (expected: beside " + Backbone.class + ")");
      }
      Safetensors file = Safetensors.of("embedded backbone", ByteBuffer.wrap(in.readAllBytes()));
      return of(file, OwnModels.NONE, EMBEDDED_DIGEST);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Backbone of(Safetensors file, OwnModels own) {
    return of(file, own, null);
  }

  /** With the digest where it is known. */
  private static Backbone of(Safetensors file, OwnModels own, @Nullable String known) {
    Metadata metadata = Metadata.of(file.source(), file.metadata());
    MobileNetV2 network = MobileNetV2.ofWidth(metadata.mobileNetV2Width());
    Preprocessing preprocessing = metadata.preprocessing();
    Optional<TrainedHead> ownHead = OwnHead.find(file, own);
    Set<String> ofOwnHead = new HashSet<>();
    ownHead.ifPresent(head -> head.tensors().forEach(tensor -> ofOwnHead.add(tensor.name())));
    SortedMap<String, Tensor> tensors = new TreeMap<>();
    for (String name : file.names()) {
      // torchvision counts the batches of training; evaluation has no use for the count.
      boolean ofHead = ownHead.isPresent() ? ofOwnHead.contains(name) : HeadTensors.contain(name);
      if (!ofHead && !name.endsWith(MobileNetV2.BATCH_COUNTER)) {
        tensors.put(name, finite(file, name));
      }
    }
    network.check(file.source(), tensors);
    Optional<TrainedHead> head = ownHead.isPresent() ? ownHead : HeadTensors.find(file);
    if (head.isPresent() && head.get().features() != network.features()) {
      throw new UserDataException(
          "%s: %s is for %d features (expected: %d, as the backbone gives)"
              .formatted(file.source(), Head.WEIGHT, head.get().features(), network.features()));
    }
    String digest = known == null ? digest(network, tensors, preprocessing) : known;
    return new Backbone(network, tensors, head, preprocessing, metadata, digest);
  }

  /** A tensor without NaN or infinity, and without negative variances. */
  static Tensor finite(Safetensors file, String name) {
    Tensor tensor = file.tensor(name);
    float[] values = tensor.values();
    float least = name.endsWith(".running_var") ? 0 : -Float.MAX_VALUE;
    for (int i = 0; i < values.length; i++) {
      if (!Float.isFinite(values[i]) || values[i] < least) {
        throw new UserDataException(
            "%s: tensor %s has %s at position %d (expected: %s)"
                .formatted(
                    file.source(),
                    name,
                    values[i],
                    i,
                    least == 0 ? "variances, finite and 0 or above" : "finite numbers"));
      }
    }
    return tensor;
  }

  /**
   * The same weights for pictures of another size. Another size is another backbone: the digest
   * changes.
   */
  public Backbone withImageSize(int pixels) {
    Preprocessing resized = preprocessing.withImageSize(pixels);
    return new Backbone(
        network, tensors, pretrainedHead, resized, metadata, digest(network, tensors, resized));
  }

  /** What to call it in messages: the file's name, or what the loader was told. */
  public String source() {
    return metadata.source();
  }

  /** The architecture's name, {@code mobilenet_v2}. */
  public String arch() {
    return MobileNetV2.ARCH;
  }

  /** The width multiplier. */
  public double width() {
    return network.width();
  }

  /** Length of a feature vector, 1280 up to width 1. */
  public int features() {
    return network.features();
  }

  /** What pictures must go through. */
  public Preprocessing preprocessing() {
    return preprocessing;
  }

  /** The classifier that came in the same file, if one did. */
  public Optional<TrainedHead> pretrainedHead() {
    return pretrainedHead;
  }

  /** Where the weights come from, as the file says. */
  public String origin() {
    return metadata.texts().getOrDefault(Metadata.SOURCE, "unknown");
  }

  /** The licence of the weights, as the file says. */
  public String license() {
    return metadata.texts().getOrDefault(Metadata.LICENSE, "unknown");
  }

  /** The feature tensors under torchvision's names, sorted. */
  public SortedMap<String, Tensor> tensors() {
    return Collections.unmodifiableSortedMap(tensors);
  }

  /**
   * SHA-256 as 64 hex digits over architecture, width, every feature tensor (name, shape, values)
   * and the preprocessing. A head or other metadata in the same file does not count.
   */
  public String digest() {
    return digest;
  }

  /**
   * A safetensors file of this backbone, without a head: the feature tensors, and metadata with the
   * preprocessing in force. Equal backbones give equal bytes, and {@link #load(String, byte[])}
   * gives a backbone of the same digest.
   */
  public byte[] fileBytes() {
    return SafetensorsWriter.encode(tensors.values(), fileMetadata());
  }

  /** What every file with these weights says about them. */
  SortedMap<String, String> fileMetadata() {
    SortedMap<String, String> texts = Metadata.of(preprocessing);
    texts.put(Metadata.ARCH, MobileNetV2.ARCH);
    texts.put(Metadata.WIDTH, Double.toString(network.width()));
    texts.put(Metadata.SOURCE, origin());
    texts.put(Metadata.LICENSE, license());
    return texts;
  }

  public MobileNetV2 network() {
    return network;
  }

  /** All layers, batch normalisation folded, in order of computation. */
  public List<FoldedLayer> foldedLayers() {
    return network.layers().stream().map(layer -> FoldedLayer.of(layer, tensors)).toList();
  }

  private static String digest(
      MobileNetV2 network, SortedMap<String, Tensor> tensors, Preprocessing preprocessing) {
    ContentDigest digest =
        new ContentDigest("headwater-backbone-1")
            .add(MobileNetV2.ARCH)
            .add(Double.doubleToLongBits(network.width()))
            .add(tensors.size());
    for (Tensor tensor : tensors.values()) {
      digest.add(tensor.name()).add(tensor.shape().size());
      tensor.shape().forEach(digest::add);
      digest.add(tensor.values());
    }
    return digest.add(preprocessing).hex();
  }
}
