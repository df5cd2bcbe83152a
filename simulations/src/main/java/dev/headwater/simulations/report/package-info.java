/** The run as one HTML page that needs nothing but a browser. */
@NullMarked
package dev.headwater.simulations.report;

import org.jspecify.annotations.NullMarked;
