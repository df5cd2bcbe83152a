package dev.headwater.vision.features;

import dev.headwater.vision.backbone.Shared;
import dev.headwater.vision.data.Picture;
import dev.headwater.vision.extractors.Extractors;
import dev.headwater.vision.extractors.Extractors.Inference;
import dev.headwater.vision.extractors.FeatureExtractor;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.jspecify.annotations.NullUnmarked;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Images per second, from JPEG file to features ({@code fromFile}) and from input tensor to
 * features ({@code fromTensor}). Reads 256 photographs of {@code data/flowers} in the shared
 * folder. Run it on the module's test class path: {@code java -cp ... org.openjdk.jmh.Main
 * FeatureBenchmark}.
 */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(
    value = 1,
    jvmArgs = {"-Xmx2g", "-Dai.djl.offline=true", "-Dai.djl.pytorch.num_threads=1"})
@Warmup(iterations = 2, time = 2)
@Measurement(iterations = 3, time = 3)
@NullUnmarked // JMH fills the fields
public class FeatureBenchmark {
  private static final int PICTURES = 256;

  /** Real photographs in real files, and no cache. */
  @State(Scope.Benchmark)
  public static class Files256 {
    /** What runs the backbone. */
    @Param({"ONNX", "PYTORCH"})
    public Inference runtime;

    /** Workers of the pipeline. */
    @Param({"1", "2"})
    public int threads;

    /** As after {@code --backbone}. */
    @Param("embedded")
    public String backbone;

    private Path folder;
    private FeatureExtractor extractor;
    private final List<Picture> pictures = new ArrayList<>();

    /** Unpacks every n-th photograph, so that all classes take part. */
    @Setup
    public void unpack() throws IOException {
      folder = Files.createTempDirectory("flowers");
      List<ZipEntry> entries = new ArrayList<>();
      try (ZipFile zip = new ZipFile(Shared.file("data/flowers/flowers-129.zip").toFile())) {
        for (Enumeration<? extends ZipEntry> all = zip.entries(); all.hasMoreElements(); ) {
          ZipEntry entry = all.nextElement();
          if (!entry.isDirectory() && entry.getName().matches(".*\\.(jpe?g|png|webp)")) {
            entries.add(entry);
          }
        }
        for (int i = 0; i < PICTURES; i++) {
          ZipEntry entry = entries.get(i * (entries.size() / PICTURES));
          String suffix = entry.getName().substring(entry.getName().lastIndexOf('.'));
          Path file = folder.resolve(i + suffix);
          try (InputStream in = zip.getInputStream(entry)) {
            Files.copy(in, file);
          }
          pictures.add(PhotoFeaturesTest.picture("flower", file));
        }
      }
      extractor = Extractors.open(backbone, OptionalInt.empty(), runtime);
    }

    /** Removes the unpacked files. */
    @TearDown
    public void remove() throws IOException {
      extractor.close();
      try (Stream<Path> files = Files.list(folder)) {
        for (Path file : files.toList()) {
          Files.delete(file);
        }
      }
      Files.delete(folder);
    }
  }

  /** Random input. */
  @State(Scope.Benchmark)
  public static class Tensors {
    /** What runs the backbone. */
    @Param({"ONNX", "PYTORCH"})
    public Inference runtime;

    /** Pictures a call. */
    @Param({"1", "8", "32"})
    public int batch;

    /** As after {@code --backbone}. */
    @Param("embedded")
    public String backbone;

    private FeatureExtractor extractor;
    private FloatBuffer in;
    private FloatBuffer out;

    /** Fills the input. */
    @Setup
    public void fill() {
      extractor = Extractors.open(backbone, OptionalInt.empty(), runtime);
      in = direct(batch * extractor.inputs());
      out = direct(batch * extractor.features());
      Random random = new Random(1);
      for (int i = 0; i < in.limit(); i++) {
        in.put(i, (float) random.nextGaussian());
      }
    }

    /** Gives the native memory back. */
    @TearDown
    public void close() {
      extractor.close();
    }
  }

  /** Read, hash, decode, preprocess, extract. */
  @Benchmark
  @OperationsPerInvocation(PICTURES)
  public FeatureTable fromFile(Files256 files) throws InterruptedException {
    return new FeatureExtraction(files.extractor, FeatureCache.none(files.extractor), files.threads)
        .extract(files.pictures, List.of("flower"), ExtractionProgress.SILENT, OnUnreadable.STOP);
  }

  /** Extract alone, 32 pictures in batches of some size. */
  @Benchmark
  @OperationsPerInvocation(32)
  public FloatBuffer fromTensor(Tensors tensors) {
    for (int done = 0; done < 32; done += tensors.batch) {
      tensors.extractor.extract(tensors.in, tensors.batch, tensors.out);
    }
    return tensors.out;
  }

  private static FloatBuffer direct(int floats) {
    return ByteBuffer.allocateDirect(floats * Float.BYTES)
        .order(ByteOrder.nativeOrder())
        .asFloatBuffer();
  }
}
