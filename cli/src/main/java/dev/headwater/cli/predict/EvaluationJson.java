package dev.headwater.cli.predict;

import dev.headwater.simulations.evaluation.Confusion;
import dev.headwater.simulations.output.text.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Scores as one object; what is not defined is null. */
final class EvaluationJson {
  private EvaluationJson() {}

  static String line(Evaluated evaluated) {
    Confusion confusion = evaluated.confusion();
    Map<String, @Nullable Object> all = new LinkedHashMap<>();
    all.put("type", "evaluation");
    all.put("model", evaluated.model());
    all.put("data", evaluated.data());
    all.put("pictures", confusion.pictures());
    all.put("unreadable", evaluated.unreadable());
    all.put("correct", confusion.correct());
    all.put("accuracy", number(confusion.accuracy()));
    all.put("loss", number(confusion.loss()));
    List<Map<String, @Nullable Object>> classes = new ArrayList<>();
    for (Confusion.OfClass one : confusion.classes()) {
      Map<String, @Nullable Object> figures = new LinkedHashMap<>();
      figures.put("label", one.label());
      figures.put("pictures", one.pictures());
      figures.put("correct", one.correct());
      figures.put("precision", number(one.precision()));
      figures.put("recall", number(one.recall()));
      figures.put("f1", number(one.f1()));
      figures.put("loss", number(one.loss()));
      classes.add(figures);
    }
    all.put("classes", classes);
    all.put("confusion", confusion.counts());
    all.put("notes", evaluated.notes());
    return Json.line(all);
  }

  private static @Nullable Double number(double value) {
    return Double.isNaN(value) ? null : value;
  }
}
