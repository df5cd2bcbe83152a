/** TODO. */
@NullMarked
package dev.headwater.simulations.report.html;

import org.jspecify.annotations.NullMarked;
