package pio.launch;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.apache.predictionio.data.storage.EvaluationInstance;
import org.apache.predictionio.workflow.CreateWorkflow;
import org.apache.predictionio.workflow.WorkflowUtils;
import scala.Option;
import scala.collection.JavaConversions;

/** {@code eval}: PIO's own workflow in this JVM, with an evaluation in the place of a training. */
final class EvalCommand {
  /** As with a training: one harmless entry, by which we know the evaluation again. */
  private static final String MARK = "PIO_EVALUATION";

  private EvalCommand() {}

  static void run(String[] args) {
    Options options = new Options(args);
    String evaluation = options.word(0, "the class of the evaluation");
    // PIO's console has it so: an evaluation may be its own generator.
    String generator = options.get("generator", evaluation);
    requireClasses(evaluation, generator);
    BestParameters.requireWritable(options.get("output", null));
    StorageCheck.run();

    long start = System.currentTimeMillis();
    String mark = UUID.randomUUID().toString();
    List<String> workflow = new ArrayList<>(Arrays.asList(
        "--engine-id", options.require("engine-id"),
        "--engine-version", options.require("engine-version"),
        "--engine-variant", Variant.read(options.require("engine-variant")).uri,
        "--evaluation-class", evaluation,
        "--engine-params-generator-class", generator,
        "--env", MARK + "=" + mark,
        "--batch", options.get("batch", ""),
        "--verbosity", Integer.toString(options.number("verbosity", 0))));
    try {
      CreateWorkflow.main(workflow.toArray(new String[0]));
    } catch (Throwable error) {
      throw Explain.evaluation(error);
    }
    Confirmed.afterWorkflow();
    String duration = String.format("%.1f s", (System.currentTimeMillis() - start) / 1000.0);
    Option<EvaluationInstance> instance = Stored.visible(() -> made(mark));
    if (instance.isEmpty()) {
      System.out.println("Evaluation completed in " + duration + "; it does not want its result to be stored.");
      return;
    }
    BestParameters.report(instance.get(), options);
    System.out.println("Evaluation completed in " + duration + ": evaluation instance " + instance.get().id() + ".");
  }

  /** PIO itself would end the JVM with a stack trace. */
  private static void requireClasses(String evaluation, String generator) {
    ClassLoader loader = EvalCommand.class.getClassLoader();
    try {
      WorkflowUtils.getEvaluation(evaluation, loader);
    } catch (Throwable error) {
      throw absent("evaluation", evaluation, "the object or class that extends Evaluation", error);
    }
    try {
      WorkflowUtils.getEngineParamsGenerator(generator, loader);
    } catch (Throwable error) {
      throw absent("generator of engine parameters", generator,
          "the object or class that extends EngineParamsGenerator, after the evaluation's", error);
    }
  }

  private static Failure absent(String what, String name, String wanted, Throwable error) {
    return new Failure(Failure.USAGE, "the " + what + " " + name + " cannot be used: " + Causes.firstLine(Causes.root(error))
        + " Name " + wanted + ", with its package.", error);
  }

  private static Option<EvaluationInstance> made(String mark) {
    for (EvaluationInstance instance : JavaConversions.seqAsJavaList(Stored.evaluations().getCompleted())) {
      Option<String> entry = instance.env().get(MARK);
      if (entry.isDefined() && entry.get().equals(mark)) {
        return Option.apply(instance);
      }
    }
    return Option.empty();
  }
}
