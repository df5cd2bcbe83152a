package dev.headwater.pki;

import dev.headwater.files.FileTrouble;
import dev.headwater.files.UserDataException;
import dev.headwater.files.WholeFile;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Certificates and private keys as PEM files (RFC 7468). */
public final class Pem {
  private static final Pattern BLOCK =
      Pattern.compile("-----BEGIN ([A-Z ]+)-----([^-]*)-----END \\1-----");
  private static final Pattern OLDER_KEY =
      Pattern.compile("-----BEGIN ((EC|RSA|DSA|OPENSSH) PRIVATE KEY)-----");
  private static final String CERTIFICATE = "CERTIFICATE";
  private static final String PUBLIC = "PUBLIC KEY";
  private static final String KEY = "PRIVATE KEY";

  private Pem() {}

  /**
   * The certificates in {@code file}, in their order.
   *
   * @throws UserDataException if it cannot be read or holds none
   */
  public static List<X509Certificate> certificates(String what, Path file) {
    List<X509Certificate> all = new ArrayList<>();
    for (byte[] der : blocks(what, file, CERTIFICATE)) {
      try {
        all.add(certificate(der));
      } catch (CertificateException e) {
        throw new UserDataException(
            "%s: a certificate in %s is damaged (expected: an X.509 certificate in PEM)"
                .formatted(what, file),
            e);
      }
    }
    return List.copyOf(all);
  }

  /** The certificate of these DER bytes. */
  public static X509Certificate certificate(byte[] der) throws CertificateException {
    return (X509Certificate)
        CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
  }

  /**
   * The private key in {@code file}: PKCS #8, ECDSA or RSA, not encrypted.
   *
   * @throws UserDataException if it cannot be read or holds none
   */
  public static PrivateKey key(String what, Path file) {
    requirePlainKey(what, file);
    byte[] der = blocks(what, file, KEY).get(0);
    PrivateKey key = key(der, "EC");
    if (key == null) {
      key = key(der, "RSA");
    }
    if (key == null) {
      throw new UserDataException(
          "%s: the key in %s cannot be used (expected: an ECDSA or RSA key in PKCS #8, not encrypted)"
              .formatted(what, file));
    }
    return key;
  }

  /** Other forms of keys are common; each has one command that converts it. */
  private static void requirePlainKey(String what, Path file) {
    String text = read(what, file);
    if (text.contains("BEGIN ENCRYPTED PRIVATE KEY") || text.contains("Proc-Type: 4,ENCRYPTED")) {
      throw new UserDataException(
          "%s: the key in %s is encrypted (expected: one without a password; decrypt it with: openssl pkcs8 -topk8 -nocrypt -in %s -out key.pem)"
              .formatted(what, file, file));
    }
    Matcher older = OLDER_KEY.matcher(text);
    if (older.find()) {
      throw new UserDataException(
          "%s: %s holds an older form of key, %s (expected: PRIVATE KEY, which is PKCS #8; convert it with: openssl pkcs8 -topk8 -nocrypt -in %s -out key.pem)"
              .formatted(what, file, older.group(1), file));
    }
  }

  /**
   * Refuses a private key that is not the certificate's: a server would start with it, and no
   * client could connect.
   *
   * @param certificate in {@code certificateFile}, as {@code certificateWhat} names it
   * @param key in {@code keyFile}, as {@code keyWhat} names it
   */
  public static void requirePair(
      String certificateWhat,
      Path certificateFile,
      X509Certificate certificate,
      String keyWhat,
      Path keyFile,
      PrivateKey key) {
    if (!isPair(certificate.getPublicKey(), key)) {
      throw new UserDataException(
          "%s: the key in %s is not that of the first certificate in %s: %s (expected: a certificate and its own private key; of a chain, its owner's certificate first)"
              .formatted(keyWhat, keyFile, certificateWhat, certificateFile));
    }
  }

  private static boolean isPair(PublicKey open, PrivateKey secret) {
    if (!open.getAlgorithm().equals(secret.getAlgorithm())) {
      return false;
    }
    try {
      Signature signature =
          Signature.getInstance(
              secret.getAlgorithm().equals("EC") ? "SHA256withECDSA" : "SHA256withRSA");
      byte[] some = "headwater".getBytes(StandardCharsets.US_ASCII);
      signature.initSign(secret);
      signature.update(some);
      byte[] signed = signature.sign();
      signature.initVerify(open);
      signature.update(some);
      return signature.verify(signed);
    } catch (GeneralSecurityException e) {
      return false; // of another curve or length than the public half
    }
  }

  private static @Nullable PrivateKey key(byte[] der, String algorithm) {
    try {
      return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der));
    } catch (GeneralSecurityException e) {
      return null; // of another kind
    }
  }

  private static List<byte[]> blocks(String what, Path file, String label) {
    String text = read(what, file);
    List<byte[]> blocks = new ArrayList<>();
    Matcher matcher = BLOCK.matcher(text);
    while (matcher.find()) {
      if (matcher.group(1).equals(label)) {
        try {
          blocks.add(Base64.getMimeDecoder().decode(matcher.group(2)));
        } catch (IllegalArgumentException e) {
          throw new UserDataException("%s: %s is damaged (expected: PEM)".formatted(what, file), e);
        }
      }
    }
    if (blocks.isEmpty()) {
      throw new UserDataException(
          "%s: %s holds no %s (expected: lines from -----BEGIN %s----- on)"
              .formatted(what, file, label, label));
    }
    return blocks;
  }

  private static String read(String what, Path file) {
    try {
      return Files.readString(file, StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw new UserDataException(
          "%s: %s cannot be read: %s (expected: a readable PEM file)"
              .formatted(what, file, FileTrouble.words(e)),
          e);
    }
  }

  /**
   * The public key beside a private one, as {@link #createPair} writes it.
   *
   * @throws UserDataException if it cannot be read or there is none
   */
  public static PublicKey publicKey(String what, Path file) {
    byte[] der = blocks(what, file, PUBLIC).get(0);
    try {
      return KeyFactory.getInstance("EC").generatePublic(new X509EncodedKeySpec(der));
    } catch (GeneralSecurityException e) {
      throw new UserDataException(
          "%s: the public key in %s cannot be used (expected: ECDSA)".formatted(what, file), e);
    }
  }

  /**
   * Writes both halves of a key, readable by their owner alone, unless the file is there. The
   * public half too: PKCS #8 may leave it out.
   */
  public static void createPair(Path file, KeyPair pair) throws IOException {
    String content = text(pair.getPrivate()) + block(PUBLIC, pair.getPublic().getEncoded());
    WholeFile.createSecret(file, ByteBuffer.wrap(content.getBytes(StandardCharsets.US_ASCII)));
  }

  static String text(X509Certificate certificate) {
    try {
      return block(CERTIFICATE, certificate.getEncoded());
    } catch (CertificateException e) {
      throw new IllegalArgumentException("certificate: cannot be encoded", e);
    }
  }

  /** Certificates one behind the other. */
  public static String text(List<X509Certificate> chain) {
    StringBuilder all = new StringBuilder();
    chain.forEach(certificate -> all.append(text(certificate)));
    return all.toString();
  }

  static String text(PrivateKey key) {
    return block(KEY, key.getEncoded());
  }

  private static String block(String label, byte[] der) {
    return "-----BEGIN %s-----\n%s\n-----END %s-----\n"
        .formatted(label, Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der), label);
  }

  /** Writes a key, alone or before its certificates, readable by its owner alone. */
  public static void writeSecret(Path file, PrivateKey key, List<X509Certificate> chain)
      throws IOException {
    String content = text(key) + text(chain);
    WholeFile.writeSecret(file, ByteBuffer.wrap(content.getBytes(StandardCharsets.US_ASCII)));
  }
}
