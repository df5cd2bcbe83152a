package dev.headwater.client.data;

import com.google.protobuf.ByteString;
import dev.headwater.client.connection.Statuses;
import dev.headwater.learning.parameters.Sha256;
import dev.headwater.proto.Protocol;
import dev.headwater.v1.BackboneFile;
import dev.headwater.v1.FederationGrpc;
import dev.headwater.v1.FileHeader;
import dev.headwater.v1.ModelPart;
import dev.headwater.v1.ModelRequest;
import dev.headwater.v1.Part;
import io.grpc.Channel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.Iterator;

/**
 * Fetches one backbone file over GetModel.
 *
 * @param token the coordinator's, empty for none
 * @param digest of the backbone, from the run description
 */
public record BackboneFetch(Channel channel, String token, String digest)
    implements BackboneDownload {

  @Override
  public void to(Path target) throws IOException {
    Path folder = target.toAbsolutePath().getParent();
    if (folder == null) {
      throw new IOException("backbone: %s is no file name".formatted(target));
    }
    Files.createDirectories(folder);
    Path temporary = Files.createTempFile(folder, "backbone", ".part");
    try {
      receive(temporary);
      Files.move(
          temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (StatusRuntimeException e) {
      Status status = e.getStatus();
      throw Statuses.isFinal(status)
          ? new IOException(Statuses.sentence(status), e)
          : new UnavailableException(Statuses.sentence(status), e);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  private void receive(Path file) throws IOException {
    Iterator<ModelPart> messages =
        FederationGrpc.newBlockingStub(channel)
            // Callbacks only enqueue messages: blocking on the channel's executor would deadlock if
            // this thread is its only one.
            .withExecutor(Runnable::run)
            .getModel(
                ModelRequest.newBuilder()
                    .setToken(token)
                    .setBackbone(BackboneFile.newBuilder().setDigest(digest))
                    .build());
    if (!messages.hasNext()) {
      throw new IOException("backbone: the coordinator sent nothing (expected: a file)");
    }
    FileHeader header = messages.next().getFile();
    if (header.getSize() < 1 || header.getParts() != Protocol.parts(header.getSize())) {
      throw new IOException(
          "backbone: %d bytes in %d parts (expected: at least 1 byte, in parts of %d)"
              .formatted(header.getSize(), header.getParts(), Protocol.PART_BYTES));
    }
    MessageDigest sha = Sha256.digest();
    try (FileChannel out = FileChannel.open(file, StandardOpenOption.WRITE)) {
      for (int index = 0; index < header.getParts(); index++) {
        Part part = messages.hasNext() ? messages.next().getPart() : Part.getDefaultInstance();
        write(part, index, header, sha, out);
      }
      out.force(true);
    }
    ByteString digestOfBytes = ByteString.copyFrom(sha.digest());
    if (!digestOfBytes.equals(header.getSha256())) {
      throw new IOException(
          "backbone: what came does not have the announced SHA-256; the coordinator's file has changed (restart the coordinator)");
    }
  }

  private static void write(
      Part part, int index, FileHeader header, MessageDigest sha, FileChannel out)
      throws IOException {
    long expected =
        Math.min(Protocol.PART_BYTES, header.getSize() - (long) index * Protocol.PART_BYTES);
    if (part.getIndex() != index || part.getData().size() != expected) {
      throw new IOException(
          "backbone: part %d of %d bytes (expected: part %d of %d bytes)"
              .formatted(part.getIndex(), part.getData().size(), index, expected));
    }
    ByteBuffer bytes = part.getData().asReadOnlyByteBuffer();
    sha.update(bytes.duplicate());
    while (bytes.hasRemaining()) {
      out.write(bytes);
    }
  }
}
