package dev.headwater.pki;

import java.security.cert.X509Certificate;
import java.time.Instant;

/**
 * Whom a certificate is of, as far as its chain and its purpose go; whether it is good now is for
 * {@link CertificateCheck#problemNow}.
 *
 * @param name the subject's common name: the client's name
 * @param role the subject's unit
 * @param issued when the certificate was made
 */
public record Peer(String name, Role role, X509Certificate certificate, Instant issued) {}
