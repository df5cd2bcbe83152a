package dev.headwater.client.ledger;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.headwater.files.StateFormat;

/** An answer that left, as a line of JSON: enough to find it again in a coordinator's audit log. */
final class SentLine {
  private static final ObjectMapper JSON = JsonMapper.builder().build();

  private SentLine() {}

  static String encode(String run, String client, int round, String digest) {
    return JSON.createObjectNode()
        .put(StateFormat.KEY, StateFormat.CURRENT)
        .put("run", run)
        .put("client", client)
        .put("round", round)
        .put("answer", digest)
        .toString();
  }

  /** Whether {@code line} says this; a torn line says nothing. */
  static boolean is(String line, String client, int round, String digest) {
    try {
      JsonNode tree = JSON.readTree(line);
      return tree.path("client").asText().equals(client)
          && tree.path("round").asInt() == round
          && tree.path("answer").asText().equals(digest);
    } catch (JsonProcessingException e) {
      return false;
    }
  }
}
