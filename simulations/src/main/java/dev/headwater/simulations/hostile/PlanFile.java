package dev.headwater.simulations.hostile;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.headwater.files.UserDataException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Reads an {@link AttackPlan} from a YAML or JSON file:
 *
 * <pre>
 * seed: 7
 * attacks:
 *   - attack: sign-flip
 *     scale: 10
 *     share: 0.2
 *   - attack: stale
 *     clients: [client-003]
 *     from: 5
 *     to: 10
 * </pre>
 *
 * <p>Every attack has its name, who does it ({@code clients}, {@code count} or {@code share}), the
 * rounds ({@code from} and {@code to}, by default all), and its own numbers. Every key is used, or
 * the file is refused.
 */
public final class PlanFile {
  private static final ObjectMapper YAML =
      new ObjectMapper(
              YAMLFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private static final Set<String> KEYS = new TreeSet<>(Set.of("attacks", "seed"));

  private final Path file;

  private PlanFile(Path file) {
    this.file = file;
  }

  /**
   * {@return the plan in a file}
   *
   * @param file YAML or JSON
   * @throws UserDataException if it cannot be read, or is no plan: where, and what was expected
   */
  public static AttackPlan read(Path file) {
    return new PlanFile(file).plan();
  }

  private AttackPlan plan() {
    JsonNode tree = tree(text());
    if (!tree.isObject()) {
      throw refused("holds no plan (expected: a key 'attacks' with a list under it)");
    }
    tree.fieldNames()
        .forEachRemaining(
            key -> {
              if (!KEYS.contains(key)) {
                throw refused(
                    "unknown key '%s' (expected: %s)".formatted(key, String.join(", ", KEYS)));
              }
            });
    JsonNode attacks = tree.path("attacks");
    if (!attacks.isArray() || attacks.isEmpty()) {
      throw refused("no attacks (expected: a key 'attacks' with a list of at least one)");
    }
    JsonNode seed = tree.path("seed");
    if (!seed.isMissingNode() && !seed.canConvertToExactIntegral()) {
      throw refused("seed: %s (expected: a whole number)".formatted(seed));
    }
    List<AttackPlan.Line> lines = new ArrayList<>();
    for (int i = 0; i < attacks.size(); i++) {
      try {
        lines.add(new PlanLine(attacks.get(i)).line());
      } catch (IllegalArgumentException e) {
        throw refused("attack %d: %s".formatted(i + 1, e.getMessage()));
      }
    }
    return new AttackPlan(seed.asLong(1), lines);
  }

  private String text() {
    if (!Files.isRegularFile(file)) {
      throw new UserDataException(
          "attacks: no file %s (expected: a YAML or JSON file with a list 'attacks')"
              .formatted(file));
    }
    try {
      return Files.readString(file);
    } catch (CharacterCodingException e) {
      throw refused("is no text (expected: YAML or JSON in UTF-8)");
    } catch (IOException e) {
      throw refused("cannot be read (expected: a readable file)");
    }
  }

  private JsonNode tree(String text) {
    try {
      return YAML.readTree(text);
    } catch (JsonProcessingException e) {
      int line = e.getLocation() == null ? 1 : e.getLocation().getLineNr();
      throw refused(
          "is not YAML, or says a key twice, in line %d or above (expected: lines such as 'attacks:' and '  - attack: sign-flip')"
              .formatted(line));
    }
  }

  private UserDataException refused(String sentence) {
    return new UserDataException("attacks: %s: %s".formatted(file, sentence));
  }
}
