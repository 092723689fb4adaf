package io.braid.protocol.tls;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Set;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * The certificate of the server for TLS, and the RSA key pair that protects passwords without TLS.
 *
 * <p>Files are named as MySQL names them, so that an operator can put in certificates of their own:
 * {@code ca.pem}, {@code ca-key.pem}, {@code server-cert.pem}, {@code server-key.pem}, {@code
 * private_key.pem}, {@code public_key.pem}. Keys are PKCS #8 in PEM and readable by the owner only.
 *
 * @param serverKey private key of the certificate
 * @param serverCertificates the server's certificate, then those that signed it
 * @param rsaPrivateKey deciphers passwords
 * @param rsaPublicKeyPem sent to clients that want to encrypt a password
 */
public record ServerKeys(
    PrivateKey serverKey,
    List<X509Certificate> serverCertificates,
    PrivateKey rsaPrivateKey,
    String rsaPublicKeyPem) {
  private static final int RSA_BITS = 2048;
  private static final Duration VALIDITY = Duration.ofDays(3650);
  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rw-------");
  private static final Set<PosixFilePermission> READABLE =
      PosixFilePermissions.fromString("rw-r--r--");

  public ServerKeys {
    serverCertificates = List.copyOf(serverCertificates);
  }

  /**
   * Reads the keys in {@code directory}; makes and writes what is not there.
   *
   * @param now when a new certificate begins to be valid
   * @throws IOException when the folder cannot be used or a file in it is not what it should be
   */
  public static ServerKeys loadOrCreate(Path directory, Instant now, SecureRandom random)
      throws IOException {
    Files.createDirectories(directory);
    try {
      Path certificate = directory.resolve("server-cert.pem");
      Path certificateKey = directory.resolve("server-key.pem");
      if (!Files.exists(certificate) || !Files.exists(certificateKey)) {
        createCertificates(directory, now, random);
      }
      Path privateKey = directory.resolve("private_key.pem");
      Path publicKey = directory.resolve("public_key.pem");
      if (!Files.exists(privateKey) || !Files.exists(publicKey)) {
        KeyPair pair = newPair(random);
        write(publicKey, "PUBLIC KEY", pair.getPublic().getEncoded(), READABLE);
        write(privateKey, "PRIVATE KEY", pair.getPrivate().getEncoded(), OWNER_ONLY);
      }
      return new ServerKeys(
          readPrivateKey(certificateKey),
          readCertificates(certificate),
          readPrivateKey(privateKey),
          readPublicKeyPem(publicKey));
    } catch (GeneralSecurityException | OperatorCreationException | IllegalArgumentException e) {
      throw new IOException("cannot use the keys in " + directory + ": " + e.getMessage(), e);
    }
  }

  private static void createCertificates(Path directory, Instant now, SecureRandom random)
      throws GeneralSecurityException, OperatorCreationException, IOException {
    KeyPair authority = newPair(random);
    X500Name authorityName = new X500Name("CN=Braid Auto Generated CA Certificate");
    X509Certificate authorityCertificate =
        sign(authorityName, authority, authorityName, authority.getPublic(), true, now, random);
    KeyPair server = newPair(random);
    X509Certificate certificate =
        sign(
            authorityName,
            authority,
            new X500Name("CN=Braid Auto Generated Server Certificate"),
            server.getPublic(),
            false,
            now,
            random);
    write(directory.resolve("ca.pem"), "CERTIFICATE", authorityCertificate.getEncoded(), READABLE);
    write(
        directory.resolve("ca-key.pem"),
        "PRIVATE KEY",
        authority.getPrivate().getEncoded(),
        OWNER_ONLY);
    write(directory.resolve("server-cert.pem"), "CERTIFICATE", certificate.getEncoded(), READABLE);
    write(
        directory.resolve("server-key.pem"),
        "PRIVATE KEY",
        server.getPrivate().getEncoded(),
        OWNER_ONLY);
  }

  private static KeyPair newPair(SecureRandom random) throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(RSA_BITS, random);
    return generator.generateKeyPair();
  }

  private static X509Certificate sign(
      X500Name issuer,
      KeyPair issuerKeys,
      X500Name subject,
      PublicKey subjectKey,
      boolean authority,
      Instant now,
      SecureRandom random)
      throws GeneralSecurityException, OperatorCreationException, CertIOException {
    Instant start = now.minus(Duration.ofHours(1)); // clocks of clients differ
    X509v3CertificateBuilder builder =
        new JcaX509v3CertificateBuilder(
            issuer,
            new BigInteger(64, random).add(BigInteger.ONE),
            Date.from(start),
            Date.from(start.plus(VALIDITY)),
            subject,
            subjectKey);
    builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(authority));
    return new JcaX509CertificateConverter()
        .getCertificate(
            builder.build(
                new JcaContentSignerBuilder("SHA256withRSA").build(issuerKeys.getPrivate())));
  }

  /** Writes a whole file or none: first beside it, then moved over it. */
  private static void write(
      Path file, String kind, byte[] content, Set<PosixFilePermission> permissions)
      throws IOException {
    String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
    String pem = "-----BEGIN " + kind + "-----\n" + body + "\n-----END " + kind + "-----\n";
    Path temporary = file.resolveSibling(file.getFileName() + ".new");
    Files.deleteIfExists(temporary);
    Files.createFile(temporary, PosixFilePermissions.asFileAttribute(permissions));
    Files.writeString(
        temporary, pem, StandardCharsets.US_ASCII, StandardOpenOption.TRUNCATE_EXISTING);
    Files.move(
        temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private static PrivateKey readPrivateKey(Path file) throws IOException, GeneralSecurityException {
    PKCS8EncodedKeySpec key = new PKCS8EncodedKeySpec(readPem(file, "PRIVATE KEY").getFirst());
    try {
      return KeyFactory.getInstance("RSA").generatePrivate(key);
    } catch (GeneralSecurityException notRsa) {
      return KeyFactory.getInstance("EC").generatePrivate(key);
    }
  }

  private static List<X509Certificate> readCertificates(Path file)
      throws IOException, GeneralSecurityException {
    List<X509Certificate> certificates = new ArrayList<>();
    CertificateFactory factory = CertificateFactory.getInstance("X.509");
    for (byte[] encoded : readPem(file, "CERTIFICATE")) {
      certificates.add(
          (X509Certificate) factory.generateCertificate(new java.io.ByteArrayInputStream(encoded)));
    }
    return certificates;
  }

  private static String readPublicKeyPem(Path file) throws IOException, GeneralSecurityException {
    byte[] encoded = readPem(file, "PUBLIC KEY").getFirst();
    PublicKey key = KeyFactory.getInstance("RSA").generatePublic(new X509EncodedKeySpec(encoded));
    String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key.getEncoded());
    return "-----BEGIN PUBLIC KEY-----\n" + body + "\n-----END PUBLIC KEY-----\n";
  }

  /** The contents of all sections of a kind; at least one. */
  private static List<byte[]> readPem(Path file, String kind) throws IOException {
    String text = Files.readString(file, StandardCharsets.US_ASCII);
    String begin = "-----BEGIN " + kind + "-----";
    String end = "-----END " + kind + "-----";
    List<byte[]> sections = new ArrayList<>();
    int at = text.indexOf(begin);
    while (at >= 0) {
      int bodyStart = at + begin.length();
      int bodyEnd = text.indexOf(end, bodyStart);
      if (bodyEnd < 0) {
        break;
      }
      sections.add(Base64.getMimeDecoder().decode(text.substring(bodyStart, bodyEnd)));
      at = text.indexOf(begin, bodyEnd);
    }
    if (sections.isEmpty()) {
      throw new IOException(file + " has no " + kind + " in PEM");
    }
    return sections;
  }
}
