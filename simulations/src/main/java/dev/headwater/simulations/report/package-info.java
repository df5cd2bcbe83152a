/**
 * The report of a run as one self-contained HTML page. Start at {@link
 * dev.headwater.simulations.report.ReportHtml}, which puts the sections in order.
 */
@NullMarked
package dev.headwater.simulations.report;

import org.jspecify.annotations.NullMarked;
