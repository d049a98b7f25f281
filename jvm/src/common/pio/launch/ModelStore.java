package pio.launch;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Enumeration;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import org.apache.predictionio.data.storage.Model;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.Option;

/**
 * Keeps a training's {@link ModelFiles} in PIO's model repository, beside the model itself: training and serving are two
 * containers, and neither sees the other's disk.
 *
 * <p>The archive lies there in pieces; a last entry lists their checksums. Without that entry the pieces do not count, so a
 * training that was broken off leaves nothing that could be taken for a model.
 */
final class ModelStore {
  /**
   * Bytes of a piece: a few of them fit into any heap, and the repositories have limits (a PostgreSQL value: 1 GB; MariaDB takes
   * 16 MB at once, and a byte may count twice on the way there).
   */
  private static final int PIECE = 4 * 1024 * 1024;
  private static final String FORMAT = "predictionio-buildpack model files 1";
  private static final Logger LOG = LoggerFactory.getLogger(ModelStore.class);

  /** The trainings whose files this process put back, the oldest first. */
  private static final Queue<String> RESTORED = new ArrayDeque<>();

  private ModelStore() {}

  private static String listId(String instance) {
    return instance + "-files";
  }

  private static String pieceId(String instance, int number) {
    return instance + "-files-" + number;
  }

  /** Stores what the training left; an empty list too, which says that there is nothing to wait for. */
  static void save(String instance) {
    try {
      Map<Path, String> found = ModelFiles.find(instance);
      Pieces pieces = new Pieces(instance);
      if (!found.isEmpty()) {
        int files = ModelFiles.pack(found, pieces);
        LOG.info("Stored {} of the model's files from {} with the model, {} KB in {} piece(s).", files,
            found.keySet().iterator().next(), pieces.size / 1024, pieces.digests.size());
      }
      String list = FORMAT + "\n" + String.join("\n", pieces.digests);
      Stored.models().insert(new Model(listId(instance), list.getBytes(StandardCharsets.UTF_8)));
      // Some of PIO's repositories only log what fails.
      if (!isComplete(instance)) {
        throw new Failure(Failure.STORAGE, "the model repository has not kept what the training stored there: see the lines above."
            + " Is it full, or may this user not write there?");
      }
    } catch (IOException e) {
      throw new Failure(Failure.MODEL, "the files that the training saved on this container's disk could not be stored with the"
          + " model: " + Causes.firstLine(e), e);
    }
  }

  /** Whether the list of the training's files is there, be it empty. */
  static boolean isComplete(String instance) {
    return Stored.models().get(listId(instance)).isDefined();
  }

  /** Puts the files of a training back where it saved them. */
  static void restore(String instance) {
    Option<Model> list = Stored.models().get(listId(instance));
    if (list.isEmpty()) {
      return;
    }
    String[] lines = new String(list.get().models(), StandardCharsets.UTF_8).split("\n");
    if (!lines[0].equals(FORMAT)) {
      throw damaged(instance, "their list is of a kind that this image does not know (\"" + lines[0] + "\")");
    }
    List<String> digests = new ArrayList<>(Arrays.asList(lines).subList(1, lines.length));
    if (digests.isEmpty()) {
      return;
    }
    try {
      // What this very container trained, or restored before, is there already.
      if (ModelFiles.find(instance).isEmpty()) {
        ModelFiles.unpack(instance, new SequenceInputStream(pieces(instance, digests)));
        LOG.info("Put the model's files back: {}.", ModelFiles.find(instance).keySet());
        RESTORED.add(instance);
        clearOld();
      }
    } catch (IOException e) {
      throw new Failure(Failure.MODEL, "the files of the model of training " + instance + " could not be put back on this"
          + " container's disk: " + Causes.firstLine(e) + " They need room and a writable /tmp.", e);
    }
  }

  /** A server that reloads for weeks must not fill its disk; the last training's files may still answer a query. */
  private static void clearOld() throws IOException {
    while (RESTORED.size() > 2) {
      for (Path path : ModelFiles.find(RESTORED.remove()).keySet()) {
        ModelFiles.delete(path);
      }
    }
  }

  /** Removes what {@link #save} stored, the list first. */
  static void delete(String instance) {
    Option<Model> list = Stored.models().get(listId(instance));
    if (list.isDefined()) {
      int pieces = new String(list.get().models(), StandardCharsets.UTF_8).split("\n").length - 1;
      Stored.models().delete(listId(instance));
      for (int number = 0; number < pieces; number++) {
        Stored.models().delete(pieceId(instance, number));
      }
    }
  }

  /** One piece at a time, each checked before a byte of it is used. */
  private static Enumeration<InputStream> pieces(String instance, List<String> digests) {
    Iterator<String> expected = digests.iterator();
    return new Enumeration<InputStream>() {
      private int number;

      @Override
      public boolean hasMoreElements() {
        return expected.hasNext();
      }

      @Override
      public InputStream nextElement() {
        String id = pieceId(instance, number++);
        Option<Model> piece = Stored.models().get(id);
        if (piece.isEmpty()) {
          throw damaged(instance, "the piece " + id + " is missing");
        }
        if (!digest(piece.get().models()).equals(expected.next())) {
          throw damaged(instance, "the piece " + id + " is not what was stored");
        }
        return new ByteArrayInputStream(piece.get().models());
      }
    };
  }

  private static Failure damaged(String instance, String how) {
    return new Failure(Failure.MODEL, "the files of the model of training " + instance + " in the model repository are damaged: "
        + how + ". Train again.");
  }

  private static String digest(byte[] bytes) {
    MessageDigest sha256 = Digests.sha256();
    sha256.update(bytes);
    return Digests.hex(sha256);
  }

  /** Cuts a stream into pieces and stores each as soon as it is full: memory stays flat. */
  private static final class Pieces extends OutputStream {
    private final List<String> digests = new ArrayList<>();
    private final String instance;
    private final ByteArrayOutputStream piece = new ByteArrayOutputStream();
    private long size;

    Pieces(String instance) {
      this.instance = instance;
    }

    @Override
    public void write(int single) {
      write(new byte[] {(byte) single}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int start, int length) {
      int from = start;
      while (from < start + length) {
        int part = Math.min(start + length - from, PIECE - piece.size());
        piece.write(bytes, from, part);
        from += part;
        if (piece.size() == PIECE) {
          store();
        }
      }
    }

    @Override
    public void close() {
      if (piece.size() > 0) {
        store();
      }
    }

    private void store() {
      byte[] bytes = piece.toByteArray();
      piece.reset();
      String id = pieceId(instance, digests.size());
      digests.add(digest(bytes));
      size += bytes.length;
      // What an earlier try to store left would be in the way.
      Stored.models().delete(id);
      Stored.models().insert(new Model(id, bytes));
    }
  }
}
