/**
 * A comparison as a page for people. Start at {@link
 * dev.headwater.simulations.comparison.page.ComparisonPage}.
 */
@NullMarked
package dev.headwater.simulations.comparison.page;

import org.jspecify.annotations.NullMarked;
