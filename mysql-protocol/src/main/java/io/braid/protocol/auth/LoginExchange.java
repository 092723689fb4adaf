package io.braid.protocol.auth;

import io.braid.common.MySqlError;
import io.braid.common.MySqlException;
import io.braid.protocol.codec.HandshakeCodec;
import io.braid.protocol.netty.ConnectionClosedException;
import io.braid.protocol.netty.ServerConnection;
import io.braid.protocol.packet.AuthMoreData;
import io.braid.protocol.packet.AuthSwitchRequest;
import io.braid.protocol.packet.CapabilityFlag;
import io.braid.protocol.packet.CapabilitySet;
import io.braid.protocol.packet.Command;
import io.braid.protocol.packet.HandshakeResponse41;
import io.braid.protocol.packet.HandshakeV10;
import io.braid.protocol.packet.ServerStatus;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Optional;

/**
 * The connection phase of one connection: greeting, TLS, proof of the password.
 *
 * <pre>
 * server                 client
 * greeting           ─►
 *                    ◄─  [request for TLS, then all below over TLS]
 *                    ◄─  login with an answer to the greeting's challenge
 * [other plugin      ─►
 *                    ◄─  answer to its challenge]
 * [plugin's messages ◄─►]
 * </pre>
 *
 * The OK packet at the end is the caller's, who may still find the account locked or the database
 * missing.
 */
public final class LoginExchange {
  private final ServerConnection connection;
  private final AuthenticationPlugins plugins;
  private final CredentialSource credentials;
  private final String serverVersion;
  private final int collationId;

  /**
   * @param serverVersion as {@code version()}
   * @param collationId the server's default collation
   */
  public LoginExchange(
      ServerConnection connection,
      AuthenticationPlugins plugins,
      CredentialSource credentials,
      String serverVersion,
      int collationId) {
    this.connection = connection;
    this.plugins = plugins;
    this.credentials = credentials;
    this.serverVersion = serverVersion;
    this.collationId = collationId;
  }

  /**
   * Greets the client and lets it log in.
   *
   * @param timeout for each message of the client ({@code connect_timeout})
   * @throws MySqlException ER_ACCESS_DENIED_ERROR (1045), ER_HANDSHAKE_ERROR (1043), …: to be sent,
   *     then the connection ends
   * @throws ConnectionClosedException when the client goes away
   */
  public Login login(Duration timeout) {
    byte[] scramble = plugins.newScramble();
    CapabilitySet offered = connection.offeredCapabilities();
    HandshakeCodec.write(
        new HandshakeV10(
            serverVersion,
            connection.id(),
            scramble,
            offered,
            collationId,
            ServerStatus.AUTOCOMMIT,
            AuthenticationPlugins.DEFAULT_PLUGIN),
        connection.packets());
    byte[] first = connection.receiveMessage(timeout);
    if (HandshakeCodec.isSslRequest(first)) {
      if (!offered.has(CapabilityFlag.SSL)) {
        throw MySqlError.ER_HANDSHAKE_ERROR.with();
      }
      first = connection.receiveMessage(timeout);
    }
    HandshakeResponse41 response = HandshakeCodec.readResponse(first);
    connection.agreeOn(offered.and(response.capabilities()));
    return prove(response, scramble, false, timeout);
  }

  /**
   * Lets the client log in anew on its connection. The challenge is always a new one.
   *
   * @throws MySqlException as {@link #login}
   */
  public Login changeUser(Command.ChangeUser change, Duration timeout) {
    HandshakeResponse41 response =
        new HandshakeResponse41(
            connection.capabilities(),
            0,
            change.collationId().orElse(collationId),
            change.user(),
            change.authenticationResponse(),
            Optional.of(change.database()).filter(name -> !name.isEmpty()),
            change.authenticationPlugin(),
            change.attributes());
    return prove(response, new byte[0], true, timeout);
  }

  private Login prove(
      HandshakeResponse41 response, byte[] scramble, boolean newChallenge, Duration timeout) {
    InetAddress client = connection.remoteAddress().getAddress();
    Optional<Credential> found = credentials.find(response.user(), client);
    // An unknown user walks the same way as a known one with a wrong password.
    Credential credential =
        found.orElseGet(
            () -> new Credential(response.user(), "", AuthenticationPlugins.DEFAULT_PLUGIN, DECOY));
    AuthenticationMechanism mechanism =
        plugins
            .find(credential.plugin())
            .orElseThrow(() -> MySqlError.ER_PLUGIN_IS_NOT_LOADED.with(credential.plugin()));
    byte[] answer = response.authenticationResponse();
    byte[] challenge = scramble;
    boolean samePlugin =
        response
            .authenticationPlugin()
            .map(credential.plugin()::equals)
            .orElse(credential.plugin().equals(NativePassword.NAME));
    if (newChallenge || !samePlugin) {
      if (!connection.capabilities().has(CapabilityFlag.PLUGIN_AUTH)) {
        throw MySqlError.ER_NOT_SUPPORTED_AUTH_MODE.with();
      }
      challenge = plugins.newScramble();
      HandshakeCodec.write(
          new AuthSwitchRequest(credential.plugin(), challenge), connection.packets());
      answer = connection.receiveMessage(timeout);
    }
    boolean right = mechanism.authenticate(exchange(timeout), answer, challenge, credential);
    boolean passwordUsed = answer.length > 1 || (answer.length == 1 && answer[0] != 0);
    if (!right || found.isEmpty()) {
      throw accessDenied(response.user(), client, passwordUsed);
    }
    return new Login(response, credential, passwordUsed);
  }

  /** A well-formed stored string that no password has. */
  private static final byte[] DECOY =
      ("$A$005$" + "\u0001".repeat(20) + ".".repeat(Sha256Crypt.HASH_CHARACTERS))
          .getBytes(java.nio.charset.StandardCharsets.US_ASCII);

  /** Error 1045 as MySQL words it; loopback is shown as {@code localhost}. */
  public static MySqlException accessDenied(String user, InetAddress client, boolean passwordUsed) {
    String host = client.isLoopbackAddress() ? "localhost" : client.getHostAddress();
    return MySqlError.ER_ACCESS_DENIED_ERROR.with(user, host, passwordUsed ? "YES" : "NO");
  }

  private AuthenticationExchange exchange(Duration timeout) {
    return new AuthenticationExchange() {
      @Override
      public void send(byte[] data) {
        HandshakeCodec.write(new AuthMoreData(data), connection.packets());
      }

      @Override
      public byte[] receive() {
        return connection.receiveMessage(timeout);
      }

      @Override
      public boolean isSecure() {
        return connection.isSecure();
      }
    };
  }
}
