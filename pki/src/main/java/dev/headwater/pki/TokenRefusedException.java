package dev.headwater.pki;

/** A token or certificate is no good; the message is a sentence for whoever showed it. */
public final class TokenRefusedException extends Exception {
  TokenRefusedException(String reason) {
    super(reason);
  }
}
