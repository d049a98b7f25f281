package pio.launch;

import akka.io.Inet;
import java.io.IOException;
import java.io.InputStream;
import java.net.DatagramSocket;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.log4j.Level;
import org.apache.log4j.Logger;

/**
 * The port that Akka listens on, to be closed without resetting the connections that wait at it: a client could not tell
 * whether its request was carried out.
 */
final class OpenPort implements Inet.SocketOption {
  /** For clients to take their answer. */
  private static final long PATIENCE_MILLIS = 1000;

  private volatile ServerSocketChannel channel;

  @Override
  public void beforeServerSocketBind(ServerSocket socket) {
    channel = socket.getChannel();
  }

  /** Whoever waits is told to come again: Akka has no time left to take them. */
  void close() throws IOException {
    if (channel == null) {
      return;
    }
    // It may be told of a connection that is taken here, and finds the port closed.
    Logger.getLogger("akka.io.TcpListener").setLevel(Level.OFF);
    List<SocketChannel> waiting = new ArrayList<>();
    for (SocketChannel next = channel.accept(); next != null; next = channel.accept()) {
      waiting.add(next);
    }
    channel.close();
    byte[] answer = answer();
    waiting.forEach(client -> send(client.socket(), answer));
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PATIENCE_MILLIS);
    waiting.forEach(client -> leave(client.socket(), end));
  }

  private static byte[] answer() {
    Answer answer = Answer.message(503, "This server is stopping. Send the request again.");
    byte[] body = answer.body.getBytes(StandardCharsets.UTF_8);
    String head = "HTTP/1.1 503 Service Unavailable\r\nContent-Type: application/json\r\nContent-Length: " + body.length
        + "\r\nRetry-After: 1\r\nConnection: close\r\n\r\n";
    return (head + answer.body).getBytes(StandardCharsets.UTF_8);
  }

  private static void send(Socket client, byte[] answer) {
    try {
      client.getOutputStream().write(answer);
      client.shutdownOutput();
    } catch (IOException e) {
      // It has gone.
    }
  }

  /** Reads what the client sent: the kernel resets a connection that is closed with bytes unread, its answer included. */
  private static void leave(Socket client, long end) {
    byte[] request = new byte[8192];
    try (Socket closed = client; InputStream input = client.getInputStream()) {
      long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
      while (left > 0) {
        client.setSoTimeout((int) left);
        if (input.read(request) < 0) {
          return;
        }
        left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
      }
    } catch (IOException e) {
      // It took too long, or has gone.
    }
  }

  @Override
  public void beforeDatagramBind(DatagramSocket socket) {}

  @Override
  public void beforeConnect(Socket socket) {}

  @Override
  public void afterConnect(Socket socket) {}
}
