package dev.headwater.coordinator.grpc;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import dev.headwater.coordinator.web.WebSite.FileOnDisk;
import dev.headwater.files.UserDataException;
import dev.headwater.learning.parameters.Sha256;
import dev.headwater.proto.Protocol;
import dev.headwater.v1.FileHeader;
import dev.headwater.v1.ModelPart;
import dev.headwater.v1.Part;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A file that clients can fetch; each part is read from disk when it is sent.
 *
 * @param path its location
 * @param header its size and SHA-256 when the coordinator started
 */
public record ServedFile(Path path, FileHeader header) {

  /**
   * Reads the file once, for its digest.
   *
   * @throws UserDataException if it cannot be read or is empty
   */
  public static ServedFile of(Path path) {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      long size = channel.size();
      if (size == 0) {
        throw new UserDataException(
            "backbone: %s is empty (expected: a safetensors file)".formatted(path));
      }
      MessageDigest sha = Sha256.digest();
      ByteBuffer buffer = ByteBuffer.allocate(Protocol.PART_BYTES);
      while (channel.read(buffer.clear()) >= 0) {
        sha.update(buffer.flip());
      }
      return new ServedFile(
          path,
          FileHeader.newBuilder()
              .setSize(size)
              .setSha256(ByteString.copyFrom(sha.digest()))
              .setParts(Protocol.parts(size))
              .build());
    } catch (IOException e) {
      throw new UserDataException(
          "backbone: %s cannot be read: %s (expected: a readable file)"
              .formatted(path, e.getMessage()),
          e);
    }
  }

  /** The file for the web port. */
  public FileOnDisk onDisk() {
    return new FileOnDisk(
        path, header.getSize(), HexFormat.of().formatHex(header.getSha256().toByteArray()));
  }

  /** The header, then the parts. */
  Iterator<ModelPart> messages() {
    ModelPart first = ModelPart.newBuilder().setFile(header).build();
    return Stream.concat(
            Stream.of(first), IntStream.range(0, header.getParts()).mapToObj(this::part))
        .iterator();
  }

  private ModelPart part(int index) {
    long from = (long) index * Protocol.PART_BYTES;
    ByteBuffer bytes =
        ByteBuffer.allocate((int) Math.min(Protocol.PART_BYTES, header.getSize() - from));
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      while (bytes.hasRemaining()) {
        if (channel.read(bytes, from + bytes.position()) < 0) {
          throw new EOFException("%s became shorter".formatted(path));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return ModelPart.newBuilder()
        .setPart(
            Part.newBuilder()
                .setIndex(index)
                .setData(UnsafeByteOperations.unsafeWrap(bytes.flip())))
        .build();
  }
}
