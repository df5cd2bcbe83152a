package dev.headwater.client.ledger;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.headwater.client.policy.OwnNoise;
import dev.headwater.files.StateFormat;
import java.time.DateTimeException;
import java.time.Instant;

/** A {@link Participation} as a line of JSON. */
final class ParticipationLine {
  private static final ObjectMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

  private ParticipationLine() {}

  static String encode(Participation one) {
    ObjectNode line = JSON.createObjectNode();
    line.put(StateFormat.KEY, StateFormat.CURRENT);
    line.put("time", one.time().toString());
    line.put("client", one.client());
    line.put("run", one.run());
    line.put("round", one.round());
    line.put("work", one.work());
    line.put("weight", one.weight());
    line.put("num_examples", one.numExamples());
    line.put("clipping_norm", one.clippingNorm());
    line.put("masked", one.masked());
    line.put("repeatable", one.repeatable());
    line.put("client_noise_multiplier", one.noise().ofClient());
    line.put("example_noise_multiplier", one.noise().ofExample());
    line.put("sampling_rate", one.rate());
    line.put("steps", one.steps());
    line.put("data", one.data().digest());
    line.put("place", one.data().place());
    line.put("subject", one.subject());
    line.put("setup", one.setup());
    if (!one.answer().isEmpty()) {
      line.put("answer", one.answer());
    }
    return line.toString();
  }

  /**
   * The participation of a line.
   *
   * @throws IllegalArgumentException if it is not one
   */
  static Participation decode(String text) {
    JsonNode line;
    try {
      line = JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e.getOriginalMessage(), e);
    }
    String newer = StateFormat.problemOf("it", line.path(StateFormat.KEY).asText("1"));
    if (newer != null) {
      throw new IllegalArgumentException(newer);
    }
    try {
      JsonNode norm = line.path("clipping_norm");
      return new Participation(
          Instant.parse(text(line, "time")),
          text(line, "client"),
          text(line, "run"),
          number(line, "round").intValue(),
          text(line, "work"),
          text(line, "setup"),
          text(line, "subject"),
          new DataIdentity(text(line, "data"), text(line, "place")),
          number(line, "num_examples").intValue(),
          number(line, "weight").intValue(),
          norm.isNumber() ? norm.doubleValue() : null,
          flag(line, "masked"),
          flag(line, "repeatable"),
          new OwnNoise(
              number(line, "client_noise_multiplier").doubleValue(),
              number(line, "example_noise_multiplier").doubleValue()),
          number(line, "sampling_rate").doubleValue(),
          number(line, "steps").intValue(),
          line.path("answer").asText(""));
    } catch (DateTimeException e) {
      throw new IllegalArgumentException("time: " + e.getMessage(), e);
    }
  }

  private static String text(JsonNode line, String key) {
    return required(line, key, line.path(key).isTextual()).textValue();
  }

  private static JsonNode number(JsonNode line, String key) {
    return required(line, key, line.path(key).isNumber());
  }

  private static boolean flag(JsonNode line, String key) {
    return required(line, key, line.path(key).isBoolean()).booleanValue();
  }

  private static JsonNode required(JsonNode line, String key, boolean right) {
    if (!right) {
      throw new IllegalArgumentException("no usable '%s'".formatted(key));
    }
    return line.path(key);
  }
}
