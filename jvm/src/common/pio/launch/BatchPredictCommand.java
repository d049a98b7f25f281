package pio.launch;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.apache.predictionio.data.storage.EngineInstance;

/**
 * {@code batchpredict}: queries in, predictions out, one JSON object a line, through the engine itself.
 *
 * <p>PIO got such a command in 0.12, as a Spark job over the queries; it ends with "Only one SparkContext" on 0.14. A model may
 * need the one context that there is, so the queries are asked by threads here, as the query server does.
 */
final class BatchPredictCommand {
  /** Lines that are asked at a time and then written in their order: memory stays flat. */
  private static final int BLOCK = 2048;
  private static final long PROGRESS = TimeUnit.SECONDS.toMillis(10);
  private static final int SHOWN_FAILURES = 5;
  private static final String STANDARD = "-";

  private final Predictor predictor;
  private final ExecutorService pool;
  private final PrintStream progress;
  private long lines;
  private long failed;
  private long shown = System.currentTimeMillis();

  private BatchPredictCommand(Predictor predictor, int threads, PrintStream progress) {
    this.predictor = predictor;
    this.pool = Executors.newFixedThreadPool(threads);
    this.progress = progress;
  }

  static void run(String[] args) {
    Options options = new Options(args);
    String input = options.require("input");
    String output = options.require("output");
    int threads = options.number("threads", Runtime.getRuntime().availableProcessors());
    requireFiles(input, output);
    // The predictions have standard output for themselves where they go there; the logs then are beside them.
    PrintStream predictions = System.out;
    if (output.equals(STANDARD)) {
      System.setOut(System.err);
      ProcessSetup.logToStandardError();
    }
    StorageCheck.run();
    EngineLoader loader = new EngineLoader(options, Variant.read(options.require("engine-variant")));
    EngineInstance instance = loader.find();
    BatchPredictCommand command = new BatchPredictCommand(new Predictor(loader.open(instance)), threads, System.out);
    long start = System.currentTimeMillis();
    try {
      command.answer(input, output, predictions);
    } catch (IOException e) {
      throw new Failure(Failure.FAILED, "the predictions could not be written: " + Causes.firstLine(e), e);
    } finally {
      command.pool.shutdownNow();
    }
    System.out.println(command.lines + " queries answered in " + (System.currentTimeMillis() - start) / 1000 + " s with engine instance "
        + instance.id() + (output.equals(STANDARD) ? "." : ": " + output + "."));
    if (command.failed > 0) {
      throw new Failure(Failure.FAILED, command.failed + " of " + command.lines
          + " queries could not be answered; their lines in the output have an \"error\" in the place of a \"prediction\".");
    }
  }

  /** Before a model is loaded for nothing. */
  private static void requireFiles(String input, String output) {
    if (!input.equals(STANDARD) && !Files.isReadable(Paths.get(input))) {
      throw new Failure(Failure.USAGE, "the file " + input + " of --input does not exist or cannot be read.");
    }
    if (!output.equals(STANDARD)) {
      BestParameters.requireWritable(output);
    }
  }

  private void answer(String input, String output, PrintStream standard) throws IOException {
    try (BufferedReader queries = new BufferedReader(new InputStreamReader(in(input), StandardCharsets.UTF_8))) {
      if (output.equals(STANDARD)) {
        Writer writer = new BufferedWriter(new OutputStreamWriter(standard, StandardCharsets.UTF_8));
        answer(queries, writer);
        writer.flush();
        return;
      }
      // A file that is there is whole.
      Path draft = Paths.get(output + ".part");
      try (Writer writer = new BufferedWriter(new OutputStreamWriter(out(draft, output.endsWith(".gz")), StandardCharsets.UTF_8))) {
        answer(queries, writer);
      }
      Files.move(draft, Paths.get(output), StandardCopyOption.REPLACE_EXISTING);
    }
  }

  private static InputStream in(String input) throws IOException {
    InputStream in = input.equals(STANDARD) ? System.in : new FileInputStream(input);
    return input.endsWith(".gz") ? new GZIPInputStream(in) : in;
  }

  private static OutputStream out(Path file, boolean zipped) throws IOException {
    OutputStream out = new FileOutputStream(file.toFile());
    return zipped ? new GZIPOutputStream(out) : out;
  }

  private void answer(BufferedReader queries, Writer predictions) throws IOException {
    List<Callable<String>> block = new ArrayList<>();
    long number = 0;
    for (String line = queries.readLine(); line != null; line = queries.readLine()) {
      number++;
      if (!line.trim().isEmpty()) {
        String query = line;
        long at = number;
        block.add(() -> answer(query, at));
      }
      if (block.size() == BLOCK) {
        write(block, predictions);
      }
    }
    write(block, predictions);
  }

  private void write(List<Callable<String>> block, Writer predictions) throws IOException {
    try {
      for (Future<String> answer : pool.invokeAll(block)) {
        predictions.write(answer.get());
        predictions.write('\n');
      }
    } catch (InterruptedException | ExecutionException e) {
      throw Explain.anyError(e);
    }
    lines += block.size();
    block.clear();
    if (System.currentTimeMillis() - shown > PROGRESS) {
      shown = System.currentTimeMillis();
      progress.println(lines + " queries answered …");
    }
  }

  /** A query that fails has a line too: one bad line in a million must not cost the others. */
  private String answer(String query, long number) {
    try {
      return predictor.predict(query);
    } catch (Exception e) {
      String reason = Causes.firstLine(Causes.root(e));
      synchronized (this) {
        failed++;
        if (failed <= SHOWN_FAILURES) {
          System.err.println("pio: line " + number + ": " + reason);
        }
      }
      return predictor.failure(query, reason);
    }
  }
}
