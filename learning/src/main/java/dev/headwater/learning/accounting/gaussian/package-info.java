/** What is known about a single Gaussian mechanism in closed form. */
@NullMarked
package dev.headwater.learning.accounting.gaussian;

import org.jspecify.annotations.NullMarked;
