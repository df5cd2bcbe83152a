/**
 * What a node trains on. {@link dev.headwater.client.data.DataPreparer} is the door through which a
 * program's own data comes in, so that the client knows neither pictures nor the libraries that
 * read them; the rest is the backbone file, fetched once where the preparer wants it.
 */
@NullMarked
package dev.headwater.client.data;

import org.jspecify.annotations.NullMarked;
