/**
 * What a browser must compute as this module does: golden vectors for web/. Start at {@link
 * dev.headwater.learning.web.GoldenWeb}, which writes them.
 */
@NullMarked
package dev.headwater.learning.web;

import org.jspecify.annotations.NullMarked;
