package dev.headwater.vision.web;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.headwater.vision.backbone.Shared;
import dev.headwater.vision.backbone.TrainedHead;
import dev.headwater.vision.data.demo.Painter;
import dev.headwater.vision.extractors.Extractors;
import dev.headwater.vision.extractors.Extractors.Inference;
import dev.headwater.vision.extractors.FeatureExtractor;
import dev.headwater.vision.image.Preprocessing;
import dev.headwater.vision.image.Preprocessor;
import dev.headwater.vision.image.RgbImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/**
 * Writes {@code golden/web/vision.json}: drawn pictures of odd sizes, what the preprocessor makes
 * of them, and the features and logits of the backbone that ships. The pages' tests read it. Run
 * {@code main} after a change on purpose; {@link GoldenWebVisionTest} fails until then.
 */
final class GoldenWebVision {
  static final String FILE = "vision/src/test/resources/golden/web/vision.json";

  private static final Preprocessing IMAGENET =
      new Preprocessing(64, List.of(0.485f, 0.456f, 0.406f), List.of(0.229f, 0.224f, 0.225f));
  private static final int CLASSES = 10;

  private GoldenWebVision() {}

  /** Writes the file anew. */
  public static void main(String[] args) throws IOException {
    ObjectWriter pretty = new JsonMapper().writerWithDefaultPrettyPrinter();
    Path file = Shared.root().resolve(FILE);
    Files.createDirectories(file.resolveSibling("."));
    Files.writeString(file, pretty.writeValueAsString(generate()) + "\n");
  }

  /** What the file should hold; features may differ in the last bits on another processor. */
  static JsonNode generate() {
    ObjectNode root = new JsonMapper().createObjectNode();
    root.put("generator", GoldenWebVision.class.getName());
    numbers(root.putArray("mean"), IMAGENET.mean());
    numbers(root.putArray("std"), IMAGENET.std());
    ArrayNode pictures = root.putArray("pictures");
    Map<String, List<Integer>> sizes =
        Map.of("square", List.of(64, 33), "wide", List.of(64, 33), "tall", List.of(65, 32));
    pictures()
        .forEach(
            (name, image) ->
                pictures.add(picture(name, image, sizes.getOrDefault(name, List.of(8, 16)))));
    root.put("classes", CLASSES);
    features(root.putArray("features"));
    return root;
  }

  private static Map<String, RgbImage> pictures() {
    Map<String, RgbImage> pictures = new LinkedHashMap<>();
    pictures.put("square", part(0, 0, 64, 64));
    pictures.put("wide", part(5, 2, 97, 61));
    pictures.put("tall", part(70, 3, 43, 90));
    pictures.put("line", part(10, 32, 30, 1));
    pictures.put("column", part(32, 10, 1, 37));
    pictures.put("dot", part(33, 31, 1, 1));
    return pictures;
  }

  /** A window of a 128 x 128 sheet of four drawings. */
  private static RgbImage part(int left, int top, int width, int height) {
    Painter painter = new Painter(1, 7);
    List<byte[]> drawings = IntStream.range(0, 4).mapToObj(i -> painter.paint(i, i)).toList();
    byte[] rgb = new byte[3 * width * height];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int column = left + x;
        int row = top + y;
        byte[] drawing = drawings.get(2 * (row / Painter.SIZE) + column / Painter.SIZE);
        int from = 3 * (row % Painter.SIZE * Painter.SIZE + column % Painter.SIZE);
        System.arraycopy(drawing, from, rgb, 3 * (y * width + x), 3);
      }
    }
    return new RgbImage(width, height, rgb);
  }

  private static ObjectNode picture(String name, RgbImage image, List<Integer> sizes) {
    ObjectNode node = new JsonMapper().createObjectNode();
    node.put("name", name).put("width", image.width()).put("height", image.height());
    node.put("rgb", base64(image.rgb()));
    ArrayNode cases = node.putArray("cases");
    for (int size : sizes) {
      Preprocessor preprocessor = new Preprocessor(IMAGENET.withImageSize(size));
      ObjectNode one = cases.addObject().put("imageSize", size);
      one.put("resized", base64(preprocessor.resizeAndCrop(image).rgb()));
      float[] planes = new float[preprocessor.floats()];
      preprocessor.apply(image, planes, 0);
      // The middle row, all three channels: the whole would be four times the bytes above.
      int area = size * size;
      ByteBuffer row = ByteBuffer.allocate(4 * 3 * size).order(ByteOrder.LITTLE_ENDIAN);
      for (int i = 0; i < 3 * size; i++) {
        row.putFloat(planes[i % 3 * area + size / 2 * size + i / 3]);
      }
      one.put("middleRow", base64(row.array()));
    }
    return node;
  }

  private static void features(ArrayNode into) {
    try (FeatureExtractor extractor =
        Extractors.open(Extractors.EMBEDDED, OptionalInt.empty(), Inference.ONNX)) {
      TrainedHead head = head(extractor.features());
      for (String name : List.of("square", "wide", "tall")) {
        RgbImage image = Objects.requireNonNull(pictures().get(name));
        Preprocessor preprocessor = new Preprocessor(extractor.preprocessing());
        FloatBuffer pixels =
            ByteBuffer.allocateDirect(4 * preprocessor.floats())
                .order(ByteOrder.nativeOrder())
                .asFloatBuffer();
        preprocessor.apply(image, pixels);
        float[] features = new float[extractor.features()];
        extractor.extract(pixels.flip(), 1, FloatBuffer.wrap(features));
        float[] logits = head.logits(features);
        ObjectNode one = into.addObject().put("name", name);
        one.put("features", base64(features));
        one.put("logits", base64(logits));
      }
    }
  }

  /** Weights that the pages' tests make themselves: a multiplicative hash of their place. */
  private static TrainedHead head(int features) {
    float[] weights = new float[CLASSES * features];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = ((i * 0x9e3779b1) >>> 8) / 16777216f - 0.5f;
    }
    float[] biases = new float[CLASSES];
    for (int i = 0; i < CLASSES; i++) {
      biases[i] = i / 8f;
    }
    return head(weights, biases);
  }

  private static TrainedHead head(float[] weights, float[] biases) {
    List<String> labels = IntStream.range(0, CLASSES).mapToObj(i -> "class " + i).toList();
    return TrainedHead.linear(labels, weights, biases);
  }

  private static void numbers(ArrayNode into, List<Float> values) {
    values.forEach(into::add);
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }

  private static String base64(float[] values) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    return base64(bytes.array());
  }

  /** The inverse of {@link #base64(float[])}. */
  static float[] floats(String base64) {
    ByteBuffer bytes =
        ByteBuffer.wrap(Base64.getDecoder().decode(base64)).order(ByteOrder.LITTLE_ENDIAN);
    float[] values = new float[bytes.remaining() / 4];
    bytes.asFloatBuffer().get(values);
    return values;
  }
}
