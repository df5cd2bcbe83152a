/** Elements of a page, escaped. Start at {@link dev.headwater.simulations.report.html.Html}. */
@NullMarked
package dev.headwater.simulations.report.html;

import org.jspecify.annotations.NullMarked;
