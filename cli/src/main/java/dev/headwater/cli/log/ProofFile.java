package dev.headwater.cli.log;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.headwater.coordinator.audit.RoundProof;
import dev.headwater.files.FileTrouble;
import dev.headwater.files.UserDataException;
import dev.headwater.simulations.output.text.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Predicate;

/** Reads what {@code audit prove} printed. Proofs come from others: every key is looked at. */
final class ProofFile {
  private final Path file;

  private ProofFile(Path file) {
    this.file = file;
  }

  /**
   * The proof in {@code file}, not checked yet.
   *
   * @throws UserDataException if the file cannot be read or holds none
   */
  static RoundProof read(Path file) {
    return new ProofFile(file).read();
  }

  private RoundProof read() {
    try {
      String text = Files.readString(file);
      JsonNode tree = Json.read(text, JsonNode.class);
      require(tree, "round", JsonNode::isInt, "a number");
      require(tree, "client", JsonNode::isTextual, "a name");
      require(tree, "root", JsonNode::isTextual, "64 hex digits");
      require(tree, "size", JsonNode::isInt, "a number");
      require(tree, "leaves", JsonNode::isArray, "a list");
      for (JsonNode leaf : tree.path("leaves")) {
        require(leaf, "index", JsonNode::isInt, "a number");
        require(leaf, "client", JsonNode::isTextual, "a name");
        require(leaf, "digest", JsonNode::isTextual, "64 hex digits");
        require(leaf, "path", ProofFile::isTexts, "a list of texts");
      }
      return Json.read(text, RoundProof.class);
    } catch (JsonProcessingException e) {
      throw none("it is no JSON");
    } catch (IOException e) {
      throw new UserDataException(
          "proof: %s cannot be read: %s (expected: what 'audit prove' printed)"
              .formatted(file, FileTrouble.words(e)),
          e);
    }
  }

  private void require(JsonNode tree, String key, Predicate<JsonNode> good, String expected) {
    if (!tree.has(key)) {
      throw none("it has no '%s'".formatted(key));
    }
    if (!good.test(tree.path(key))) {
      throw none("its '%s' is not %s".formatted(key, expected));
    }
  }

  private static boolean isTexts(JsonNode list) {
    for (JsonNode one : list) {
      if (!one.isTextual()) {
        return false;
      }
    }
    return list.isArray();
  }

  private UserDataException none(String why) {
    return new UserDataException(
        "proof: %s is none: %s (expected: what 'audit prove' printed)".formatted(file, why));
  }
}
