package dev.headwater.vision.backbone;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.headwater.files.UserDataException;
import dev.headwater.vision.image.Preprocessing;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The texts in a model file's {@code __metadata__}, and their meaning.
 *
 * @param source what to call the file in messages
 * @param texts key to value
 */
public record Metadata(String source, SortedMap<String, String> texts) {
  static final String ARCH = "arch";
  static final String WIDTH = "width";
  static final String LICENSE = "license";
  static final String SOURCE = "source";
  static final String HEAD = "head";
  static final String LABELS = "labels";
  static final String CLASSES = "classes";
  static final String FEATURES = "features";
  public static final String BACKBONE_DIGEST = "backbone_digest";
  private static final String IMAGE_SIZE = "image_size";
  private static final String MEAN = "mean";
  private static final String STD = "std";
  private static final String INTERPOLATION = "interpolation";
  private static final String BILINEAR = "bilinear";
  private static final String BN_EPS = "bn_eps";

  private static final JsonMapper JSON = new JsonMapper();

  /** The width multiplier of a MobileNetV2; refuses every other architecture. */
  double mobileNetV2Width() {
    String arch = required(ARCH, MobileNetV2.ARCH);
    if (!arch.equals(MobileNetV2.ARCH)) {
      throw new UserDataException(
          "%s: metadata arch is %s (expected: %s, the only backbone so far)"
              .formatted(source, arch, MobileNetV2.ARCH));
    }
    String epsilon = texts.get(BN_EPS);
    if (epsilon != null && number(BN_EPS, epsilon) != MobileNetV2.BN_EPSILON) {
      throw new UserDataException(
          "%s: metadata bn_eps is %s (expected: 1e-5, as in torchvision)"
              .formatted(source, epsilon));
    }
    double width = number(WIDTH, required(WIDTH, "such as 0.5 or 1.0"));
    if (!(width >= 0.1 && width <= 4)) {
      throw new UserDataException(
          "%s: metadata width is %s (expected: 0.1 to 4)".formatted(source, width));
    }
    return width;
  }

  /** What pictures go through. */
  public Preprocessing preprocessing() {
    String size = required(IMAGE_SIZE, "the side of the input in pixels");
    String interpolation = texts.getOrDefault(INTERPOLATION, BILINEAR);
    if (!interpolation.equals(BILINEAR)) {
      throw new UserDataException(
          "%s: metadata interpolation is %s (expected: %s)"
              .formatted(source, interpolation, BILINEAR));
    }
    List<Float> mean = numbers(MEAN);
    List<Float> std = numbers(STD);
    try {
      return new Preprocessing(Integer.parseInt(size.strip()), mean, std);
    } catch (NumberFormatException e) {
      throw new UserDataException(
          "%s: metadata image_size is %s (expected: a whole number of pixels)"
              .formatted(source, size),
          e);
    } catch (UserDataException e) {
      throw new UserDataException(source + ": metadata " + e.getMessage(), e);
    }
  }

  /** Class names, or none where the file has no such key. */
  List<String> labels() {
    String json = texts.get(LABELS);
    if (json == null) {
      return List.of();
    }
    try {
      List<String> labels = JSON.readValue(json, new TypeReference<>() {});
      if (labels == null || labels.contains(null)) {
        throw new UserDataException(
            source + ": metadata labels has an empty place (expected: a JSON list of texts)");
      }
      return labels;
    } catch (JsonProcessingException e) {
      throw new UserDataException(
          "%s: metadata labels is %s (expected: a JSON list of texts)"
              .formatted(source, shortened(json)),
          e);
    }
  }

  /** A text that has to be there; {@code expected} completes the sentence if it is not. */
  public String required(String key, String expected) {
    String value = texts.get(key);
    if (value == null || value.isBlank()) {
      throw new UserDataException(
          "%s: metadata has no %s (expected: %s)".formatted(source, key, expected));
    }
    return value;
  }

  /** Writes a preprocessing as {@link #preprocessing()} reads it. */
  public static SortedMap<String, String> of(Preprocessing preprocessing) {
    SortedMap<String, String> texts = new TreeMap<>();
    texts.put("format", "pt");
    texts.put(IMAGE_SIZE, Integer.toString(preprocessing.imageSize()));
    texts.put(MEAN, joined(preprocessing.mean()));
    texts.put(STD, joined(preprocessing.std()));
    texts.put(INTERPOLATION, BILINEAR);
    return texts;
  }

  /** Writes labels as {@link #labels()} reads them. */
  public static String json(List<String> labels) {
    try {
      return JSON.writeValueAsString(labels);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a list of texts was not writable", e);
    }
  }

  private static String joined(List<Float> values) {
    return values.stream().map(String::valueOf).collect(Collectors.joining(","));
  }

  private List<Float> numbers(String key) {
    String text = required(key, "three numbers such as 0.5,0.5,0.5");
    List<Float> values = new ArrayList<>();
    for (String part : text.split(",", -1)) {
      values.add((float) number(key, part));
    }
    return values;
  }

  private double number(String key, String text) {
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      throw new UserDataException(
          "%s: metadata %s is %s (expected: a number)".formatted(source, key, shortened(text)), e);
    }
  }

  static String shortened(String text) {
    return text.length() <= 40 ? text : text.substring(0, 40) + "...";
  }

  /** The map of a file, wrapped. */
  public static Metadata of(String source, Map<String, String> texts) {
    return new Metadata(source, new TreeMap<>(texts));
  }
}
