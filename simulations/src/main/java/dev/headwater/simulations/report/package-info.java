/**
 * The run as one HTML page that needs nothing but a browser. Start at {@link
 * dev.headwater.simulations.report.ReportHtml}, which puts the sections in order.
 */
@NullMarked
package dev.headwater.simulations.report;

import org.jspecify.annotations.NullMarked;
