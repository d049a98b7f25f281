package pio.launch;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/** The address that a server listens on. */
final class Port {
  /** The system's word (EACCES), and the first port that needs no privilege on Linux. */
  private static final String NOT_PERMITTED = "Permission denied";
  private static final int UNPRIVILEGED_PORTS = 1024;

  private Port() {}

  static InetSocketAddress address(Options options) {
    InetSocketAddress address = new InetSocketAddress(options.require("ip"), options.port("port", 0));
    if (address.isUnresolved()) {
      throw new Failure(Failure.ADDRESS, "the address " + options.require("ip") + " to listen on is unknown.");
    }
    return address;
  }

  /** Asks for the port with a plain socket: it fails before a model is loaded for nothing, and says why. */
  static void requireFree(InetSocketAddress address) {
    try (ServerSocket probe = new ServerSocket()) {
      probe.setReuseAddress(true);
      probe.bind(address);
    } catch (IOException e) {
      String refusal = Causes.firstLine(e);
      String advice = refusal.startsWith(NOT_PERMITTED) && address.getPort() < UNPRIVILEGED_PORTS
          ? " Ports below " + UNPRIVILEGED_PORTS + " need root here. Choose a higher one with PORT."
          : " Stop what is using it, or choose another with PORT.";
      throw new Failure(Failure.ADDRESS, "cannot listen on " + address.getAddress().getHostAddress() + " port " + address.getPort()
          + ": " + refusal + advice, e);
    }
  }

  /** For a server whose port was free a moment ago. */
  static Failure taken(InetSocketAddress address) {
    requireFree(address);
    return new Failure(Failure.ADDRESS, "cannot listen on " + address.getAddress().getHostAddress() + " port " + address.getPort() + ".");
  }
}
