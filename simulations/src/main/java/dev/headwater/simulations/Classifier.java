package dev.headwater.simulations;

import dev.headwater.files.UserDataException;
import dev.headwater.learning.training.FeatureRows;
import dev.headwater.simulations.evaluation.Confusion;
import dev.headwater.simulations.evaluation.ConfusionCount;
import dev.headwater.simulations.output.RunFolder;
import dev.headwater.vision.backbone.Backbone;
import dev.headwater.vision.backbone.FullModel;
import dev.headwater.vision.backbone.OwnModels;
import dev.headwater.vision.backbone.TrainedHead;
import dev.headwater.vision.extractors.Extractors;
import dev.headwater.vision.extractors.FeatureExtractor;
import dev.headwater.vision.extractors.HeadFile;
import dev.headwater.vision.extractors.PixelFeatures;
import dev.headwater.vision.features.FeatureTable;
import dev.headwater.vision.image.ImageDecoder;
import dev.headwater.vision.image.Preprocessor;
import dev.headwater.vision.image.RgbImage;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A backbone and a head that label photographs, and are scored on labelled ones. Not thread-safe.
 */
public final class Classifier implements AutoCloseable {
  private final FeatureExtractor extractor;
  private final Preprocessor preprocessor;
  private final TrainedHead head;
  private final List<String> labels;

  private Classifier(FeatureExtractor extractor, TrainedHead head, List<String> labels) {
    this.extractor = extractor;
    this.preprocessor = new Preprocessor(extractor.preprocessing());
    this.head = head;
    this.labels = labels;
    extractor.load();
  }

  /**
   * One predicted class.
   *
   * @param index class index
   * @param label class name
   * @param probability softmax of the logits, in [0, 1]
   */
  public record Guess(int index, String label, double probability) {}

  /**
   * {@return the model of a run folder with a built-in head; the caller closes it}
   *
   * @param run the folder of a finished run
   * @param imageSize side of the backbone's square input in pixels, null for the side used in
   *     training; ignored without a backbone
   * @throws UserDataException as {@link #ofRun(Path, Integer, OwnModels)} does
   */
  public static Classifier ofRun(Path run, @Nullable Integer imageSize) {
    return ofRun(run, imageSize, OwnModels.NONE);
  }

  /**
   * {@return the model of a run folder; the caller closes it}
   *
   * @param run the folder of a finished run: its {@code model.safetensors}, or its {@code
   *     head.safetensors} if the head was trained on pixels
   * @param imageSize side of the backbone's square input in pixels, null for the side used in
   *     training; ignored without a backbone
   * @param own makes the model of a head that is a class of somebody's own
   * @throws UserDataException if there is no such file, it is damaged, a newer version has written
   *     the folder, the side cannot be used, or ONNX Runtime cannot be loaded
   */
  public static Classifier ofRun(Path run, @Nullable Integer imageSize, OwnModels own) {
    if (!Files.isDirectory(run)) {
      throw new UserDataException(
          "run: there is no folder %s (expected: that of a finished run, such as runs/latest)"
              .formatted(run));
    }
    RunFolder.requireReadable(run);
    Path model = run.resolve("model.safetensors");
    if (Files.isRegularFile(model)) {
      return ofModel(model, imageSize, List.of(), own);
    }
    Path head = run.resolve("head.safetensors");
    if (!Files.isRegularFile(head)) {
      throw new UserDataException(
          "run: %s holds neither model.safetensors nor head.safetensors (expected: the folder of a finished run)"
              .formatted(run));
    }
    HeadFile file = HeadFile.read(head, own);
    FeatureExtractor pixels = new PixelFeatures(file.preprocessing());
    try {
      file.requireFeaturesOf(pixels, head.toString());
    } catch (UserDataException e) {
      throw new UserDataException(
          "run: %s has no model.safetensors, and a head alone predicts nothing (expected: the folder as the run left it)"
              .formatted(run),
          e);
    }
    return new Classifier(pixels, file.head(), file.head().labels());
  }

  /**
   * {@return the model of a file: Headwater's, or any MobileNetV2 with a classifier under
   * torchvision's names; the caller closes it}
   *
   * @param file safetensors
   * @param imageSize side of the square input in pixels, null for the file's own
   * @param names class names in the order of the classifier's rows, empty to use the file's own;
   *     {@code class 0}, {@code class 1}, ... if it has none either
   * @param own makes the model of a head that is a class of somebody's own
   * @throws UserDataException if the file is damaged or holds no classifier, the side cannot be
   *     used, there are more or fewer names than classes, or ONNX Runtime cannot be loaded
   */
  public static Classifier ofModel(
      Path file, @Nullable Integer imageSize, List<String> names, OwnModels own) {
    FullModel model = FullModel.read(file, own);
    TrainedHead head = model.head();
    List<String> labels = names.isEmpty() ? head.labels() : names;
    if (labels.isEmpty()) {
      labels = IntStream.range(0, head.classes()).mapToObj(c -> "class " + c).toList();
    }
    if (labels.size() != head.classes()) {
      throw new UserDataException(
          "labels: %d names for the %d classes of %s (expected: one a class, in its order)"
              .formatted(labels.size(), head.classes(), file));
    }
    Backbone backbone =
        imageSize == null ? model.backbone() : model.backbone().withImageSize(imageSize);
    return new Classifier(Extractors.open(backbone, Extractors.Inference.ONNX), head, labels);
  }

  /**
   * {@return the most likely classes, most likely first; of equals the lower index first}
   *
   * @param photo a picture file: JPEG, PNG, GIF or BMP
   * @param top how many classes, at least 0; fewer are returned if the model has fewer
   * @throws UserDataException if the file is missing or not a readable picture
   */
  public List<Guess> classify(Path photo, int top) {
    return classify(photo, top, note -> {});
  }

  /**
   * {@return the same}
   *
   * @param photo a picture file
   * @param top how many classes, at least 0
   * @param notes is told a sentence if the picture is read, but probably not what its maker meant
   * @throws UserDataException if the file is missing or not a readable picture
   */
  public List<Guess> classify(Path photo, int top, Consumer<String> notes) {
    float[] logits = head.logits(features(photo, notes));
    double max = IntStream.range(0, logits.length).mapToDouble(c -> logits[c]).max().orElseThrow();
    double sum =
        IntStream.range(0, logits.length).mapToDouble(c -> Math.exp(logits[c] - max)).sum();
    List<Guess> guesses = new ArrayList<>();
    for (int c = 0; c < logits.length; c++) {
      guesses.add(new Guess(c, labels.get(c), Math.exp(logits[c] - max) / sum));
    }
    guesses.sort(
        Comparator.comparingDouble(Guess::probability).reversed().thenComparing(Guess::index));
    return List.copyOf(guesses.subList(0, Math.min(top, guesses.size())));
  }

  /** {@return the class names, in the order of the logits} */
  public List<String> labels() {
    return labels;
  }

  /** {@return the features of its head; it stays open until this is closed} */
  public FeatureExtractor extractor() {
    return extractor;
  }

  /**
   * Scores the head on labelled pictures.
   *
   * @param table their features by {@link #extractor}, and their class indices among {@link
   *     #labels}
   * @return what they are taken for
   */
  public Confusion score(FeatureTable table) {
    ConfusionCount count = new ConfusionCount(labels);
    FeatureRows rows = table.vectors(IntStream.range(0, table.size()).toArray());
    float[] features = new float[table.features()];
    for (int row = 0; row < table.size(); row++) {
      rows.copy(row, features, 0);
      count.add(table.label(row), head.logits(features));
    }
    return count.result();
  }

  private float[] features(Path photo, Consumer<String> notes) {
    byte[] bytes;
    try {
      bytes = Files.readAllBytes(photo);
    } catch (NoSuchFileException e) {
      throw new UserDataException(
          "there is no %s (expected: a photograph, or a folder of them)".formatted(photo), e);
    } catch (IOException e) {
      throw new UserDataException(
          "%s: cannot be read (expected: a photograph): %s".formatted(photo, e.getMessage()), e);
    }
    FloatBuffer picture = FeatureExtractor.direct(preprocessor.floats());
    RgbImage image = ImageDecoder.decode(bytes, photo.toString());
    if (image.nearlyBlack()) {
      notes.accept(
          "%s: nearly black, 16-bit grey without a value of an eighth of the range (12 bits in 16? it is used as it is; stretch its values to 16 or 8 bits and save it again)"
              .formatted(photo));
    }
    preprocessor.apply(image, picture);
    FloatBuffer features = FeatureExtractor.direct(extractor.features());
    extractor.extract(picture.rewind(), 1, features);
    float[] row = new float[extractor.features()];
    features.rewind().get(row);
    return row;
  }

  @Override
  public void close() {
    extractor.close();
  }
}
