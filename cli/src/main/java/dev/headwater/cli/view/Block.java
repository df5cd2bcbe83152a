package dev.headwater.cli.view;

import dev.headwater.cli.view.text.Glyphs;
import dev.headwater.cli.view.text.Line;
import dev.headwater.cli.view.text.Line.Style;
import dev.headwater.cli.view.text.Terminal;
import dev.headwater.cli.view.text.Text;
import dev.headwater.simulations.output.RoundRecord;
import dev.headwater.simulations.output.state.PrivacyFacts;
import dev.headwater.simulations.output.text.Quantities;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The lines of the live block. Lines are one column shorter than the terminal, because some
 * terminals wrap when the last column is written.
 */
final class Block {
  private static final int WIDEST_BAR = 40;
  private static final int NARROWEST_BAR = 4;
  private static final int WIDEST_SPARKLINE = 32;
  private static final int SPENT_BAR = 16;

  private final Terminal terminal;
  private final Glyphs glyphs;

  Block(Terminal terminal) {
    this.terminal = terminal;
    this.glyphs = Glyphs.of(terminal);
  }

  private Line line() {
    return new Line(terminal.columns() - 1, terminal.colours(), glyphs);
  }

  private Line labelled(String label) {
    return line().add(Text.pad(label, 10), Style.DIM);
  }

  String waiting(String message) {
    return line().add(message, Style.ACCENT).toString();
  }

  String phase(Phase phase, long nanos) {
    String behind =
        phase.total() > 0
            ? "  %3d %%  %s%s"
                .formatted((int) (100 * phase.share()), phase.amount(), phase.eta(nanos))
            : "  " + phase.amount();
    Line line = line().add(phase.name(), Style.BOLD);
    if (phase.total() > 0) {
      bar(line, phase.share(), Text.width(behind));
    }
    return line.add(behind).addWhole(phase.noteBehind(), Style.DIM).toString();
  }

  private void bar(Line line, double share, int behind) {
    int room = Math.min(WIDEST_BAR, line.left() - behind - 2);
    if (room >= NARROWEST_BAR) {
      line.add("  ").add(glyphs.bar(share, room), Style.ACCENT);
    }
  }

  List<String> rounds(RoundProgress progress, long nanos) {
    List<String> lines = new ArrayList<>();
    lines.add(header(progress));
    lines.add(accuracy(progress));
    lines.add(loss(progress));
    if (progress.privacy() != null) {
      lines.add(privacy(progress, progress.privacy()));
    }
    lines.add(clients(progress));
    lines.add(
        labelled("Traffic")
            .add(Quantities.bytes(progress.bytesUp()) + " up, ")
            .add(Quantities.bytes(progress.bytesDown()) + " down")
            .toString());
    lines.add(labelled("Elapsed").add(Quantities.seconds(progress.elapsed(nanos))).toString());
    return lines;
  }

  private String privacy(RoundProgress progress, PrivacyFacts promised) {
    Line line = labelled("Privacy").add(progress.spent(), Style.BOLD);
    if (!promised.secure()) {
      line.add("  " + promised.noiseWords(), Style.BAD);
    }
    double share = progress.spentShare();
    int room = Math.min(SPENT_BAR, line.left() - 2);
    if (!Double.isNaN(share) && room >= NARROWEST_BAR) {
      line.add("  ").add(glyphs.bar(share, room), Style.ACCENT);
    }
    return line.addWhole("  delta " + Quantities.setting(promised.delta()), Style.DIM).toString();
  }

  private String header(RoundProgress progress) {
    double share = (double) progress.done() / progress.rounds();
    double eta = progress.eta();
    String behind = "  %3d %%".formatted((int) (100 * share));
    if (!Double.isNaN(eta) && progress.done() < progress.rounds()) {
      behind += "  ETA " + Quantities.seconds(eta);
    }
    int shown = Math.min(progress.done() + (progress.asked() > 0 ? 1 : 0), progress.rounds());
    Line line = line().add("Round %d of %d".formatted(shown, progress.rounds()), Style.BOLD);
    bar(line, share, Text.width(behind));
    return line.add(behind).toString();
  }

  private String accuracy(RoundProgress progress) {
    RoundRecord last = progress.last();
    Line line = labelled("Accuracy");
    if (last == null || last.evalAccuracy() == null) {
      return line.add(last == null ? "-" : "not measured in this round", Style.DIM).toString();
    }
    line.add(Quantities.percent(last.evalAccuracy()), Style.BOLD);
    double change = progress.change();
    if (!Double.isNaN(change)) {
      String points = String.format(Locale.ROOT, "  %+.1f", 100 * change);
      line.add(points, change < 0 ? Style.BAD : Style.GOOD);
    }
    line.add("  best " + Quantities.percent(progress.best()), Style.DIM);
    int room = Math.min(WIDEST_SPARKLINE, line.left() - 2);
    if (room >= NARROWEST_BAR && progress.accuracies().size() > 1) {
      line.add("  ").add(glyphs.sparkline(progress.accuracies(), room), Style.ACCENT);
    }
    return line.toString();
  }

  private String loss(RoundProgress progress) {
    RoundRecord last = progress.last();
    Line line = labelled("Loss");
    if (last == null) {
      return line.add("-", Style.DIM).toString();
    }
    return line.add(Quantities.decimal(last.evalLoss()))
        .add("  in training " + Quantities.decimal(last.trainLoss()), Style.DIM)
        .toString();
  }

  private String clients(RoundProgress progress) {
    RoundRecord last = progress.last();
    Line line = labelled("Clients");
    if (last != null) {
      line.add("%d of %d counted".formatted(last.contributed(), last.cohort()));
      if (last.refused() > 0) {
        line.add(", %d refused".formatted(last.refused()), Style.BAD);
      }
    }
    if (progress.asked() > 0) {
      line.add((last == null ? "" : "; ") + "%d asked now".formatted(progress.asked()), Style.DIM);
    }
    return line.toString();
  }
}
