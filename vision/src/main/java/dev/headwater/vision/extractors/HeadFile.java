package dev.headwater.vision.extractors;

import dev.headwater.files.Safetensors;
import dev.headwater.files.SafetensorsWriter;
import dev.headwater.files.UserDataException;
import dev.headwater.vision.backbone.Metadata;
import dev.headwater.vision.backbone.OwnModels;
import dev.headwater.vision.backbone.TrainedHead;
import dev.headwater.vision.image.Preprocessing;
import java.io.IOException;
import java.nio.file.Path;
import java.util.SortedMap;

/**
 * A head alone: {@code head.safetensors}. It is only usable with the features that it was trained
 * on, so it names them.
 *
 * @param head the classifier and its class names
 * @param preprocessing the preprocessing of pictures
 * @param backboneDigest {@link FeatureExtractor#digest()} of the features
 */
public record HeadFile(TrainedHead head, Preprocessing preprocessing, String backboneDigest) {

  /** A head trained on the features of {@code extractor}. */
  public static HeadFile of(TrainedHead head, FeatureExtractor extractor) {
    if (head.features() != extractor.features()) {
      throw new IllegalArgumentException(
          "head: for %d features (expected: %d, as the extractor gives)"
              .formatted(head.features(), extractor.features()));
    }
    return new HeadFile(head, extractor.preprocessing(), extractor.digest());
  }

  /**
   * Reads a file of {@link #write}.
   *
   * @throws UserDataException if it is damaged or something is missing
   */
  public static HeadFile read(Path file) {
    return read(file, OwnModels.NONE);
  }

  /**
   * Reads a file of {@link #write} whose head may be of a class of somebody's own.
   *
   * @param own makes the model of such a head
   * @throws UserDataException as {@link #read(Path)}, and if {@code own} does not make it
   */
  public static HeadFile read(Path file, OwnModels own) {
    Safetensors tensors = Safetensors.open(file);
    Metadata metadata = Metadata.of(tensors.source(), tensors.metadata());
    return new HeadFile(
        TrainedHead.from(tensors, own),
        metadata.preprocessing(),
        metadata.required(
            Metadata.BACKBONE_DIGEST, "the digest of the backbone it was trained on"));
  }

  /**
   * Refuses an extractor whose features this head was not trained on.
   *
   * @param source what to call this head in the message
   * @throws UserDataException if the digests differ
   */
  public void requireFeaturesOf(FeatureExtractor extractor, String source) {
    if (!extractor.digest().equals(backboneDigest)) {
      throw new UserDataException(
          "%s: trained on backbone %.12s at %d pixels, given %.12s at %d (expected: the same --backbone and --image-size as in training)"
              .formatted(
                  source,
                  backboneDigest,
                  preprocessing.imageSize(),
                  extractor.digest(),
                  extractor.preprocessing().imageSize()));
    }
  }

  /**
   * Writes the file; it is written atomically.
   *
   * @throws IOException if the disk refuses
   */
  public void write(Path file) throws IOException {
    SortedMap<String, String> texts = Metadata.of(preprocessing);
    head.describe(texts);
    texts.put(Metadata.BACKBONE_DIGEST, backboneDigest);
    SafetensorsWriter.write(file, head.tensors(), texts);
  }
}
